"""The shelf of one kind of knowledge: several files, each used for its days of discharge; what is put beside, closed,
stopped or given other days. Nothing is taken away: what is out of use stands there still and can be used again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from coding.knowledge.dated import DatedPart

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.store.kept_copies import ImportedCopy

#: The records of a part in the order in which they were brought.
Shelf = tuple["ImportedCopy", ...]
#: The parts that hold at all times: an alias means the same in every year.
UNDATED: Final = frozenset({"terms"})
#: The parts whose files stand over what is embedded and take nothing of it away: there is no gap between them.
ADDED: Final = frozenset({"calendar", "sex_table", "tcm_sheet"})


@dataclass(frozen=True, slots=True)
class ShelfDays:
    """From which to which day of discharge a file is used, both included; None = open. ``closes``: what is used on the
    first day is used until the day before only.
    """

    first: date | None = None
    last: date | None = None
    closes: bool = True

    @property
    def is_always(self) -> bool:
        """Whether it is used for every day."""
        return self.first is None and self.last is None


class EditOf(StrEnum):
    """What is done to a file that stands on the shelf."""

    DAYS = "days"
    STOP = "stop"
    RESUME = "resume"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class ShelfEdit:
    """Something done to one file: other days, out of use, in use again, other answers to a tariff."""

    part: str
    number: int
    kind: EditOf
    days: ShelfDays = ShelfDays()
    options: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """By whom and when something is done to a shelf."""

    by: str
    at: datetime

    @property
    def moment(self) -> str:
        """As a record has it."""
        return self.at.isoformat(timespec="seconds")


def used(shelf: Shelf) -> Shelf:
    """The files that are used for any day."""
    return tuple(copy for copy in shelf if copy.is_used)


def days_of(copy: ImportedCopy) -> tuple[date | None, date | None]:
    """The first and the last day of a file, None = open."""
    first, last = (date.fromisoformat(day) if day else None for day in (copy.holds_from, copy.holds_to))
    return first, last


def dated_parts(part: str, shelf: Shelf, folder: Path) -> list[DatedPart]:
    """The files in use as parts that count on their days."""
    return [
        DatedPart(part, str(copy.place(folder)), *days_of(copy), copy.options if part == "tariff" else "")
        for copy in used(shelf)
    ]


def with_days(copy: ImportedCopy, days: ShelfDays) -> ImportedCopy:
    """The same file for other days."""
    first, last = (day.isoformat() if day else "" for day in (days.first, days.last))
    return replace(copy, holds_from=first, holds_to=last)


def beside(shelf: Shelf, copy: ImportedCopy, days: ShelfDays, doing: Doing) -> Shelf:
    """The shelf with one more file. Used for every day it takes the place of all others; used for some days it stands
    beside them, and in the place of one that has the same days. The same file a second time takes its own place.
    """
    number = max((held.number for held in shelf), default=0) + 1
    others = tuple(held for held in shelf if held.digest != copy.digest and not held.is_damaged)
    new = with_days(replace(copy, number=number), days)
    if days.is_always:
        return (*(_stopped(held, doing) for held in others), new)
    replaced = {held.number for held in others if days_of(held) == (days.first, days.last)}
    kept = (_stopped(h, doing) if h.number in replaced else _closed(h, days, doing) for h in others)
    return (*kept, new)


def following(amended: Shelf, before: Shelf, after: Shelf) -> Shelf:
    """The amendments of a scheme when its shelf is another one: those of the scheme of every day go on with it, for the
    days that are left to it.
    """
    base, own = always(before), always(amended)
    now = next((copy for copy in after if base and copy.number == base.number and copy.is_used), None)
    if own is None or now is None or not now.has_days:
        return amended
    days = replace(own, holds_from=now.holds_from, holds_to=now.holds_to)
    return tuple(days if copy.number == own.number else copy for copy in amended)


def closed_by(shelf: Shelf, days: ShelfDays, but: int = 0) -> Shelf:
    """The files that are used until the day before ``days`` begin, if it is so wished."""
    first = days.first
    return tuple(copy for copy in used(shelf) if first and copy.number != but and _is_cut(copy, first))


def _is_cut(copy: ImportedCopy, first: date) -> bool:
    """Whether a file began before a day and is used on it."""
    begins, ends = days_of(copy)
    return (begins is None or begins < first) and (ends is None or ends >= first)


def _closed(copy: ImportedCopy, days: ShelfDays, doing: Doing) -> ImportedCopy:
    first = days.first
    if not (days.closes and first and copy.is_used and _is_cut(copy, first)):
        return copy
    before = (first - timedelta(days=1)).isoformat()
    return replace(copy, holds_to=before, days_at=doing.moment, days_by=doing.by)


def _stopped(copy: ImportedCopy, doing: Doing) -> ImportedCopy:
    return replace(copy, stopped_at=doing.moment, stopped_by=doing.by) if copy.is_used else copy


def emptied(shelf: Shelf, doing: Doing) -> Shelf:
    """All out of use: what is embedded holds on every day. A record that cannot be read goes."""
    return tuple(_stopped(copy, doing) for copy in shelf if not copy.is_damaged)


def edited(shelf: Shelf, edit: ShelfEdit, doing: Doing) -> Shelf:
    """The shelf with something done to one of its files; as it is where that file is not there any more."""
    if not any(copy.number == edit.number for copy in shelf):
        return shelf
    if edit.kind is EditOf.DAYS:
        moved = tuple(
            _moved(copy, edit.days, doing) if copy.number == edit.number else _closed(copy, edit.days, doing)
            for copy in shelf
        )
        return _one_always(moved, edit.number, doing)
    kept = tuple(_done(copy, edit, doing) if copy.number == edit.number else copy for copy in shelf)
    if edit.kind is EditOf.RESUME:
        kept = _one_always(kept, edit.number, doing)
    if edit.kind is EditOf.STOP:
        return tuple(copy for copy in kept if not (copy.is_damaged and copy.number == edit.number))
    return kept


def _done(copy: ImportedCopy, edit: ShelfEdit, doing: Doing) -> ImportedCopy:
    if edit.kind is EditOf.STOP:
        return _stopped(copy, doing)
    if edit.kind is EditOf.RESUME:
        return replace(copy, stopped_at="", stopped_by="")
    return replace(copy, options=edit.options)


def _one_always(shelf: Shelf, number: int, doing: Doing) -> Shelf:
    """Where this file is used for every day, no other one is; those with days stand over it as before."""
    if not any(copy.number == number and copy.is_used and not copy.has_days for copy in shelf):
        return shelf
    return tuple(copy if copy.number == number or copy.has_days else _stopped(copy, doing) for copy in shelf)


def _moved(copy: ImportedCopy, days: ShelfDays, doing: Doing) -> ImportedCopy:
    """Other days. Where they begin earlier it is used for pages that had other knowledge: that is remembered."""
    before, _ = days_of(copy)
    is_back = before is not None and (days.first is None or days.first < before)
    return replace(
        with_days(copy, days),
        days_at=doing.moment,
        days_by=doing.by,
        is_retroactive=copy.is_retroactive or is_back,
        stopped_at="",
        stopped_by="",
    )


def always(shelf: Shelf) -> ImportedCopy | None:
    """The file that is used for every day for which no other is; None = what is embedded."""
    found = [copy for copy in used(shelf) if not copy.has_days]
    return found[-1] if found else None


def in_order(shelf: Sequence[ImportedCopy]) -> list[ImportedCopy]:
    """By the first day, those that are out of use behind."""
    return sorted(shelf, key=lambda copy: (not copy.is_used, copy.holds_from, copy.holds_to, copy.number))
