"""The store in one SQLite file that survives a kill and a power cut."""
