"""Working days between two dates, by the calendar that is known; a year without its notice is not judged."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from coding.reference.workday_calendar import embedded_calendar, missing_words
from coding.rules.unjudged import UnknownError

if TYPE_CHECKING:
    from coding.reference.workday_calendar import WorkdayCalendar

#: More days than this are not counted one by one.
_LONGEST = 3660
#: No time limit in working days is longer: where so many have passed, the days of a later year add nothing.
ENOUGH = 30


def is_working(day: date, calendar: WorkdayCalendar | None = None) -> bool:
    """Whether work is done on a day. Raises UnknownError for a year whose notice has not been entered."""
    found = (calendar or embedded_calendar()).is_working(day)
    if found is None:
        raise UnknownError(missing_words(day.year))
    return found


def working_days(
    first: date | datetime | None, last: date | datetime | None, calendar: WorkdayCalendar | None = None
) -> int | None:
    """Working days after the day of ``first`` up to and with the day of ``last``; negative never; None when one is
    missing. Where ``ENOUGH`` have passed before the calendar ends, those are told.

    Raises UnknownError where the calendar does not reach, or for spans that no table reaches.
    """
    if first is None or last is None:
        return None
    start, end = _day(first), _day(last)
    if (end - start).days > _LONGEST:
        raise UnknownError("两个日期相隔过久，不逐日计算工作日，请核对日期。")
    held, count, day = calendar or embedded_calendar(), 0, start + timedelta(days=1)
    while day <= end:
        if count >= ENOUGH and day.year not in held.years:
            return count
        count += is_working(day, held)
        day += timedelta(days=1)
    return count


def after_working_days(first: date, days: int, calendar: WorkdayCalendar | None = None) -> date:
    """The day on which so many working days after ``first`` end. Raises UnknownError as ``working_days``."""
    day = first
    while days > 0:
        day += timedelta(days=1)
        days -= is_working(day, calendar)
    return day


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
