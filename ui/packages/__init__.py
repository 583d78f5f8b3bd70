"""Packages between two machines: cards, dealing out, opening, giving back, merging with the conflicts chosen."""
