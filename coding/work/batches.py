"""Uploads from the pages to the receipt: which pages may go, files, batch, step to 已上报, what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.page.step import PageState
from coding.review.batches import (
    Batch,
    batches_of,
    next_number,
    platforms,
    uploaded_pages,
)
from coding.review.case_life import step_rule
from coding.review.people import Command
from coding.store.kept_months import MonthKind
from coding.store.store_errors import StoreError
from coding.work.export_plan import Family
from coding.work.exporting import export_pages
from coding.work.releasing import step_change
from coding.work.reported_again import changed_since
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked, each_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.store.kept_months import KeepsMonths
    from coding.store.store import Store


@dataclass(frozen=True, slots=True)
class Uploadable:
    """Which of some pages may go to a platform: ``ready``; ``held``: page → why not, in words."""

    ready: tuple[int, ...]
    held: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A batch as it was made. ``not_moved``: pages that did not go to 已上报, and why; ``notes``: on files."""

    batch: Batch
    not_moved: Mapping[int, str]
    notes: tuple[str, ...] = ()

    def in_words(self) -> str:
        """已写出批次 HQMS-2026-10-01：850 份 …"""
        words = f"已写出批次 {self.batch.number}：{len(self.batch.pages):,} 份"
        if self.batch.again:
            words += f"（其中补报 {len(self.batch.again):,} 份）"
        if self.not_moved:
            words += f"；{len(self.not_moved):,} 份没有登记为已上报，请逐份处理"
        return words + "。" + "".join(self.notes)


def batches(store: KeepsMonths, month: str | None = None) -> tuple[Batch, ...]:
    """The batches of a month, or all of them, in the order in which they were made."""
    return batches_of(store.month_entries(month, {MonthKind.BATCH}))


def uploadable(store: Store, ids: Sequence[int], platform: str, month: str) -> Uploadable:
    """Which of these pages may go: passed, and not gone to this platform already unless they are reported again."""
    made = [one for one in batches(store) if one.platform == platform]
    gone = uploaded_pages(made)
    again = changed_since(store, made, gone.intersection(ids))
    ready: list[int] = []
    held: dict[int, str] = {}
    for row in each_row(store, ids):
        state = PageState(row.progress)
        if not state.is_done:
            held[row.id] = f"状态为“{state.label}”，通过后才能上报"
        elif row.id in gone and row.id not in again:
            held[row.id] = f"已经上报到{platforms()[platform].label}"
        elif not row.discharge_date.startswith(month):
            held[row.id] = f"出院日期不在 {month}"
        else:
            ready.append(row.id)
    return Uploadable(tuple(ready), held)


def upload(
    store: Store, month: str, platform: str, ids: Sequence[int], path: Path, now: datetime, step: Step = untold
) -> Uploaded:
    """Write the files of a batch, keep it, and bring its pages to 已上报. ``ids``: what ``uploadable`` calls ready.

    The batch is kept before its pages move: after a crash ``take_further`` moves those that did not. Raises
    NotAllowedError, UnusableInputError, and CodingError where there is nothing to upload.
    """
    store.require(Command.UPLOAD)
    ready = uploadable(store, ids, platform, month)
    if not ready.ready:
        told = next(iter(ready.held.values()), "没有选中病案")
        raise CodingError(f"没有可以上报的病案（{told}）：请先通过病案，再上报。")
    target = platforms()[platform]
    family = Family(target.label, target.layout, path.suffix or target.suffix, target.encoding)
    seen = _last_entries(store, ready.ready)  # before the files: what is written meanwhile is newer
    again = uploaded_pages(one for one in batches(store) if one.platform == platform).intersection(ready.ready)
    written = export_pages(path, store, ready.ready, family, now, step)
    number = next_number(batches(store), platform, month)
    files = tuple(file.name for file in written.files)
    batch = Batch(number, month, platform, now.date(), ready.ready, seen, again, files)
    entry = store.note_month(MonthKind.BATCH, batch.as_said(), month=month, subject=number)
    batch = next(one for one in batches(store, month) if one.entry == entry.id)
    return Uploaded(batch, take_further(store, batch, step), written.notes)


def take_further(store: Store, batch: Batch, step: Step = untold) -> Mapping[int, str]:
    """Bring those pages of a batch to 已上报 that are passed; page → why one could not be moved."""
    rule = step_rule(PageState.PASSED, PageState.UPLOADED)
    assert rule is not None
    not_moved: dict[int, str] = {}
    passed = [row.id for row in each_row(store, batch.pages) if row.progress == PageState.PASSED]
    for done, page_id in enumerate(passed, 1):
        try:
            store.append(page_id, step_change(rule, batch.number))
        except (StoreError, CodingError) as error:
            not_moved[page_id] = str(error)
        step(done, len(passed))
    return not_moved


def receive(store: KeepsMonths, batch: Batch, receipt: str) -> None:
    """Keep the receipt of a batch. Raises CodingError for an empty one."""
    if not receipt.strip():
        raise CodingError("请填写平台给出的回执号后再保存。")
    store.note_month(MonthKind.BATCH, {"receipt": receipt.strip()}, month=batch.month, subject=batch.number)


def _last_entries(store: Store, ids: Sequence[int]) -> tuple[int, ...]:
    """The number of the last entry of each page, 0 where it has none."""
    found: list[int] = []
    for chunk in chunked(ids):
        histories = store.histories(chunk)
        found += (histories[page_id][-1].id if histories.get(page_id) else 0 for page_id in chunk)
    return tuple(found)
