"""The use cases, once, for window and command line."""
