"""From any file to the chunks that are recognised."""
