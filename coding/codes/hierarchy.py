"""Chapters, blocks and categories of the two classifications, as they ship with the program."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property

from coding.base.resources import resource_table
from coding.codes.entry import CodeKind
from coding.codes.parse import category


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter or a block; ``code`` is its number or its range (``I20-I25``), ``first`` and ``last`` categories."""

    code: str
    name: str
    first: str
    last: str


class Hierarchy:
    """The headings above the codes of one classification; read when first asked for."""

    def __init__(self, kind: CodeKind) -> None:
        self.kind = kind

    def chapter(self, code: str) -> Heading | None:
        """The chapter that a code lies in."""
        return _around(category(code), self.chapters)

    def block(self, code: str) -> Heading | None:
        """The block of categories that a diagnosis lies in; procedures have none."""
        return _around(category(code), self.blocks)

    def heading_name(self, code: str) -> str:
        """The name of a category or (procedures) of a three-place heading, as it is written; "" when unknown."""
        return self.names.get(code, "")

    @cached_property
    def chapters(self) -> tuple[Heading, ...]:
        """All chapters, in order."""
        file = "icd10_chapters.csv" if self.kind is CodeKind.DIAGNOSIS else "icd9cm3_chapters.csv"
        return _headings(
            (r["code"], r["name"], r["range"]) for r in resource_table(f"codes/{file}", "code", "name", "range")
        )

    @cached_property
    def blocks(self) -> tuple[Heading, ...]:
        """All blocks, in order."""
        if self.kind is CodeKind.PROCEDURE:
            return ()
        return _headings(
            (r["code"], r["name"], r["code"]) for r in resource_table("codes/icd10_blocks.csv", "code", "name")
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the headings that are written shorter than a code: I21; 47, 47.0."""
        file = "icd10_categories.csv" if self.kind is CodeKind.DIAGNOSIS else "icd9cm3_headings.csv"
        return {r["code"]: r["name"] for r in resource_table(f"codes/{file}", "code", "name")}


@cache
def hierarchy(kind: CodeKind) -> Hierarchy:
    """The embedded hierarchy of a classification."""
    return Hierarchy(kind)


def _headings(rows: object) -> tuple[Heading, ...]:
    found = []
    for code, name, span in rows:  # type: ignore[attr-defined]
        first, _, last = span.partition("-")
        found.append(Heading(code, name, first, last or first))
    return tuple(sorted(found, key=lambda h: h.first))


def _around(place: str, headings: tuple[Heading, ...]) -> Heading | None:
    if not place or not re.fullmatch(r"[A-Z]\d\d|\d\d", place):
        return None
    at = bisect_right(headings, place, key=lambda h: h.first) - 1
    if at < 0 or headings[at].last < place:
        return None
    return headings[at]
