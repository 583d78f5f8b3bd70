"""The notice of a year entered into a store: beside the years that the hospital has entered before, in one file.

The file stands on the shelf of the kind ``calendar`` and is used for pages discharged from the middle of November of
the year before: no time limit of an earlier page reaches into the year, so that no verdict on it becomes an old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.reference.holiday_notice import load_notices, notices_csv
from coding.reference.workday_calendar import embedded_calendar
from coding.work.hospital_knowledge import shelves_of
from coding.work.knowledge_copies import BroughtFile, PartsWanted, bring_content, keep_wanted, load_wanted
from coding.work.shelf import EditOf, ShelfDays, ShelfEdit, days_of, used

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coding.reference.holiday_notice import Notice
    from coding.reference.workday_calendar import NoticeDays, WorkdayCalendar
    from coding.store.store import Store
    from coding.work.hospital_knowledge import Loaded

CALENDAR: Final = "calendar"
#: From this day of the year before on a page may be judged by the notice of a year: thirty working days and more are
#: left (``coding.rules.workdays.ENOUGH``).
_FIRST: Final = (11, 15)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """What is to be used from now on. ``sentence`` is said when it is in force."""

    file: BroughtFile
    wanted: PartsWanted
    sentence: str


def calendar_entry(store: Store, notices: Sequence[Notice]) -> CalendarEntry:
    """The notices beside what the store has of other years, copied into its folder; kept by nobody yet."""
    years = sorted(notice.year for notice in notices)
    days = [one for one in entered_days(store) if one.year not in years]
    days += [one for notice in notices for one in notice.days]
    held = sorted({one.year for one in days})
    name = f"放假安排{held[0]}.csv" if len(held) == 1 else f"放假安排{held[0]}-{held[-1]}.csv"
    file = bring_content(store, CALENDAR, name, notices_csv(days))
    first = date(years[0] - 1, *_FIRST)
    edits = tuple(
        ShelfEdit(CALENDAR, copy.number, EditOf.STOP)
        for copy in used(shelves_of(store).get(CALENDAR, ()))
        if (begins := days_of(copy)[0]) is not None and begins >= first and copy.digest != file.copy.digest
    )
    wanted = PartsWanted({CALENDAR: file}, days={CALENDAR: ShelfDays(first)}, edits=edits)
    told = "、".join(str(year) for year in years)
    return CalendarEntry(file, wanted, f"{told} 年放假安排已录入：{first} 起出院的病案按它重新检查，更早的不变。")


def known_calendar(store: Store) -> WorkdayCalendar:
    """The years that are known in a store: those embedded and those entered."""
    days = entered_days(store)
    return embedded_calendar().over(days) if days else embedded_calendar()


def entered_days(store: Store) -> list[NoticeDays]:
    """The days of the notices entered before, as in the file that begins last; none where that is damaged."""
    shelf = used(shelves_of(store).get(CALENDAR, ()))
    if not shelf:
        return []
    last = max(shelf, key=lambda copy: (copy.holds_from, copy.number))
    try:
        return [one for notice in load_notices(last.place(store.knowledge_folder)) for one in notice.days]
    except CodingError:  # a copy that is damaged is told where knowledge is loaded
        return []


def keep_entry(store: Store, notices: Sequence[Notice], by: str, now: datetime) -> tuple[CalendarEntry, Loaded]:
    """Enter the notices and keep them at once, for the command line. Raises CodingError; then nothing is changed."""
    entry = calendar_entry(store, notices)
    found = load_wanted(store, entry.wanted, by, now)
    keep_wanted(store, found, entry.wanted)
    return entry, found
