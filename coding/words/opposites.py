"""Words that a code cannot stand for, whatever the table calls it: ``resources/rules/tables/word_code_opposites.csv``.

They are told by category and name the category that would be right, so they speak with a table of headings, too.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from coding.base.resources import resource_table
from coding.codes.parse import category
from coding.codes.ranges import CodeSet, categories_of
from coding.words.qualities import alternatives, plain

_TABLE = "rules/tables/word_code_opposites.csv"


class Opposed(NamedTuple):
    """What the words say, what the code says instead, and the codes that would be right ("" where nobody can tell)."""

    said: str
    named: str
    right: str
    is_clear: bool
    source: str


class _Row(NamedTuple):
    codes: CodeSet
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    says: str
    right: str
    is_clear: bool
    source: str


def opposed(words: str, code: str) -> Opposed | None:
    """What of the words the code cannot stand for; a clear contradiction before one that is only likely."""
    text = plain(words)
    for row in _rows_of(code):
        found = row.words.search(text)
        if found and not (row.unless and row.unless.search(text)):
            return Opposed(found[0], row.says, row.right, row.is_clear, row.source)
    return None


@lru_cache(maxsize=65_536)
def _rows_of(code: str) -> tuple[_Row, ...]:
    return tuple(row for row in _by_category().get(category(code), ()) if code in row.codes)


@cache
def _by_category() -> dict[str, tuple[_Row, ...]]:
    found: dict[str, tuple[_Row, ...]] = {}
    for row in _rows():
        for place in categories_of(row.codes.text) or ():
            found[place] = (*found.get(place, ()), row)
    return found


def _rows() -> tuple[_Row, ...]:
    rows = resource_table(_TABLE, "codes", "words", "unless", "says", "right", "grade", "source")
    found = [
        _Row(
            CodeSet.parse(row["codes"]),
            re.compile("|".join(alternatives(row["words"]))),
            re.compile("|".join(alternatives(row["unless"]))) if row["unless"] else None,
            row["says"],
            row["right"],
            row["grade"] == "clear",
            row["source"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda row: not row.is_clear))
