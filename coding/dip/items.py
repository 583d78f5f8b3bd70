"""Cells of a DIP catalogue: diagnosis items and procedure alternatives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_CATEGORY = re.compile(r"[A-Z]\d[0-9A-Z]")
_RANGE = re.compile(r"([A-Z]\d[0-9A-Z])-([A-Z]\d[0-9A-Z])")
_SUBCATEGORY = re.compile(r"[A-Z]\d[0-9A-Z]\.[0-9x]")
#: How closely an item names a diagnosis: the greater the closer.
ANYTHING, CATEGORY, SUBCATEGORY, WHOLE = range(4)


@dataclass(frozen=True, slots=True)
class DiagnosisItem:
    """A whole code, a subcategory (``A09.0``), a category (``C34``), a range of categories (``A15-A16``) or ``*``."""

    text: str
    closeness: int
    first: str = ""
    last: str = ""

    def meets(self, code: str) -> bool:
        """True when the item names a code of the insurance edition."""
        if self.closeness == WHOLE:
            return code == self.text
        if self.closeness == SUBCATEGORY:
            return code.startswith(self.text)
        return self.closeness == ANYTHING or self.first <= code[:3] <= self.last


@cache
def diagnosis_item(text: str) -> DiagnosisItem:
    """The item that a text writes."""
    if text == "*":
        return DiagnosisItem(text, ANYTHING)
    if match := _RANGE.fullmatch(text):
        return DiagnosisItem(text, CATEGORY, match[1], match[2])
    if _CATEGORY.fullmatch(text):
        return DiagnosisItem(text, CATEGORY, text, text)
    return DiagnosisItem(text, SUBCATEGORY if _SUBCATEGORY.fullmatch(text) else WHOLE)


@cache
def diagnosis_items(cell: str) -> tuple[DiagnosisItem, ...]:
    """The items of a cell joined by ``|``."""
    return tuple(diagnosis_item(part) for part in alternatives_of(cell, "|"))


@cache
def code_sets(cell: str) -> tuple[frozenset[str], ...]:
    """The alternatives of a cell (``|``), each the codes that must all be there (``+``)."""
    return tuple(frozenset(alternatives_of(part, "+")) for part in alternatives_of(cell, "|"))


def alternatives_of(cell: str, sign: str) -> list[str]:
    """The parts of a cell without blanks."""
    return [part for part in (p.strip() for p in cell.split(sign)) if part]


def closest(items: tuple[DiagnosisItem, ...], codes: tuple[str, ...]) -> int:
    """How closely the items name one of the codes; -1 where none does."""
    return max((item.closeness for item in items for code in codes if item.meets(code)), default=-1)


def most_met(sets: tuple[frozenset[str], ...], codes: frozenset[str]) -> int:
    """The size of the largest alternative all of whose codes are there; -1 where there is none."""
    return max((len(wanted) for wanted in sets if wanted <= codes), default=-1)
