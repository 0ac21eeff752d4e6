"""The window of Longtake: shows jobs and transcripts, and asks the engine to do the work."""

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide 6.12 treats None, True, False and their like as immortal, which before Python 3.12 they
    # are not: each call of a method that returns nothing takes one reference to None with it, and
    # after some ten thousand calls, an hour of painting, Python ends the process. So many
    # references cannot be used up.
    for _singleton in (None, True, False, Ellipsis, NotImplemented, "", b"", (), *range(-5, 257)):
        ctypes.c_ssize_t.from_address(id(_singleton)).value += 1 << 48
