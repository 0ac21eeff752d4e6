"""The editor: listen, read, correct, and give every voice its name."""
