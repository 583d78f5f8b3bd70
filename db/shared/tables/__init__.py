"""Rows in and out of their tables, whatever engine keeps them."""
