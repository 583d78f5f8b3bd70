"""Pages that are changed after they were uploaded 补报: which, since when, by whom, why, and how much was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.change import ChangeSource
from coding.review.batches import ReportedAgain
from coding.review.own_page import is_reported_again
from coding.store.course import course_of
from coding.work.releasing import reported_again
from coding.work.stored_pages import chunked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.review.batches import Batch
    from coding.store.store import Entry, PageFigures, Store


def reported_again_list(store: Store, ids: Sequence[int]) -> tuple[ReportedAgain, ...]:
    """Those of these pages that are changed after they were uploaded and have not been uploaded since 补报."""
    found: list[ReportedAgain] = []
    rows: Mapping[int, PageFigures] = {}
    for chunk in chunked(ids):
        marked = reported_again(store, chunk)
        if not marked:
            continue
        rows = rows or {one.id: one for one in store.figures()}
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


def changed_since(store: Store, made: Sequence[Batch], gone: frozenset[int]) -> frozenset[int]:
    """Those of these pages that were opened again 补报 after the last of the batches that held them."""
    last = {page_id: seen for one in made for page_id, seen in zip(one.pages, one.seen, strict=True)}
    found: set[int] = set()
    for chunk in chunked(sorted(gone)):
        for page_id, entries in store.histories(chunk).items():
            standing = course_of(entries).standing
            opened = (one.id for n, one in enumerate(standing) if _opens(standing[: n + 1], one))
            if any(number > last[page_id] for number in opened):
                found.add(page_id)
    return frozenset(found)


def _opens(before: Sequence[Entry], entry: Entry) -> bool:
    """Whether the mark 补报 begins with this entry."""
    return entry.change.step is not None and is_reported_again(before) and not is_reported_again(before[:-1])


def _is_edit(entry: Entry) -> bool:
    return bool(entry.change.edits) and entry.change.source != ChangeSource.IMPORT
