"""The engine: turns recordings into transcripts and never loses its place. It has no window."""

__version__ = "0.1.0"
