"""Uploads from the pages to the receipt: which pages may go, the files, the batch, the step to 已上报, what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coding.base.errors import CodingError
from coding.exchange.rejection_list import ListFile, read_rejections
from coding.page.change import ChangeSource
from coding.page.step import PageState
from coding.review.batches import (
    Batch,
    Rejection,
    batches_of,
    next_number,
    open_rejections,
    platforms,
    rejections_of,
    uploaded_pages,
)
from coding.review.case_life import step_rule
from coding.review.own_page import is_reported_again
from coding.review.people import Command
from coding.store.course import course_of
from coding.store.kept_months import MonthKind
from coding.store.store_errors import StoreError
from coding.work.export_plan import Family
from coding.work.exporting import export_pages
from coding.work.list_match import ListMatch
from coding.work.releasing import reported_again, step_change
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked, each_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.page.finding import Finding
    from coding.store.kept_months import KeepsMonths
    from coding.store.store import Entry, Store


@dataclass(frozen=True, slots=True)
class Uploadable:
    """Which of some pages may go to a platform: ``ready``; ``held``: page → why not, in words."""

    ready: tuple[int, ...]
    held: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A batch as it was made. ``not_moved``: pages that did not go to 已上报, with the reason; ``notes``: on the files."""

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


@dataclass(frozen=True, slots=True)
class RejectionsBrought:
    """A list that was read: the rows that are new, those that fit no page, and how many had been read before."""

    file: ListFile
    new: tuple[Rejection, ...]
    repeated: int

    @property
    def unmatched(self) -> tuple[Rejection, ...]:
        """Rows that fit no page, each with the reason."""
        return tuple(one for one in self.new if one.page_id is None)

    def in_words(self) -> str:
        """退回.xlsx：新增 12 行，10 行找到病案，2 行没有找到"""
        found = len(self.new) - len(self.unmatched)
        parts = [f"新增 {len(self.new):,} 行，{found:,} 行找到病案"]
        if self.unmatched:
            parts.append(f"{len(self.unmatched):,} 行没有找到")
        if self.repeated:
            parts.append(f"{self.repeated:,} 行以前读过")
        if self.file.troubles:
            parts.append(f"{len(self.file.troubles):,} 行不能读入")
        return f"{self.file.name}：" + "，".join(parts) + "。"


@dataclass(frozen=True, slots=True)
class ReportedAgain:
    """A page that was changed after it had been uploaded: since when, by whom and why, and what was changed since."""

    page_id: int
    case_no: str
    discharged: str
    ward: str
    opened_at: datetime
    who: str
    reason: str
    changes: int


def batches(store: KeepsMonths, month: str | None = None) -> tuple[Batch, ...]:
    """The batches of a month, or all of them, in the order in which they were made."""
    return batches_of(store.month_entries(month, {MonthKind.BATCH}))


def uploadable(store: Store, ids: Sequence[int], platform: str, month: str) -> Uploadable:
    """Which of these pages may go: passed, and not gone to this platform already unless they are reported again."""
    gone = uploaded_pages(one for one in batches(store) if one.platform == platform)
    again = reported_again(store, [page_id for page_id in ids if page_id in gone])
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
    again = reported_again(store, ready.ready)
    written = export_pages(path, store, ready.ready, family, now, step)
    number = next_number(batches(store), platform, month)
    files = tuple(file.name for file in written.files)
    batch = Batch(number, month, platform, now.date(), ready.ready, again, files)
    store.note_month(MonthKind.BATCH, batch.as_said(), month=month, subject=number)
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


# -- what the platforms turn back


def bring_rejections(store: Store, path: Path, platform: str, month: str = "") -> RejectionsBrought:
    """Read a list of a platform, find the page of each row, and keep what is new. Raises CodingError.

    The batch of a row is the last one of the platform that held its page. ``month``: of rows that fit no page.
    """
    file = read_rejections(path)
    made = [one for one in batches(store) if one.platform == platform]
    match = ListMatch(store)
    known = {one.identity for one in all_rejections(store)}
    new: list[Rejection] = []
    months: list[str] = []
    for row in file.rows:
        page_id, why = match.page(row)
        batch = next((one for one in reversed(made) if page_id in one.pages), None)
        one = Rejection(
            platform,
            batch.number if batch else "",
            page_id,
            row.case_no or row.settlement_no,
            row.discharged.isoformat() if row.discharged else "",
            row.place,
            row.item,
            row.code,
            row.words,
            row.value,
            file.name,
            row.row,
            why,
        )
        if one.identity not in known:
            known.add(one.identity)
            new.append(one)
            months.append(batch.month if batch else _month_of(row.discharged, month))
    entries = ((at, one.batch, one.page_id, one.as_said()) for at, one in zip(months, new, strict=True))
    if new:
        store.note_months(MonthKind.REJECTION, list(entries))
    return RejectionsBrought(file, tuple(new), len(file.rows) - len(new))


def all_rejections(store: KeepsMonths, month: str | None = None) -> tuple[Rejection, ...]:
    """The rows of the platforms' lists, of a month or all of them."""
    return rejections_of(store.month_entries(month, {MonthKind.REJECTION}))


def rejection_findings(store: KeepsMonths, page_id: int) -> tuple[Finding, ...]:
    """What the platforms say of a page and has not been answered by a later batch, as it is shown beside its findings."""
    of_page = [one for one in all_rejections(store) if one.page_id == page_id]
    return tuple(one.as_finding() for one in open_rejections(of_page, batches(store)))


# -- reported again


def reported_again_list(store: Store, ids: Sequence[int]) -> tuple[ReportedAgain, ...]:
    """Those of these pages that are changed after they were uploaded and have not been uploaded since 补报."""
    found: list[ReportedAgain] = []
    for chunk in chunked(ids):
        marked = reported_again(store, chunk)
        if not marked:
            continue
        rows = {one.id: one for one in store.figures() if one.id in marked}
        histories = store.histories(marked)
        for page_id in (page_id for page_id in chunk if page_id in marked and page_id in rows):
            standing = course_of(histories[page_id]).standing
            at = next(n for n, entry in reversed(list(enumerate(standing))) if _opens(standing[: n + 1], entry))
            opening, one = standing[at], rows[page_id]
            changes = sum(_is_edit(entry) for entry in standing[at:])
            day = one.discharge_date[:10]
            told = (one.ward or one.dept, opening.at, opening.author, opening.change.reason, changes)
            found.append(ReportedAgain(page_id, one.case_no, day, *told))
    return tuple(found)


def _opens(before: Sequence[Entry], entry: Entry) -> bool:
    """Whether the mark 补报 begins with this entry."""
    return entry.change.step is not None and is_reported_again(before) and not is_reported_again(before[:-1])


def _is_edit(entry: Entry) -> bool:
    return bool(entry.change.edits) and entry.change.source != ChangeSource.IMPORT


def _month_of(day: Any, month: str) -> str:
    return f"{day:%Y-%m}" if day is not None else month


def rejection_counts(rejections: Sequence[Rejection]) -> Iterator[tuple[str, int]]:
    """The words of the platforms, each with how many pages it stands for, the most first."""
    pages: dict[str, set[object]] = {}
    for one in rejections:
        pages.setdefault(one.words, set()).add(one.page_id or one.case_no)
    yield from sorted(((words, len(of)) for words, of in pages.items()), key=lambda told: (-told[1], told[0]))
