"""What ``tools/torture.py`` does to a store."""
