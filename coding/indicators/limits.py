"""Whether notes and archiving were in time: limits are rows of ``resources/indicators/limits.csv``.

A time that the page lacks, or that does not decide (a day without its hour where hours count), makes no verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from coding.base.dates import read_day, read_moment
from coding.base.errors import KnowledgeError
from coding.base.numbers import read_number
from coding.base.resources import resource_table
from coding.codes.entry import CodeKind
from coding.codes.parse import normalise_code
from coding.codes.procedure_kind import procedure_kind
from coding.page.fields import is_blank
from coding.rules.unjudged import UnknownError
from coding.rules.workdays import working_days

if TYPE_CHECKING:
    from coding.codes.code_tables import CodeTables
    from coding.page.front_page import FrontPage
    from coding.page.rows import Procedure
    from coding.reference.reference import Reference

LIMITS = "indicators/limits.csv"
_UNITS = ("hours", "days", "working_days")
_HOURS = {"admission_datetime": "admission_hour", "discharge_datetime": "discharge_hour"}
_ITEM = re.compile(r"[;；\n]")
_FROM_TO = re.compile(r"[>→~～]|至")
_DAY = timedelta(days=1) - timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """``ends`` is in time within ``limit`` of ``unit`` (hours, days, working_days) after ``begins``.

    ``per_procedure``: one note for each operation or intervention, all of them in time. ``first``, ``last``: days of
    discharge for which it holds, None = without end. ``clause``: the document it rests on.
    """

    id: str
    name: str
    begins: str
    ends: str
    per_procedure: bool
    limit: int
    unit: str
    first: date | None
    last: date | None
    clause: str

    def holds_on(self, day: date | None) -> bool:
        """Whether it is in force on a day of discharge; one that is not known is in no dated spell."""
        if day is None:
            return self.first is None and self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class _Span:
    """The earliest and the latest moment that a text can mean: a day without its hour is all of that day."""

    first: datetime
    last: datetime

    @property
    def is_exact(self) -> bool:
        return self.first == self.last


@cache
def limits() -> tuple[Limit, ...]:
    """All limits, in the order of the table. Raises KnowledgeError."""
    found = []
    for row in resource_table(LIMITS, "id", "name", "begins", "ends", "per", "limit", "unit", "valid_from", "clause"):
        if row["unit"] not in _UNITS:
            raise KnowledgeError(f"时限表 limits.csv 中 {row['id']} 的单位“{row['unit']}”不认识，请改正。")
        first, last = (read_day(row[key], f"limits.csv {row['id']}") for key in ("valid_from", "valid_to"))
        per_procedure, limit = row["per"] == "procedures", int(row["limit"])
        names = row["id"], row["name"], row["begins"], row["ends"]
        found.append(Limit(*names, per_procedure, limit, row["unit"], first, last, row["clause"]))
    return tuple(found)


def in_time(page: FrontPage, reference: Reference) -> tuple[tuple[str, bool], ...]:
    """Limit id → in time, or late; only those that can be told."""
    if not any(key.startswith("wf_") for key in page.values):
        return ()
    day = page.date("discharge_datetime")
    said = ((limit.id, _judged(limit, page, reference)) for limit in limits() if limit.holds_on(day))
    return tuple((id_, verdict) for id_, verdict in said if verdict is not None)


def _judged(limit: Limit, page: FrontPage, reference: Reference) -> bool | None:
    if limit.per_procedure:
        return _all_notes(limit, page, reference.codes)
    begins, ends = _of_page(page, limit.begins), _of_page(page, limit.ends)
    return None if begins is None or ends is None else _within(limit, begins, ends, reference)


def _within(limit: Limit, begins: _Span, ends: _Span, reference: Reference | None = None) -> bool | None:
    if limit.unit == "working_days":
        calendar = reference.calendar if reference is not None else None
        try:
            passed = working_days(begins.first, ends.first, calendar)
        except UnknownError:
            return None
        return None if passed is None else passed <= limit.limit
    if limit.unit == "days" and not (begins.is_exact and ends.is_exact):
        return (ends.first.date() - begins.first.date()).days <= limit.limit
    allowed = timedelta(hours=limit.limit) if limit.unit == "hours" else timedelta(days=limit.limit)
    if ends.last - begins.first <= allowed:
        return True
    return False if ends.first - begins.last > allowed else None


def _all_notes(limit: Limit, page: FrontPage, codes: CodeTables) -> bool | None:
    """One note for each operation; an item may give the time of the note alone. One that is missing is not in time."""
    operations = [row for row in page.procedures if is_operation(row, codes)]
    items = [text for part in _ITEM.split(page.text(limit.ends)) if (text := part.strip())]
    if not items or not operations:
        return None
    verdicts = [_note(limit, row, text) for row, text in zip(operations, items, strict=False)]
    if False in verdicts or len(items) < len(operations):
        return False
    return None if None in verdicts else True


def _note(limit: Limit, row: Procedure, text: str) -> bool | None:
    parts = [_span(part) for part in _FROM_TO.split(text)]
    begins = parts[0] if len(parts) == 2 else _ended(row)
    return None if begins is None or parts[-1] is None or len(parts) > 2 else _within(limit, begins, parts[-1])


def is_operation(row: Procedure, codes: CodeTables) -> bool:
    """Whether a row is an operation or an intervention, by the table or the classification."""
    code = "" if is_blank(row.code) else normalise_code(row.code, CodeKind.PROCEDURE)
    return bool(code) and procedure_kind(code, codes.px, "" if is_blank(row.name) else row.name).is_surgical


def _ended(row: Procedure) -> _Span | None:
    """When an operation was over; some time of its day where only that is known."""
    began, lasted = _span(row.date), read_number(row.duration_hours)
    if began is None or not began.is_exact or lasted is None:
        return began
    ended = began.first + timedelta(hours=float(lasted))
    return _Span(ended, ended)


def _of_page(page: FrontPage, key: str) -> _Span | None:
    hour = page.integer(_HOURS[key]) if key in _HOURS and not page.has_time(key) else None
    moment = page.moment(key)
    if moment is not None and hour is not None and 0 <= hour <= 23:
        begins = moment + timedelta(hours=hour)
        return _Span(begins, begins)
    return _span(page.text(key))


def _span(text: str) -> _Span | None:
    moment = read_moment(text)
    if moment is None:
        return None
    has_time = ":" in text or "时" in text or moment.time() != datetime.min.time()
    return _Span(moment, moment if has_time else moment + _DAY)
