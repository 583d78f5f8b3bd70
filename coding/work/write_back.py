"""回写核对 in the store: what was changed here, by whom and when; the next export of the HIS compared with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from coding.base.errors import StaleChangeError, UnusableInputError
from coding.exchange.link import number_of
from coding.page.change import ChangeSource, EditKind
from coding.page.fields import ROW_ATTRIBUTES
from coding.review.write_back import (
    ChangedHere,
    Checked,
    Outcome,
    PlaceChange,
    WriteBackCounts,
    checks_of,
    outcome,
    place_changes,
    write_back_counts,
)
from coding.store.course import course_of
from coding.store.kept_months import MonthKind
from coding.work.column_maps import kept_profiles
from coding.work.local_habits import kept_local_values
from coding.work.reading_files import files_read
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from coding.page.change import Edit
    from coding.page.front_page import FrontPage
    from coding.store.kept_months import KeepsMonths, MonthEntry
    from coding.store.store import Entry, Store

_NO_PAGE = "导出中没有这份病案"
_NO_COLUMN = "导出文件没有这一栏"
_TWICE = "导出中有几份同号同日的病案"


@dataclass(frozen=True, slots=True)
class WriteBack:
    """An export compared: each change with what the export says of it. Identities and amounts are hidden."""

    file: str
    checks: tuple[tuple[ChangedHere, Checked], ...]
    rejects: int = 0

    @property
    def counts(self) -> WriteBackCounts:
        """How many of each."""
        return write_back_counts(check for _, check in self.checks)

    def in_words(self) -> str:
        """十一月.csv：已写回 40/45，未写回 3。"""
        told = f"另有 {self.rejects:,} 行不能读入。" if self.rejects else ""
        return f"{self.file}：{self.counts.in_words()}{told}"


def changed_here(store: Store, ids: Sequence[int], step: Step = untold) -> tuple[ChangedHere, ...]:
    """What people have changed on these pages since they came from the HIS; no identities or amounts."""
    return tuple(_shown(one, page) for one, page in _changed(store, ids, step))


def compare_export(
    store: Store, ids: Sequence[int], path: Path, now: datetime, month: str = "", step: Step = untold
) -> WriteBack:
    """Compare a later export of the HIS with what was changed here on these pages, and keep what it says of each; what
    was said of a change that was undone since is taken back.

    Nothing on the pages is altered. ``month``: of whose pages; by default that of the discharge of each. Raises
    CodingError for a file that holds no pages, NotAllowedError.
    """
    changed = list(_changed(store, ids, step))
    wanted = {number_of(page) for _, page in changed}
    exported: dict[tuple[str, date | None], list[FrontPage]] = {}
    rejects = 0
    files = files_read([path], now, kept_profiles(store), None, step, kept_local_values(store))
    for file in files:
        rejects += len(file.reading.rejects)
        for page in file.reading.pages:
            if number_of(page) in wanted:
                exported.setdefault((number_of(page), page.date("discharge_datetime")), []).append(page)
    if not any(file.reading.pages for file in files):
        raise UnusableInputError(f"“{path.name}”里没有读到病案，不能核对回写：请检查是不是 HIS 导出的首页。")
    checks = []
    for one, page in changed:
        found = _found(page, exported)
        hidden = _checked(one, found, path.name).listed(page)
        checks.append((_shown(one, page), hidden))
    entries = [(month or one.discharged[:7], "", one.page_id, check.as_said()) for one, check in checks]
    store.note_months(MonthKind.WRITTEN_BACK, [*entries, *_undone(store, ids, checks, path.name, month)])
    return WriteBack(path.name, tuple(checks), rejects)


def _undone(
    store: KeepsMonths, ids: Sequence[int], checks: Iterable[tuple[ChangedHere, Checked]], file: str, month: str
) -> list[tuple[str, str, int | None, Mapping[str, Any]]]:
    """The entries that take back what earlier exports said of places of these pages that are no change any more."""
    pages, places = frozenset(ids), {check.place for _, check in checks}
    by_month: dict[str, list[MonthEntry]] = {}
    for entry in store.month_entries(month or None, {MonthKind.WRITTEN_BACK}):
        by_month.setdefault(entry.month, []).append(entry)
    return [
        (name, "", one.page_id, one.undone(file))
        for name, entries in by_month.items()
        for one in checks_of(entries)
        if one.page_id in pages and one.place not in places
    ]


def written_back(store: KeepsMonths, month: str) -> WriteBackCounts:
    """What the exports have said of the changes of a month, of each the last word: the figure ``written_back``."""
    return write_back_counts(checks_of(store.month_entries(month, {MonthKind.WRITTEN_BACK})))


# -- what was changed


def _changed(store: Store, ids: Sequence[int], step: Step) -> Iterator[tuple[ChangedHere, FrontPage]]:
    wards = {one.id: one.ward or one.dept for one in store.figures()}
    done = 0
    for chunk in chunked(ids):
        histories = {page_id: list(entries) for page_id, entries in store.histories(chunk).items()}
        edited = [page_id for page_id in chunk if any(map(_is_edit, histories.get(page_id, ())))]
        for (page_id, now), (_, original) in zip(store.pages(edited), store.originals(edited), strict=True):
            base = _as_it_came(original, histories[page_id])
            standing = [entry for entry in course_of(histories[page_id]).standing if _is_edit(entry)]
            for change in place_changes(base, now):
                last = _last_of(standing, change)
                day = now.date("discharge_datetime")
                told = (page_id, now.case_no, day.isoformat() if day else "", wards.get(page_id, ""), change)
                yield ChangedHere(*told, last.author if last else "", last.at if last else None), now
        done += len(chunk)
        step(done, len(ids))


def _is_edit(entry: Entry) -> bool:
    return bool(entry.change.edits) and entry.change.source != ChangeSource.IMPORT


def _as_it_came(original: FrontPage, history: Sequence[Entry]) -> FrontPage:
    """The page as the HIS gave it last: the first one with what later files have renewed before anybody edited it."""
    page = original
    for entry in history:
        if _is_edit(entry):
            break
        if entry.change.source == ChangeSource.IMPORT:
            try:
                page = page.apply(entry.change)
            except StaleChangeError:
                continue
    return page


def _last_of(standing: Sequence[Entry], change: PlaceChange) -> Entry | None:
    """Who altered a place last: the entry that set it, else the last one that moved rows of its group."""
    touching = [entry for entry in standing if any(_touches(edit, change) for edit in entry.change.edits)]
    return touching[-1] if touching else (standing[-1] if standing else None)


def _touches(edit: Edit, change: PlaceChange) -> bool:
    """Whether an edit altered the place: it set a field of its row, or moved the rows of its group."""
    if edit.kind is not EditKind.SET:
        return edit.group == _place_group(change.field)
    if edit.field not in ROW_ATTRIBUTES:
        return edit.field == change.field
    return (_place_group(edit.field), edit.index) == (_place_group(change.field), change.index)


def _place_group(field: str) -> str:
    return ROW_ATTRIBUTES[field][0] if field in ROW_ATTRIBUTES else field


# -- against the export


def _found(page: FrontPage, exported: Mapping[tuple[str, date | None], Sequence[FrontPage]]) -> Sequence[FrontPage]:
    same = exported.get((number_of(page), page.date("discharge_datetime")), ())
    times = page.text("admission_times").strip().lstrip("0")
    narrowed = [one for one in same if one.text("admission_times").strip().lstrip("0") == times]
    return narrowed if len(same) > 1 and times else same


def _checked(one: ChangedHere, found: Sequence[FrontPage], file: str) -> Checked:
    if len(found) != 1:
        why = _TWICE if found else _NO_PAGE
        return Checked(one.page_id, one.change, Outcome.UNKNOWN, "", file, why)
    result, text = outcome(one.change, found[0])
    why = _NO_COLUMN if result is Outcome.UNKNOWN else ""
    return Checked(one.page_id, one.change, result, text, file, why)


def _shown(one: ChangedHere, page: FrontPage) -> ChangedHere:
    return replace(one, change=one.change.listed(page))
