"""The window of Longtake: shows jobs and transcripts, and asks the engine to do the work."""
