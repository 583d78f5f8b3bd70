"""The manual in a window of its own, and where a key asks for it."""
