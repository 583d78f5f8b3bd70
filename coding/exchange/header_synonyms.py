"""Headers by synonyms as data: which column of a sheet that somebody brings holds what we know by a key.

A table of synonyms has the columns ``key`` and ``header``, by preference; one of several tables in a file stands under
its name in the column ``table``. Spaces, underscores, letter case and what stands in brackets do not count.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: Lines above the header: titles, who made the list and when.
MOST_TITLES: Final = 20
_BRACKETED = re.compile(r"[(（【\[][^()（）【】\[\]]*[)）】\]]")
_TOTALS: Final = ("合计", "总计", "小计")


def columns_of(header: Sequence[str], table: str, part: str = "") -> Mapping[str, int]:
    """Key → the place of its column, of the keys that the header has; no column is two keys. ``part``: of the file."""
    plain = [plain_header(cell) for cell in header]
    found: dict[str, int] = {}
    for key, words in _synonyms(table, part).items():
        at = next((plain.index(word) for word in words if word in plain), None)
        if at is not None and at not in found.values():
            found[key] = at
    return found


def header_at(rows: Sequence[Sequence[str]], table: str, *needed: Collection[str], part: str = "") -> int | None:
    """In which of the first rows the header stands: where of each group of keys at least one is; None: in none."""
    for at, row in enumerate(rows[:MOST_TITLES]):
        found = columns_of(row, table, part).keys()
        if all(found & set(group) for group in needed):
            return at
    return None


def is_total(row: Sequence[str]) -> bool:
    """Whether a row is the sum of those above it."""
    return any(cell.strip() in _TOTALS for cell in row[:3])


def plain_header(header: str) -> str:
    """A header as it is compared."""
    return re.sub(r"[\s_\ufeff]+", "", _BRACKETED.sub("", header)).lower()


@cache
def _synonyms(table: str, part: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in resource_table(table, "key", "header", *(("table",) if part else ())):
        if not part or row["table"] == part:
            found[row["key"]] = (*found.get(row["key"], ()), plain_header(row["header"]))
    return found
