"""Longtake's engine: long recordings in, transcripts with names on them out."""

__version__ = "0.1.0"
