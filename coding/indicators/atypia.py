"""Pages that are unlike the hospital's own earlier ones of the same principal diagnosis and group.

It accuses nobody: each stands with its numbers, how many pages there were, their mean and spread, and its own figure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from math import isqrt
from typing import TYPE_CHECKING, Any

from coding.base.resources import resource_table
from coding.indicators.columns import fact_columns
from coding.indicators.quotient import Exact, quotient, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    import pandas as pd

_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Atypical:
    """One page and one item. ``row``: its row in the frame; ``pages``: earlier ones that it is compared with.

    ``mean``, ``spread`` (standard deviation) and ``own``: days, yuan, years; of an operation ``mean`` is the share of
    the earlier pages with one in per cent, ``own`` 1 or 0, and there is no spread.
    """

    row: int
    case_no: str
    principal: str
    drg: str
    item: str
    name: str
    pages: int
    mean: Decimal
    spread: Decimal | None
    own: Decimal


@dataclass(frozen=True, slots=True)
class _Asked:
    item: str
    name: str
    form: str
    least: int
    limit: int


@dataclass(slots=True)
class _Seen:
    """Number, sum and sum of squares of an item over the earlier pages of a diagnosis and group."""

    pages: int = 0
    total: int = 0
    squares: int = 0

    def add(self, value: int) -> None:
        self.pages += 1
        self.total += value
        self.squares += value * value

    @property
    def scatter(self) -> int:
        """The variance times the number of pages squared: a whole number."""
        return self.pages * self.squares - self.total * self.total


def history_columns() -> frozenset[str]:
    """The columns that a frame of earlier pages has to have."""
    return frozenset({"principal", "drg", "status", "grouped", *(asked.item for asked in _asked())})


def atypical(facts: pd.DataFrame, history: pd.DataFrame) -> tuple[Atypical, ...]:
    """The pages of ``facts`` that are unlike those of ``history``, both frames of facts; see the table for the limits.

    What a page, or its history, does not say is not compared.
    """
    found: list[Atypical] = []
    for asked in _asked():
        seen: defaultdict[tuple[str, str], _Seen] = defaultdict(_Seen)
        for _, pair, value in _values(history, asked.item):
            seen[pair].add(value)
        cases = facts["case_no"].tolist()
        for row, pair, value in _values(facts, asked.item):
            known = seen.get(pair)
            if known is not None and known.pages >= asked.least and _is_odd(asked, known, value):
                found.append(_told(asked, known, value, row, (cases[row], *pair)))
    return tuple(sorted(found, key=lambda one: one.row))


def _is_odd(asked: _Asked, known: _Seen, value: int) -> bool:
    if asked.form == "share":
        share = 100 * known.total
        most, least = asked.limit * known.pages, (100 - asked.limit) * known.pages
        return (share >= most and not value) or (share <= least and bool(value))
    apart = known.pages * value - known.total
    return apart * apart > asked.limit**2 * known.scatter


def _told(asked: _Asked, known: _Seen, value: int, row: int, place: tuple[str, str, str]) -> Atypical:
    scale = fact_columns()[asked.item].scale
    factor = 100 if asked.form == "share" else 1
    mean = quotient(Exact(known.total, scale), Exact(known.pages), factor, _DIGITS)
    assert mean is not None, "there are pages"
    places = 10**_DIGITS
    spread = Exact(isqrt(known.scatter * (2 * places) ** 2), 2 * places * known.pages * scale)
    return Atypical(
        row,
        *place,
        asked.item,
        asked.name,
        known.pages,
        mean,
        None if asked.form == "share" else rounded(spread, _DIGITS),
        rounded(Exact(value, scale), 0 if scale == 1 else _DIGITS),
    )


def _values(frame: pd.DataFrame, item: str) -> Iterator[tuple[int, tuple[str, str], int]]:
    """Row, (principal diagnosis, group) and value of the pages that say all three."""
    columns: tuple[Any, ...] = tuple(frame[name] for name in ("principal", "drg", "grouped", item))
    principals, groups = columns[0].tolist(), columns[1].tolist()
    known = (columns[2].fillna(0).to_numpy(dtype=int) == 1) & columns[3].notna().to_numpy()
    values = columns[3].fillna(0).to_numpy(dtype="int64").tolist()
    for row in known.nonzero()[0].tolist():
        if principals[row] and groups[row]:
            yield row, (principals[row], groups[row]), values[row]


@cache
def _asked() -> tuple[_Asked, ...]:
    rows: Any = resource_table("indicators/atypia.csv", "item", "name", "form", "least", "limit")
    told: list[Mapping[str, str]] = list(rows)
    return tuple(_Asked(r["item"], r["name"], r["form"], int(r["least"]), int(r["limit"])) for r in told)
