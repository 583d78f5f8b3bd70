"""Defects as real pages have them (first stub)."""
from __future__ import annotations
import random
from tools.sample.draft import Draft
def seed_defects(drafts: list[Draft], rng: random.Random) -> list[dict[str, str]]:
    return []
