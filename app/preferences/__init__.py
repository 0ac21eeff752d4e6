"""Preferences: what is chosen for good, page by page. Each choice holds at once; there is no OK."""
