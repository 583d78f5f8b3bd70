"""The last day for answers: working days by the calendar of the hospital."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from coding.rules.unjudged import UnknownError
from coding.rules.workdays import after_working_days

if TYPE_CHECKING:
    from coding.reference.workday_calendar import WorkdayCalendar

#: A week has so many working days where no notice says otherwise.
_WEEKDAYS = 5


def due_day(sent: date, days: int, calendar: WorkdayCalendar | None = None) -> tuple[date, str]:
    """The day on which so many working days after ``sent`` end, and a sentence where the notice of a year is missing
    and Monday to Friday were counted in its place.
    """
    try:
        return after_working_days(sent, days, calendar), ""
    except UnknownError as error:
        day, left = sent, days
        while left > 0:
            day += timedelta(days=1)
            left -= day.weekday() < _WEEKDAYS
        return day, f"答复期限 {day} 按周一至周五推算：{error}"


def is_overdue(due: date | None, today: date) -> bool:
    """Whether the day has passed."""
    return due is not None and today > due
