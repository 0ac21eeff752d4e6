"""Families of `longtake` commands, one module each; `add` makes them known to the parser."""
