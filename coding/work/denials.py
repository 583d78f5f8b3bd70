"""Denials and negative lists in a store: brought, their causes by words or by hand, counted against the next month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coding.base.errors import CodingError
from coding.exchange.rejection_list import ListFile, ListRow, read_rejections
from coding.review.denials import (
    NEGATIVE,
    PAID,
    CauseCount,
    DenialItem,
    cause_counts,
    cause_of,
    denial_causes,
    denials_of,
)
from coding.store.kept_months import MonthKind
from coding.store.store import WorklistQuery
from coding.work.list_match import ListMatch
from coding.work.months import month_ids, month_period
from coding.work.paid_results import latest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from coding.store.kept_months import KeepsMonths
    from coding.store.store import KeptPaid, Store


@dataclass(frozen=True, slots=True)
class DenialsBrought:
    """Items that are new; how many were there before; sentences on rows that could not be used."""

    new: tuple[DenialItem, ...]
    repeated: int = 0
    troubles: tuple[str, ...] = ()

    def in_words(self) -> str:
        """新增 5 条，2 条没有找到病案，1 条待归因。"""
        lost = sum(one.page_id is None for one in self.new)
        open_ones = sum(not one.cause for one in self.new)
        told = [f"新增 {len(self.new):,} 条"]
        for count, words in ((lost, "条没有找到病案"), (open_ones, "条待归因"), (self.repeated, "条以前读过")):
            told += [f"{count:,} {words}"] if count else []
        told += [f"{len(self.troubles):,} 行不能读入"] if self.troubles else []
        return "，".join(told) + "。"


def denial_items(store: KeepsMonths, month: str | None = None) -> tuple[DenialItem, ...]:
    """The items of a month, or all, each with what was said of it last."""
    return denials_of(store.month_entries(month, {MonthKind.DENIAL}))


def bring_negative_list(store: Store, path: Path, month: str = "") -> DenialsBrought:
    """Read a negative list of the insurer; each row is an item of the month of its discharge, else of ``month``.

    Raises CodingError for a file that is no such list, NotAllowedError.
    """
    file = read_rejections(path)
    match = ListMatch(store)
    items = [_of_row(row, file, match, month) for row in file.rows]
    return _kept(store, items, file.troubles)


def bring_paid_denials(store: Store) -> DenialsBrought:
    """Make items of the denials among the insurer's results that the store has and that are none yet."""
    match = ListMatch(store)
    denied = [one for one in latest(store.paid_results()) if one.result.is_denied]
    return _kept(store, [_of_paid(one, match) for one in denied])


def name_cause(store: KeepsMonths, item: DenialItem, cause: str, rule: str = "") -> None:
    """A person says what the root cause of an item is, and which rule finds the like. Raises CodingError."""
    if cause not in denial_causes():
        raise CodingError("根本原因只能从列表中选择。")
    said = {"cause": cause, "rule": rule.strip()}
    store.note_month(MonthKind.DENIAL, said, month=item.month, subject=item.subject, page_id=item.page_id)


def note_appeal(store: KeepsMonths, item: DenialItem, words: str) -> None:
    """Write down what became of an appeal. Raises CodingError where nothing is said."""
    if not words.strip():
        raise CodingError("请写明申诉的情况，再保存。")
    said = {"appeal": words.strip()}
    store.note_month(MonthKind.DENIAL, said, month=item.month, subject=item.subject, page_id=item.page_id)


def month_causes(store: Store, month: str) -> tuple[CauseCount, ...]:
    """The causes of a month's items, with how often each came, and its rules fired, that month and the next one."""
    period = month_period(month)
    after = _next_month(period.last.year, period.last.month)
    then, next_items = denial_items(store, period.name), denial_items(store, after)
    ids = frozenset(month_ids(store, period.name)), frozenset(month_ids(store, after))
    rules = {rule for one in then for rule in one.rules}
    found = {}
    for rule in sorted(rules):
        fired = frozenset(store.worklist(WorklistQuery(rule=rule)))
        found[rule] = (fired & ids[0], fired & ids[1])
    return cause_counts(then, next_items, found)


def _next_month(year: int, month: int) -> str:
    return f"{year + month // 12}-{month % 12 + 1:02d}"


def _of_row(row: ListRow, file: ListFile, match: ListMatch, month: str) -> DenialItem:
    page_id, why = match.page(row)
    known = match.figures(page_id) if page_id is not None else None
    day = known.discharge_date[:10] if known else (row.discharged.isoformat() if row.discharged else "")
    return DenialItem(
        subject=f"{NEGATIVE}:{file.digest[:12]}:{row.row}",
        month=day[:7] or month,
        source=NEGATIVE,
        page_id=page_id,
        case_no=row.case_no or row.settlement_no,
        discharged=day,
        item=row.item or row.rule_name,
        words=row.words,
        amount=row.amount,
        cause=cause_of(row.rule_name, row.words, row.item),
        file=file.name,
        why=why,
    )


def _of_paid(one: KeptPaid, match: ListMatch) -> DenialItem:
    result = one.result
    row = ListRow(result.row, result.case_no, result.settlement_no, result.admission_times, result.discharged)
    page_id, why = match.page(row)
    known = match.figures(page_id) if page_id is not None else None
    day = known.discharge_date[:10] if known else (result.discharged.isoformat() if result.discharged else "")
    return DenialItem(
        subject=f"{PAID}:{one.id}",
        month=day[:7] or result.month,
        source=PAID,
        page_id=page_id,
        case_no=result.case_no or result.settlement_no,
        discharged=day,
        item=result.drg,
        words=result.reason,
        amount=None if result.denied is None else Decimal(str(result.denied)),
        cause=cause_of(result.reason),
        file=result.file,
        why=why,
    )


def _kept(store: Store, items: Iterable[DenialItem], troubles: tuple[str, ...] = ()) -> DenialsBrought:
    before, told = denial_items(store), list(items)
    known = {one.subject for one in before}
    left = [one for one in told if one.subject not in known]
    # a file that was saved anew has another digest: as many rows as say just the same were read from the other one
    subjects = {one.subject for one in told}
    same = Counter(one.identity for one in before if one.subject not in subjects)
    new: list[DenialItem] = []
    for one in left:
        if same[one.identity] > 0:
            same[one.identity] -= 1
        else:
            new.append(one)
    entries: list[tuple[str, str, int | None, Mapping[str, Any]]] = [
        (one.month, one.subject, one.page_id, one.as_said()) for one in new
    ]
    store.note_months(MonthKind.DENIAL, entries)
    return DenialsBrought(tuple(new), len(told) - len(new), troubles)
