"""Patterns that people write in rules: read with their places, judged before they are kept, matched in linear time."""
