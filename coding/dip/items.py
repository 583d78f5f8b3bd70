"""Cells of a DIP catalogue: diagnosis items and procedure alternatives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod

from coding.base.errors import KnowledgeError

_CATEGORY = re.compile(r"[A-Z]\d[0-9A-Z]")
_RANGE = re.compile(r"([A-Z]\d[0-9A-Z])-([A-Z]\d[0-9A-Z])")
_SUBCATEGORY = re.compile(r"[A-Z]\d[0-9A-Z]\.[0-9x]")
_WHOLE_CODE = re.compile(r"[A-Z]\d[0-9A-Z]\.[0-9x]\d\d(?:x\d{3})?(?:\+[A-Z]\d[0-9A-Z](?:\.\d)?\*)?")
_PROCEDURE = re.compile(r"\d\d\.\d[0-9x]\d[0-9A-Zx][0-9A-Zx]{0,6}")
#: ``+`` joins items that must all be there, but not the two halves of a code with dagger and asterisk.
_AND = re.compile(r"\+(?!$)(?![A-Z]\d[0-9A-Z](?:\.\d)?\*)")
_OR = re.compile(r"[|/]")
#: How closely an item names a diagnosis: the greater the closer.
ANYTHING, CATEGORY, SUBCATEGORY, WHOLE = range(4)
#: A cell that would be written out to more alternatives than this was not meant so.
_MOST_ALTERNATIVES = 4096
#: Of so many codes it is remembered what they meet; a file of more has codes that are none.
MOST_REMEMBERED = 50_000


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

    @property
    def is_readable(self) -> bool:
        """False for a text that looks like no code: it would never meet anything."""
        return self.closeness != WHOLE or bool(_WHOLE_CODE.fullmatch(self.text))


@cache
def diagnosis_item(text: str) -> DiagnosisItem:
    """The item that a text writes; the dagger behind a subcategory or a category (``M51.1+``) is no part of it."""
    if text == "*":
        return DiagnosisItem(text, ANYTHING)
    if match := _RANGE.fullmatch(text):
        return DiagnosisItem(text, CATEGORY, match[1], match[2])
    plain = text.rstrip("+*")
    if _CATEGORY.fullmatch(plain):
        return DiagnosisItem(plain, CATEGORY, plain, plain)
    if _SUBCATEGORY.fullmatch(plain):
        return DiagnosisItem(plain, SUBCATEGORY)
    return DiagnosisItem(text, WHOLE)


@cache
def diagnosis_items(cell: str) -> tuple[DiagnosisItem, ...]:
    """The items of a cell joined by ``|``."""
    return tuple(diagnosis_item(part) for part in parts_of(cell, _OR))


class DiagnosisSets:
    """Alternatives of diagnosis items, each of which must all be met; which items a code meets is remembered."""

    def __init__(self, groups: tuple[tuple[DiagnosisItem, ...], ...]) -> None:
        self.groups = groups
        self._items = tuple(dict.fromkeys(item for group in groups for item in group))
        self._wanted = [sum(1 << self._items.index(item) for item in dict.fromkeys(group)) for group in groups]
        self._of_code: dict[str, int] = {}

    @property
    def items(self) -> tuple[DiagnosisItem, ...]:
        """Every item once."""
        return self._items

    def met_by(self, codes: tuple[str, ...]) -> bool:
        """True when an alternative is met by these codes together."""
        met = 0
        for code in codes:
            known = self._of_code.get(code)
            met |= self._remember(code) if known is None else known
        return bool(met) and any(wanted & met == wanted for wanted in self._wanted)

    def _remember(self, code: str) -> int:
        if len(self._of_code) >= MOST_REMEMBERED:
            self._of_code.clear()
        found = sum(1 << at for at, item in enumerate(self._items) if item.meets(code))
        self._of_code[code] = found
        return found


@cache
def diagnosis_sets(cell: str) -> DiagnosisSets | None:
    """The alternatives of a cell (``|``), each the items that must all be met (``+``); None for an empty cell."""
    groups = tuple(tuple(diagnosis_item(one) for one in parts_of(part, _AND)) for part in parts_of(cell, _OR))
    return DiagnosisSets(groups) if groups else None


@cache
def code_sets(cell: str) -> tuple[frozenset[str], ...]:
    """The alternatives of a cell (``|``), each the codes that must all be there (``+``); ``A/B+C`` is ``A+C|B+C``.

    Raises KnowledgeError for a cell of thousands of combinations.
    """
    found: list[frozenset[str]] = []
    for alternative in cell.split("|"):
        terms = [[one.strip() for one in term.split("/") if one.strip()] for term in alternative.split("+")]
        terms = [term for term in terms if term]
        if prod(map(len, terms)) > _MOST_ALTERNATIVES:
            raise KnowledgeError(f"手术操作“{cell[:40]}……”的组合过多：请拆成几行。")
        found += [frozenset(codes) for codes in product(*terms) if codes]
    return tuple(dict.fromkeys(found))


def strange_procedures(sets: tuple[frozenset[str], ...]) -> list[str]:
    """What stands for a procedure and looks like no code of the insurance edition: it would never be met."""
    return sorted({code for codes in sets for code in codes if not _PROCEDURE.fullmatch(code)})


def strange_diagnoses(items: tuple[DiagnosisItem, ...]) -> list[str]:
    """What stands for a diagnosis and looks like no code, category or range."""
    return [item.text for item in items if not item.is_readable]


def parts_of(cell: str, sign: re.Pattern[str]) -> list[str]:
    """The parts of a cell without blanks."""
    return [part for part in (p.strip() for p in sign.split(cell)) if part]


def closest(items: tuple[DiagnosisItem, ...], codes: tuple[str, ...]) -> int:
    """How closely the items name one of the codes; -1 where none does."""
    return max((item.closeness for item in items for code in codes if item.meets(code)), default=-1)


def most_met(sets: tuple[frozenset[str], ...], codes: frozenset[str]) -> int:
    """The size of the largest alternative all of whose codes are there; -1 where there is none."""
    return max((len(wanted) for wanted in sets if wanted <= codes), default=-1)
