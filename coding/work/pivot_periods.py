"""The periods that the officer's pivot is counted over, and the six months that its lines show, which end with them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.store.store import WorklistQuery

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coding.store.store import Store

#: So many months a row shows.
MONTHS: Final = 6


class PivotPeriod(StrEnum):
    """Which pages are counted, by their day of discharge."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    SIX_MONTHS = "six_months"
    THIS_YEAR = "this_year"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class PivotPeriodView:
    """A period as it is offered: its word on the screen, and its letter."""

    period: PivotPeriod
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class PivotSpan:
    """``counted``: the months whose pages are counted, in their order; None: all pages are. ``course``: the six months
    that end with them.
    """

    counted: tuple[str, ...] | None
    course: tuple[str, ...]

    @property
    def read(self) -> tuple[str, str]:
        """First and last day of discharge of the pages that are read for both; "": whatever there is."""
        return ("", "") if self.counted is None else _days(sorted({*self.counted, *self.course}))

    @property
    def days(self) -> tuple[str, str]:
        """First and last day of discharge of the pages that are counted."""
        return ("", "") if self.counted is None else _days(self.counted)

    @property
    def words(self) -> str:
        """2026-05 至 2026-10 出院"""
        if self.counted is None:
            return "全部病案"
        first, last = self.counted[0], self.counted[-1]
        return f"{first} 出院" if first == last else f"{first} 至 {last} 出院"


@cache
def periods() -> tuple[PivotPeriodView, ...]:
    """The periods in the order of the menu (``resources/people/pivot_periods.csv``)."""
    table = resource_table("people/pivot_periods.csv", "period", "label", "key")
    return tuple(PivotPeriodView(PivotPeriod(row["period"]), row["label"], row["key"]) for row in table)


def read_period_of(kept: str) -> PivotPeriod:
    """The period that was chosen last; the six months where that is not known."""
    return PivotPeriod(kept) if kept in {one.value for one in PivotPeriod} else PivotPeriod.SIX_MONTHS


def span_of(period: PivotPeriod, store: Store, today: date) -> PivotSpan:
    """The months of a period. This month, the last one and this year are those of the calendar."""
    now = today.isoformat()[:7]
    match period:
        case PivotPeriod.THIS_MONTH:
            return PivotSpan((now,), _until(now))
        case PivotPeriod.LAST_MONTH:
            last = _until(now, 2)[0]
            return PivotSpan((last,), _until(last))
        case PivotPeriod.THIS_YEAR:
            return PivotSpan(_until(now, today.month), _until(now))
        case PivotPeriod.SIX_MONTHS:
            months = six_months(store, today)
            return PivotSpan(months, months)
        case PivotPeriod.ALL:
            return PivotSpan(None, six_months(store, today))


def six_months(store: Store, today: date) -> tuple[str, ...]:
    """The last six months in which pages were discharged, as ``2026-10``: up to the newest discharge, today at most
    (one of a later day is a slip of the pen, unless all are).
    """
    newest = store.listed(WorklistQuery(until=today.isoformat()), 0, 1).rows or store.listed(WorklistQuery(), 0, 1).rows
    return _until(newest[0].discharge_date[:7] if newest and newest[0].discharge_date else today.isoformat()[:7])


def _until(last: str, count: int = MONTHS) -> tuple[str, ...]:
    """So many months in their order, up to this one."""
    year, month = int(last[:4]), int(last[5:7])
    numbers = range(year * 12 + month - count, year * 12 + month)
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers)


def _days(months: Sequence[str]) -> tuple[str, str]:
    return f"{months[0]}-01", f"{months[-1]}-31"
