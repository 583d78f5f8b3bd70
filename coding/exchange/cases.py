"""The compact layout straight to cases, without a page between: for grouping many cases fast.

Codes reach the grouper exactly as they stand in the file: the published cases hold short codes (``47.01``) that must
match nothing. Pages are read otherwise, see ``coding.grouping.page_case``.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING

from coding.drg.codelist import Memo
from coding.grouping.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.exchange.layout import HeaderMatch

_WHOLE = re.compile(r"\s*(\d{1,9})(?:\.0*)?\s*")
_DECIMAL = re.compile(r"\s*(\d{1,9}(?:\.\d*)?|\.\d+)\s*")
_SEX = {"1": 1, "2": 2, "男": 1, "女": 2}


def compact_reader(match: HeaderMatch) -> Callable[[list[str]], tuple[str, Case]]:
    """A function from the cells of a row to its id, as it stands, and its case.

    Columns that the file lacks read as missing.
    """
    at = {column.name: position for position, column in enumerate(match.columns) if column}
    spots = tuple(
        at.get(name, -1)
        for name in (
            "case_id",
            "sex",
            "age",
            "age_days",
            "birth_weight",
            "dept",
            "los",
            "leaving_type",
            "icu_hours",
            "dx",
            "px",
        )
    )

    pick = itemgetter(*spots) if min(spots) >= 0 else lambda cells: [cells[s] if s >= 0 else "" for s in spots]

    # a dict is asked quicker than a function that remembers; both are bounded
    sexes, wholes, decimals = Memo(_sex), Memo(whole), Memo(decimal)

    def read(cells: list[str]) -> tuple[str, Case]:
        case_id, sex, age, age_days, weight, dept, los, leaving, icu, dx, px = pick(cells)
        return case_id, Case(
            sexes[sex],
            wholes[age],
            wholes[age_days],
            wholes[weight],
            dept.strip(),
            wholes[los],
            leaving.strip(),
            decimals[icu],
            codes(dx),
            codes(px),
        )

    return read


def codes(cell: str) -> tuple[str, ...]:
    """The codes of a cell, joined by ``|``; empty ones after the first are left out.

    An empty first code stays: no other may slip into the place of the principal diagnosis.
    """
    if not cell or cell.isspace():
        return ()
    parts = cell.split("|")
    if "" not in parts:
        return tuple(parts)
    return (parts[0], *(part for part in parts[1:] if part))


def _sex(text: str) -> int | None:
    return _SEX.get(text.strip().removesuffix(".0"))


def whole(text: str) -> int | None:
    """A whole number of the cell, ``3.0`` included; None when there is none."""
    if text.isdecimal() and len(text) < 10:
        return int(text)
    found = _WHOLE.fullmatch(text)
    return int(found.group(1)) if found else None


def decimal(text: str) -> float | None:
    """A number of the cell; None when there is none."""
    found = _DECIMAL.fullmatch(text)
    return float(found.group(1)) if found else None
