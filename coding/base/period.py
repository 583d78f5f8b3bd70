"""Spells of time as a person names them: 2026, 2026-H1, 2026-Q3, 2026-10, 2026-W40, 2026-10-31."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from coding.base.errors import UnusableInputError

_FORM = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|W(\d{1,2})|(\d{1,2})(?:-(\d{1,2}))?))?", re.ASCII | re.IGNORECASE)
#: Years of pages; outside of them there may be no year before or after.
_YEARS = range(1900, 3000)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both counted."""

    name: str
    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Whether a day is in it; a day that is not known is in none."""
        return day is not None and self.first <= day <= self.last

    @property
    def before(self) -> Period:
        """The period of the same kind that ends on the day before this one begins."""
        return _named_like(self, self.first - timedelta(days=1))

    @property
    def after(self) -> Period:
        """The period of the same kind that begins on the day after this one ends."""
        return _named_like(self, self.last + timedelta(days=1))

    @property
    def year_before(self) -> Period:
        """The same period of the year before; of 29 February the 28th, of a week 53 the last week."""
        year = f"{int(self.name[:4]) - 1:04}"
        for name in (f"{year}{self.name[4:]}", f"{year}{self.name[4:-1]}{int(self.name[-1]) - 1}"):
            try:
                return read_period(name)
            except UnusableInputError:
                continue
        return self.before  # pragma: no cover - every other name has its sister of the year before


def read_period(text: str) -> Period:
    """The period that a text names. Raises UnusableInputError."""
    match = _FORM.fullmatch(text.strip())
    try:
        if match is not None:
            return _period(*match.groups())
    except ValueError:
        pass
    forms = "2026、2026-H1、2026-Q3、2026-10、2026-W40、2026-10-31"
    raise UnusableInputError(f"时期“{text}”看不懂：请写成 {forms} 的样子。")


def _named_like(period: Period, day: date) -> Period:
    """The period of the same kind that holds a day."""
    kind = period.name[4:]
    if not kind:
        return read_period(f"{day.year:04}")
    if kind[1] == "W":
        year, week, _ = day.isocalendar()
        return read_period(f"{year:04}-W{week:02}")
    if kind[1] == "H":
        return read_period(f"{day.year:04}-H{(day.month + 5) // 6}")
    if kind[1] == "Q":
        return read_period(f"{day.year:04}-Q{(day.month + 2) // 3}")
    return read_period(day.isoformat() if kind.count("-") > 1 else f"{day:%Y-%m}")


def _period(year: str, half: str, quarter: str, week: str, month: str, day: str) -> Period:
    """One period has one name, however it was written: 2026-W05, 2026-03. Raises ValueError."""
    at = int(year)
    if at not in _YEARS:
        raise ValueError(year)
    if week:
        days = (date.fromisocalendar(at, int(week), number) for number in (1, 7))
        return Period(f"{year}-W{int(week):02}", *days)
    if day:
        only = date(at, int(month), int(day))
        return Period(only.isoformat(), only, only)
    name, first, last = year, 1, 12
    if half:
        name, first, last = f"{year}-H{half}", 6 * int(half) - 5, 6 * int(half)
    elif quarter:
        name, first, last = f"{year}-Q{quarter}", 3 * int(quarter) - 2, 3 * int(quarter)
    elif month:
        name, first, last = f"{year}-{int(month):02}", int(month), int(month)
    return Period(name, date(at, first, 1), date(at, last, monthrange(at, last)[1]))
