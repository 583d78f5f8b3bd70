"""Which days are worked: the State Council's notice of each year over the days of the week.

``resources/rules/tables/calendar.csv`` holds the notices that the program ships with; a hospital enters those of later
years itself (``coding.reference.holiday_notice``). A year without its notice is not known, and nobody guesses it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: The month of the year before in which a year that is not entered is told of.
_TOLD_FROM = 12


@dataclass(frozen=True, slots=True)
class NoticeDays:
    """Days off, or days worked, of one notice: first and last included. ``year``: that of the notice."""

    year: int
    first: date
    last: date
    is_worked: bool
    note: str = ""

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True, eq=False)
class WorkdayCalendar:
    """Days that are not what their weekday says, and the years whose notice is known. ``stamp`` "" = embedded alone;
    ``own``: the years that a hospital has entered.
    """

    worked: Mapping[date, bool]
    years: frozenset[int]
    own: frozenset[int] = frozenset()
    stamp: str = ""

    def is_working(self, day: date) -> bool | None:
        """Whether work is done on a day; None for a year whose notice is not known."""
        if day.year not in self.years:
            return None
        return self.worked.get(day, day.weekday() < 5)

    def over(self, days: Iterable[NoticeDays]) -> WorkdayCalendar:
        """The same with these notices: each takes the place of what was known of its year."""
        given = tuple(days)
        own = frozenset(one.year for one in given)
        kept = {day: told for day, told in self.worked.items() if day.year not in own}
        told = {day: one.is_worked for one in given for day in one}
        text = repr([(o.year, o.first, o.last, o.is_worked) for o in given])
        stamp = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
        return WorkdayCalendar(MappingProxyType({**kept, **told}), self.years | own, own, stamp)


def missing_words(year: int) -> str:
    """Which notice is missing, and where it is entered."""
    return (
        f"{year} 年放假安排尚未录入：在“文件 → 导入知识 → 放假安排”粘贴或填写国务院办公厅 {year} 年的通知"
        "（命令行用 --calendar），录入后即可判断。"
    )


def reminder(calendar: WorkdayCalendar, today: date) -> str:
    """In December, that the notice of next year is missing; at any time, that of this year. "" where nothing is."""
    years = [today.year, *([today.year + 1] if today.month >= _TOLD_FROM else [])]
    return next((missing_words(year) for year in years if year not in calendar.years), "")


@cache
def embedded_calendar() -> WorkdayCalendar:
    """The calendar of the resources."""
    found: list[NoticeDays] = []
    for row in resource_table("rules/tables/calendar.csv", "first", "last", "kind", "note"):
        first, last = read_moment(row["first"]), read_moment(row["last"] or row["first"])
        if first is not None and last is not None:
            year = last.year
            found.append(NoticeDays(year, first.date(), last.date(), row["kind"] == "work", row["note"]))
    told = {day: one.is_worked for one in found for day in one}
    return WorkdayCalendar(MappingProxyType(told), frozenset(one.year for one in found))
