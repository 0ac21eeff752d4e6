"""Searching all transcripts: what is asked of the engine, and how the answer is shown."""
