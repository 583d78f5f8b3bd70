"""Figures of a spell of time: numerators and denominators as data, over one row of facts a page."""
