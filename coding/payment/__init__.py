"""Weights, tariffs and what a group is paid: an estimate, never an invoice."""
