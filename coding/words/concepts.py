"""Concepts that a name may add to the doctor's words: malignancy, fracture, acute; excision, an endoscopic way.

Which words hold a concept and which names assert it is data: ``resources/terms/concepts.csv``. The reverse, a concept
of the words that a name is silent on, is a loss and no matter of this module.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coding.base.resources import resource_table
from coding.codes.ranges import CodeSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.codes.entry import CodeKind

_NOTHING = "(?!)"


class Concept(NamedTuple):
    """One row of the table; every pattern is searched in folded text.

    A name asserts the concept by its words or by the category of its code, unless ``without`` is found in it. The
    doctor's words hold it where ``holds`` is found and ``denies`` is not.
    """

    label: str
    asserts: re.Pattern[str]
    codes: CodeSet | None
    without: re.Pattern[str]
    holds: re.Pattern[str]
    denies: re.Pattern[str]


class Concepts:
    """The concepts of one kind of words; a set of them is a number, one bit a concept."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._concepts = tuple(concepts)
        self._by_category: dict[str, int] = {}

    def asserted(self, name: str, code: str) -> int:
        """What a folded name and the category of its code assert."""
        found = 0
        by_code = self._of_category(code[:3])
        for bit, concept in enumerate(self._concepts):
            if (by_code >> bit & 1 or concept.asserts.search(name)) and not concept.without.search(name):
                found |= 1 << bit
        return found

    def held(self, words: str, written_out: str = "") -> int:
        """What the doctor's folded words hold, their aliases ``written_out``; only the words themselves deny."""
        found = 0
        for bit, concept in enumerate(self._concepts):
            if concept.holds.search(f"{words} {written_out}") and not concept.denies.search(words):
                found |= 1 << bit
        return found

    def labels(self, concepts: int) -> tuple[str, ...]:
        """What the concepts are called, in the order of the table."""
        return tuple(c.label for bit, c in enumerate(self._concepts) if concepts >> bit & 1)

    def _of_category(self, place: str) -> int:
        held = self._by_category.get(place)
        if held is None:
            held = sum(1 << bit for bit, c in enumerate(self._concepts) if c.codes is not None and place in c.codes)
            self._by_category[place] = held
        return held


@cache
def concepts(kind: CodeKind) -> Concepts:
    """The embedded concepts of one kind of words."""
    rows = resource_table(
        "terms/concepts.csv", "kind", "concept", "asserts", "codes", "without", "holds", "denies", "note"
    )
    return Concepts([_concept(r) for r in rows if r["kind"] == kind.value])


def _concept(row: dict[str, str]) -> Concept:
    asserts, without, holds, denies = (
        re.compile(row[column] or _NOTHING) for column in ("asserts", "without", "holds", "denies")
    )
    return Concept(
        row["concept"], asserts, CodeSet.parse(row["codes"]) if row["codes"] else None, without, holds, denies
    )
