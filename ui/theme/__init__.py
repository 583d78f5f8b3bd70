"""Colours, spacing and fonts, light and dark."""
