"""Jobs: which there are, how one goes through its stages, and who watches over it."""
