"""Sheets for people to read, such as the findings of a ward."""
