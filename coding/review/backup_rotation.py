"""Which backups are kept: the last few, and the newest of each of the last days, weeks and months.

The table is ``resources/people/backup_rotation.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


class Period(StrEnum):
    """A stretch of time of which one backup is kept; the words are those of the table."""

    LAST = "last"  # each by itself
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def of(self, at: datetime) -> tuple[int, ...]:
        """Which day, week or month a moment lies in; a later one is greater."""
        if self is Period.LAST:
            return at.year, at.month, at.day, at.hour, at.minute, at.second
        if self is Period.DAY:
            return at.year, at.month, at.day
        if self is Period.WEEK:
            return at.isocalendar()[:2]
        return at.year, at.month


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the table: of the last ``keep`` stretches that have a backup at all, one each is kept."""

    period: Period
    label: str
    keep: int


@dataclass(frozen=True, slots=True)
class Held:
    """A backup as the rotation sees it. ``reach``: the number of the last entry of its audit, which no clock moves."""

    name: str
    at: datetime
    reach: int
    is_good: bool


def superfluous(held: Sequence[Held], rows: Iterable[Kept] | None = None) -> frozenset[str]:
    """The names of the backups that may go. The one that reaches furthest never does, of good ones and of all: a clock
    that was set back makes no new backup an old one. Good ones are kept as if there were no others.
    """
    kept: set[str] = set()
    for among in (held, [one for one in held if one.is_good]):
        if not among:
            continue
        newest = max(among, key=lambda one: (one.reach, one.at))
        kept.add(newest.name)
        for row in rotation() if rows is None else rows:
            kept |= _of_each(among, row)
    return frozenset(one.name for one in held) - kept


def _of_each(held: Sequence[Held], row: Kept) -> set[str]:
    newest: dict[tuple[int, ...], Held] = {}
    for one in sorted(held, key=lambda one: (one.at, one.reach)):
        newest[row.period.of(one.at)] = one
    return {newest[stretch].name for stretch in sorted(newest, reverse=True)[: row.keep]}


@cache
def rotation() -> tuple[Kept, ...]:
    """The rows of the table. Raises KnowledgeError that names the row which cannot be read."""
    table = resource_table("people/backup_rotation.csv", "period", "label", "keep")
    found = []
    for row, line in zip(table, table.lines, strict=True):
        try:
            kept = Kept(Period(row["period"]), row["label"], int(row["keep"]))
        except ValueError as error:
            raise KnowledgeError(f"{table.name} 第{line}行：时段或份数不认识，请重新安装本程序。") from error
        if kept.keep < 1:
            raise KnowledgeError(f"{table.name} 第{line}行：份数至少为 1，请重新安装本程序。")
        found.append(kept)
    return tuple(found)
