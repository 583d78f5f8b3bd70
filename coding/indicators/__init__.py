"""Numerators and denominators of a month: still empty."""
