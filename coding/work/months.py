"""A month from opening to closing: what came, how far its steps are, its figures frozen with the stamp, reopening.

The figures of a closed month are read from what was frozen, never computed anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import CodingError
from coding.base.period import read_period
from coding.exchange.rejection_list import read_discharges
from coding.indicators.figures_json import figures_as_dict, figures_from_dict
from coding.review.month_life import STATE_KINDS, MonthAt, MonthState, StepAt, closed_refusal, month_at
from coding.review.people import Command
from coding.review.record_gaps import RecordGaps, record_gaps
from coding.store.kept_months import MonthEntry, MonthKind
from coding.store.kept_worklist import Trade
from coding.work.archiving import freeze_fines
from coding.work.list_match import ListMatch
from coding.work.month_heads import head_as_dict, head_of
from coding.work.month_steps import steps_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.base.period import Period
    from coding.indicators.figures import MonthFigures
    from coding.reference.workday_calendar import WorkdayCalendar
    from coding.store.kept_audit import Head
    from coding.store.kept_months import KeepsMonths
    from coding.store.store import PageFigures, Store
    from coding.work.importing import Imported
    from coding.work.stored_month import StoredMonth

#: What a report entry is of: the month, or the page of a ward.
MONTH_REPORT: Final = "month"
WARD_REPORT: Final = "ward"
#: What figures are made of beside pages.
_COUNTED: Final = frozenset({Trade.MONTHS, Trade.PAID})
#: The step that closes a month.
_CLOSE: Final = "close"


def the_month(store: KeepsMonths, month: str) -> MonthAt:
    """The month as the store knows it. Raises UnusableInputError for a name that is no month."""
    return month_at(month_period(month).name, store.month_entries(month))


def month_period(month: str) -> Period:
    """The spell of a month (2026-10). Raises UnusableInputError, also for other spells of time."""
    period = read_period(month)
    if (period.first.year, period.first.month) != (period.last.year, period.last.month) or period.first == period.last:
        raise CodingError(f"“{month}”不是一个月：月度请写成 2026-10 的样子。")
    return period


def known_months(store: KeepsMonths) -> tuple[MonthAt, ...]:
    """The months that were opened, oldest first; of each its state alone, no counts of entries."""
    entries = store.month_entries(kinds=[MonthKind(kind) for kind in STATE_KINDS])
    names = sorted({entry.month for entry in entries if entry.month})
    found = (month_at(name, entries) for name in names)
    return tuple(month for month in found if month.state is not None)


def month_ids(store: Store, month: str) -> tuple[int, ...]:
    """The pages discharged in a month, oldest discharge first."""
    period = month_period(month)
    return tuple(one.id for one in store.figures(period.first.isoformat(), period.last.isoformat()))


def open_month(
    store: Store, month: str, his_count: int | None = None, his_list: Path | None = None
) -> tuple[MonthAt, RecordGaps]:
    """Open a month: its pages are counted, and the gaps in their record numbers, against the HIS where it is told.

    ``his_list``: a list of discharges of the HIS. Raises CodingError for a month that is open already or a file that
    is no such list, NotAllowedError.
    """
    name = month_period(month).name
    if why := closed_refusal(MonthKind.OPENED.value, {}, the_month(store, name), store.me):
        raise CodingError(why)
    gaps = gaps_of(store, name, his_count, his_list)
    store.note_month(MonthKind.OPENED, {"gaps": gaps.as_said()}, month=name)
    return the_month(store, name), gaps


def gaps_of(store: Store, month: str, his_count: int | None = None, his_list: Path | None = None) -> RecordGaps:
    """The gaps in the record numbers of a month as the store stands now."""
    period = month_period(month)
    own: list[PageFigures] = []
    elsewhere: list[PageFigures] = []
    for one in store.figures():
        is_own = period.first.isoformat() <= one.discharge_date[:10] <= period.last.isoformat()
        (own if is_own else elsewhere).append(one)
    told: tuple[list[str], list[str]] | None = None
    troubles: tuple[str, ...] = ()
    if his_list is not None:
        file = read_discharges(his_list)
        troubles = file.troubles
        rows = [row for row in file.rows if row.discharged is None or period.holds(row.discharged)]
        match = ListMatch(store, [one.id for one in own])
        pages = [match.page(row)[0] for row in rows]
        missing = [row.case_no or row.settlement_no for row, page in zip(rows, pages, strict=True) if page is None]
        told = missing, [one.case_no for one in own if one.id not in set(pages)]
        his_count = len(rows) if his_count is None else his_count
    numbers = [one.case_no for one in own]
    found = record_gaps(numbers, (one.case_no for one in elsewhere), his_count, told, len(own))
    return replace(found, troubles=troubles)


def receive(store: KeepsMonths, month: str, imported: Sequence[Imported]) -> int:
    """Write down the files that came for a month, with their pages and rejects; how many entries."""
    entries = []
    for one in imported:
        result = one.result
        said = {
            "file": one.path.name,
            "pages": len(one.reading.pages),
            "added": len(result.added),
            "updated": len(result.updated),
            "unchanged": len(result.unchanged),
            "kept": len(result.kept),
            "rejects": len(one.reading.rejects),
        }
        entries.append((month, one.path.name, None, said))
    return store.note_months(MonthKind.RECEIVED, entries)


def close_month(
    store: Store,
    figures: MonthFigures,
    words: str = "",
    *,
    made: StoredMonth | None = None,
    as_of: datetime | None = None,
    calendar: WorkdayCalendar | None = None,
) -> MonthAt:
    """Close a month: its figures are frozen with the stamp of their Knowledge, and the end of the audit chain.

    Steps that are not done are frozen with it; ``words``: why it is closed all the same. ``made``: what the figures
    were read from; where the store says another thing by now they are to be read again. ``as_of``: the statement of
    late archiving is frozen with it, what is not archived yet counted to this moment, unless it was frozen before;
    None: it is not. Raises CodingError where words are missing or the figures are old, StoreError for a month that is
    not open, NotAllowedError.
    """
    month = month_period(figures.period.name).name
    store.require(Command.KEEP_MONTH)
    store.require(Command.SEE_MONEY)  # what is frozen is for everybody: nothing may lack in it
    if why := closed_refusal(MonthKind.CLOSED.value, {}, the_month(store, month), store.me):
        raise CodingError(why)
    if made is not None and (why := _why_old(store, month, made)):
        raise CodingError(why)
    left = open_steps(store, month)
    if left and not words.strip():
        names = "、".join(f"{one.step.label} {one.count:,}/{one.of:,}" for one in left)
        raise CodingError(f"还有没做完的步骤（{names}）：请先做完，或写明为什么现在关账。")
    said = {
        "stamp": figures.stamp,
        "pages": figures.pages,
        "figures": figures_as_dict(figures),
        "head": head_as_dict(store.head()),
        "open": [{"key": one.step.key, "count": one.count, "of": one.of} for one in left],
        "reason": words.strip(),
    }
    if as_of is not None:
        freeze_fines(store, month_period(month), as_of, calendar, is_closing=True)
    store.note_month(MonthKind.CLOSED, said, month=month)
    return the_month(store, month)


def _why_old(store: Store, month: str, made: StoredMonth) -> str:
    """Why figures on the screen are those of before; "" for nothing: another window may have written meanwhile."""
    changed = store.changed_since(made.revision)
    pages = {*month_ids(store, month), *made.facts.rows, *made.without}.intersection(changed.pages)
    if pages:
        return f"读出指标以后，本月有 {len(pages):,} 份病案被改动或重新质控：请按 F5 重新读取本月，核对后再关账。"
    if changed.trades & _COUNTED:
        return "读出指标以后，又登记了月度记录或结算结果：请按 F5 重新读取本月，核对后再关账。"
    return ""


def open_steps(store: Store, month: str) -> tuple[StepAt, ...]:
    """The steps before the closing that something is missing of; those of which nothing was begun are none of them."""
    found = []
    for one in steps_at(store, month, the_month(store, month)):
        if one.step.key == _CLOSE:
            break
        if one.of and not one.is_done:
            found.append(one)
    return tuple(found)


def reopen_month(store: Store, month: str, reason: str) -> MonthAt:
    """Reopen a closed month, by an administrator with a reason; what was frozen stays in the journal."""
    name = month_period(month).name
    store.require(Command.REOPEN_MONTH)
    if why := closed_refusal(MonthKind.REOPENED.value, {"reason": reason}, the_month(store, name), store.me):
        raise CodingError(why)
    store.note_month(MonthKind.REOPENED, {"reason": reason.strip()}, month=name)
    return the_month(store, name)


def frozen_figures(month: MonthAt) -> MonthFigures | None:
    """The figures that the closing froze; None for a month that is not closed, or whose figures are hidden from whoever
    asks. Raises KnowledgeError where they cannot be read.
    """
    told = month.frozen.get("figures")
    return figures_from_dict(told) if isinstance(told, dict) else None


def frozen_head(month: MonthAt) -> Head | None:
    """The end of the audit chain when the month was closed, for the report to print."""
    return head_of(month.frozen)


def note_report(store: KeepsMonths, month: str, what: str, files: Sequence[str], ward: str = "") -> MonthEntry:
    """Write down that a report was written: ``what`` of ``MONTH_REPORT``, ``WARD_REPORT``; of which ward."""
    said: Mapping[str, Any] = {"what": what, "files": list(files), "ward": ward}
    return store.note_month(MonthKind.REPORT, said, month=month, subject=f"{what}:{ward}" if ward else what)


def state_words(month: MonthAt) -> str:
    """2026-10 已关账（王质控 11-04 09:30）"""
    deeds = {
        MonthState.OPEN: month.opened,
        MonthState.CLOSED: month.closed,
        MonthState.REOPENED: month.reopenings[-1] if month.reopenings else None,
    }
    deed = deeds.get(month.state) if month.state is not None else None
    told = f"（{deed.name} {deed.at:%m-%d %H:%M}）" if deed is not None else ""
    return f"{month.month} {month.label}{told}"
