"""Working days after the State Council's notices, from a table that a hospital can go on writing.

``resources/rules/tables/calendar.csv``: the days off that fall on Monday to Friday and the weekends that are worked;
a year of which it names no day is not known, and what needs it is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.resources import resource_table
from coding.rules.unjudged import UnknownError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: More days than this are not counted one by one.
_LONGEST = 3660


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that are not what their weekday says, and the years that are known."""

    worked: Mapping[date, bool]
    years: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether work is done on a day. Raises UnknownError for a year that the table does not hold."""
        if day.year not in self.years:
            raise UnknownError(f"节假日表没有{day.year}年，补上当年放假调休的日期（calendar.csv）后可判断。")
        return self.worked.get(day, day.weekday() < 5)


@cache
def calendar() -> Calendar:
    """The calendar of the resources."""
    worked: dict[date, bool] = {}
    for row in resource_table("rules/tables/calendar.csv", "first", "last", "kind"):
        first, last = read_moment(row["first"]), read_moment(row["last"] or row["first"])
        if first is None or last is None:
            continue
        day = first.date()
        while day <= last.date():
            worked[day] = row["kind"] == "work"
            day += timedelta(days=1)
    return Calendar(worked, frozenset(day.year for day in worked))


def working_days(first: date | datetime | None, last: date | datetime | None) -> int | None:
    """Working days after the day of ``first`` up to and with the day of ``last``; negative never; None when one is
    missing. Raises UnknownError where the calendar does not reach, or for spans that no table reaches.
    """
    if first is None or last is None:
        return None
    start = first.date() if isinstance(first, datetime) else first
    end = last.date() if isinstance(last, datetime) else last
    if (end - start).days > _LONGEST:
        raise UnknownError("两个日期相隔过久，不逐日计算工作日，请核对日期。")
    table, count, day = calendar(), 0, start + timedelta(days=1)
    while day <= end:
        count += table.is_working(day)
        day += timedelta(days=1)
    return count
