"""The day on which the coding of a page has to be done, by the limits of the timeliness rules of the department.

``resources/people/due.csv`` names the rules; how many days they allow stands in the rules alone, which a hospital may
alter or switch off: a rule that is off gives no day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.rules.unjudged import UnknownError
from coding.rules.workdays import after_working_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from coding.page.front_page import FrontPage
    from coding.reference.workday_calendar import WorkdayCalendar
    from coding.rules.rule_book import RuleBook

#: What is due unless something else is asked for.
CODED: Final = "wf_coding_time"
#: ``working_days(wf_archive_time, wf_coding_time) > 3``: the limit as the rules write it.
_LIMIT = re.compile(r"(working_days|days|hours)\(\s*(\w+)\s*,\s*(\w+)\s*\)\s*>\s*(\d+)", re.ASCII)
_UNITS: Final = {"working_days": "个工作日", "days": "天", "hours": "小时"}


@dataclass(frozen=True, slots=True)
class Due:
    """The last moment, counted from what in which words. ``at`` None: it cannot be told, and ``words`` say why.

    ``rules``: the rules whose limits it rests on.
    """

    at: datetime | None
    words: str
    rules: tuple[str, ...] = ()

    @property
    def day(self) -> date | None:
        """The last day."""
        return self.at.date() if self.at is not None else None


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    rule: str
    begins: str


def due_of(page: FrontPage, book: RuleBook, calendar: WorkdayCalendar | None = None, field: str = CODED) -> Due | None:
    """The last day of a page; None where no rule in force sets one, or the page has no day to count from.

    Where the moment that it is counted from is not known, the last day of that one is taken: archived at the latest.
    """
    row = _rows().get(field)
    limit = _limit(book, page, row, field) if row is not None else None
    if row is None or limit is None:
        return None
    unit, most = limit
    begun, words, rules = page.moment(row.begins), _label(row.begins), tuple[str, ...]()
    if begun is None:
        before = due_of(page, book, calendar, row.begins)
        if before is None or before.at is None:
            return before
        begun, words, rules = before.at, before.words, before.rules
    rules = (*rules, row.rule)
    try:
        at = _after(begun, unit, most, calendar)
    except UnknownError as error:
        return Due(None, error.reason, rules)
    return Due(at, f"{words}后{most}{_UNITS[unit]}内{row.label}", rules)


def _after(begun: datetime, unit: str, most: int, calendar: WorkdayCalendar | None) -> datetime:
    if unit == "working_days":
        day = after_working_days(begun.date(), most, calendar)
        return begun.replace(year=day.year, month=day.month, day=day.day)
    return begun + timedelta(**{unit: most})


def _limit(book: RuleBook, page: FrontPage, row: _Row, field: str) -> tuple[str, int] | None:
    """Unit and number of the rule; None where it is off, not in force, or no longer says it in this form."""
    rule = book.rule(row.rule)
    day = page.date("discharge_datetime")
    if rule is None or not rule.on or (day is not None and not rule.valid_on(day)):
        return None
    return _limits(rule.params.get("if", "")).get((row.begins, field))


@lru_cache(maxsize=64)
def _limits(condition: str) -> Mapping[tuple[str, str], tuple[str, int]]:
    """From which field to which a condition allows how much."""
    return {(begins, ends): (unit, int(most)) for unit, begins, ends, most in _LIMIT.findall(condition)}


def _label(field: str) -> str:
    return "出院" if field == "discharge_datetime" else _rows()[field].label


@cache
def _rows() -> Mapping[str, _Row]:
    table = resource_table("people/due.csv", "field", "label", "rule", "begins")
    return {row["field"]: _Row(row["label"], row["rule"], row["begins"]) for row in table}
