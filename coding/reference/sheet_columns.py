"""The columns of a sheet that a hospital brings, by the headers that ``resources/shelves/headers.csv`` knows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.codes.code_sheet import fold_header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.base.sheets import Sheet

#: Rows above the header that may hold a title.
_TITLE_ROWS = 10


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """What was found in a sheet. ``found``: role → header as it stands; ``rows``: line of the file and its cells by
    role, stripped, rows without a filled cell left out.
    """

    found: Mapping[str, str]
    rows: tuple[tuple[int, dict[str, str]], ...]


def sheet_columns(sheet: Sheet, part: str) -> SheetColumns | None:
    """The columns that a part needs; None where no row of the sheet is such a header."""
    known, needed = _headers(part)
    for at, header in enumerate(sheet.rows[:_TITLE_ROWS]):
        places: dict[str, int] = {}
        for place, cell in enumerate(header):
            role = known.get(fold_header(cell))
            if role is not None:
                places.setdefault(role, place)
        if any(roles <= places.keys() for roles in needed):
            found = {role: header[place] for role, place in places.items()}
            rows = []
            for number, row in enumerate(sheet.rows[at + 1 :], start=at + 1):
                cells = {role: row[place].strip() if place < len(row) else "" for role, place in places.items()}
                if any(cells.values()):
                    rows.append((sheet.line(number), cells))
            return SheetColumns(MappingProxyType(found), tuple(rows))
    return None


@cache
def _headers(part: str) -> tuple[Mapping[str, str], tuple[frozenset[str], ...]]:
    """Folded header → role, and the sets of roles of which one has to be there, best first."""
    known: dict[str, str] = {}
    sets: dict[str, set[str]] = {}
    for row in resource_table("shelves/headers.csv", "part", "role", "set", "words"):
        if row["part"] != part:
            continue
        for word in row["words"].split("|"):
            known.setdefault(fold_header(word), row["role"])
        for name in row["set"].split():
            sets.setdefault(name, set()).add(row["role"])
    return MappingProxyType(known), tuple(frozenset(sets[name]) for name in sorted(sets))
