"""Codes, scheme and tariff together: what a rule asks."""
