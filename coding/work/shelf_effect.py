"""Which pages get other knowledge when the days of a shelf change: told before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from coding.knowledge.dated import first_days, span_of
from coding.page.step import PageState
from coding.store.kept_copies import ImportedCopy, shelf_json
from coding.work.hospital_knowledge import kept_texts, shelved, shelves_in
from coding.work.rechecking import day_of
from coding.work.shelf import Doing, EditOf, ShelfDays, ShelfEdit, beside, closed_by, edited, emptied
from coding.work.shelf_words import doubts
from coding.work.steps import untold
from coding.work.stored_pages import chunked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from coding.knowledge.knowledge import KnowledgeSource
    from coding.store.store import Store
    from coding.work.shelf import Shelf
    from coding.work.steps import Step

#: Of a trial nobody is the author: it is kept nowhere.
_NOBODY: Final = Doing("", datetime(2000, 1, 1))


@dataclass(frozen=True, slots=True)
class ShelfEffect:
    """How many pages are judged by another file than now, and how many of them were released already."""

    pages: int = 0
    passed: int = 0

    def in_words(self) -> str:
        """1,499 份病案换用此知识，其中 300 份已通过。"""
        if not self.pages:
            return "没有病案因此换用别的知识：现有的结论都不变。"
        done = f"，其中 {self.passed:,} 份已经标为完成：它们的分组和结论可能与上报时不同" if self.passed else ""
        return f"本机 {self.pages:,} 份病案换用别的知识，将重新检查{done}。"


def shelf_effect(store: Store, before: KnowledgeSource, after: KnowledgeSource, step: Step = untold) -> ShelfEffect:
    """Count the pages for whose day of discharge ``after`` names other files than ``before``. No page is read.

    ``step`` may raise to cancel.
    """
    ids = list(store.worklist())
    one, other = _Holding(before), _Holding(after)
    pages = passed = done = 0
    for chunk in chunked(ids):
        for row in store.rows(chunk):
            day = day_of(row)
            if one.on(day) != other.on(day):
                pages += 1
                passed += PageState(row.progress).is_done
        done += len(chunk)
        step(done, len(ids))
    return ShelfEffect(pages, passed)


@dataclass(frozen=True, slots=True)
class ShelfTrial:
    """A shelf as it would be, kept by nobody: ``closed`` are the files that end the day before."""

    part: str
    shelf: Shelf
    before: KnowledgeSource
    after: KnowledgeSource
    closed: Shelf = ()

    def doubts(self) -> list[str]:
        """Gaps and overlaps that it would have, as Chinese sentences."""
        return doubts(self.part, self.shelf)


def tried_beside(store: Store, part: str, digest: str, days: ShelfDays) -> ShelfTrial:
    """One more file on the shelf of a part, for these days."""
    texts = kept_texts(store)
    shelf = shelves_in(texts).get(part, ())
    others = tuple(copy for copy in shelf if copy.digest != digest)
    after = beside(others, ImportedCopy(digest or "new", "新导入的文件"), days, _NOBODY)
    return _trial(store, texts, part, after, closed_by(others, days) if not days.is_always else ())


def tried_edit(store: Store, edit: ShelfEdit) -> ShelfTrial:
    """Something done to a file that stands on the shelf."""
    texts = kept_texts(store)
    shelf = shelves_in(texts).get(edit.part, ())
    closed = closed_by(shelf, edit.days, edit.number) if edit.kind is EditOf.DAYS else ()
    return _trial(store, texts, edit.part, edited(shelf, edit, _NOBODY), closed)


def tried_empty(store: Store, part: str) -> ShelfTrial:
    """A part given up: what is embedded holds on every day."""
    texts = kept_texts(store)
    return _trial(store, texts, part, emptied(shelves_in(texts).get(part, ()), _NOBODY), ())


def _trial(store: Store, texts: Mapping[str, str], part: str, shelf: Shelf, closed: Shelf) -> ShelfTrial:
    folder = store.knowledge_folder
    after = shelved({**texts, part: shelf_json(shelf)}, folder)
    return ShelfTrial(part, shelf, shelved(texts, folder), after, closed)


class _Holding:
    """What a source names for each span of days, reckoned once."""

    def __init__(self, source: KnowledgeSource) -> None:
        self._firsts = first_days(source.dated)
        self._spans = [source.in_span(span) for span in range(len(self._firsts) + 1)]

    def on(self, day: date | None) -> KnowledgeSource:
        """What holds on a day, as a source without days."""
        return self._spans[span_of(day, self._firsts)]
