"""What platforms turn back: a list is read, the page of each row found, what is new kept and shown on its page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.exchange.rejection_list import ListFile, read_rejections
from coding.review.batches import Rejection, open_rejections, rejections_of
from coding.review.slip_wording import kept_value, without_person
from coding.store.kept_months import MonthKind
from coding.work.batches import batches
from coding.work.list_match import ListMatch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from coding.exchange.rejection_list import ListRow
    from coding.page.finding import Finding
    from coding.store.kept_months import KeepsMonths
    from coding.store.store import Store


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


def bring_rejections(store: Store, path: Path, platform: str, month: str = "") -> RejectionsBrought:
    """Read a list of a platform, find the page of each row, and keep what is new. Raises CodingError.

    The batch of a row is the last one of the platform that held its page. ``month``: of rows that fit no page.
    """
    file = read_rejections(path)
    made = [one for one in batches(store) if one.platform == platform]
    match = ListMatch(store)
    before = all_rejections(store)
    known = {one.identity for one in before}
    read = {(one.digest, one.row) for one in before}
    new: list[Rejection] = []
    months: list[str] = []
    for row in file.rows:
        page_id, why = match.page(row)
        row = _impersonal(store, row, page_id)
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
            file.digest,
            why,
        )
        if one.identity not in known and (one.digest, one.row) not in read:
            known.add(one.identity)
            new.append(one)
            months.append(batch.month if batch else _month_of(row.discharged, month))
    entries = ((at, one.batch, one.page_id, one.as_said()) for at, one in zip(months, new, strict=True))
    if new:
        store.note_months(MonthKind.REJECTION, list(entries))
    return RejectionsBrought(file, tuple(new), len(file.rows) - len(new))


def _impersonal(store: Store, row: ListRow, page_id: int | None) -> ListRow:
    """A row as it may be kept: nobody is named in the words of the platform, no identity and no amount is a value."""
    page = store.page(page_id) if page_id is not None else None
    value = kept_value(row.place.field, without_person(row.value, page))
    return replace(row, words=without_person(row.words, page), value=value)


def all_rejections(store: KeepsMonths, month: str | None = None) -> tuple[Rejection, ...]:
    """The rows of the platforms' lists, of a month or all of them."""
    return rejections_of(store.month_entries(month, {MonthKind.REJECTION}))


def rejection_findings(store: KeepsMonths, page_id: int) -> tuple[Finding, ...]:
    """What the platforms say of a page and no later batch has answered, as it is shown beside its findings."""
    of_page = [one for one in all_rejections(store) if one.page_id == page_id]
    return tuple(one.as_finding() for one in open_rejections(of_page, batches(store)))


def rejection_counts(rejections: Sequence[Rejection]) -> Iterator[tuple[str, int]]:
    """The words of the platforms, each with how many pages it stands for, the most first."""
    pages: dict[str, set[object]] = {}
    for one in rejections:
        pages.setdefault(one.words, set()).add(one.page_id or one.case_no)
    yield from sorted(((words, len(of)) for words, of in pages.items()), key=lambda told: (-told[1], told[0]))


def _month_of(day: date | None, month: str) -> str:
    return f"{day:%Y-%m}" if day is not None else month
