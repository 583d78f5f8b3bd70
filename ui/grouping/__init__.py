"""Schemes, tariffs and versions of pages side by side."""
