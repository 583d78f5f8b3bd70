"""Which pages get other knowledge when the days of a shelf change: told before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.knowledge.dated import first_days, span_of
from coding.page.step import PageState
from coding.work.rechecking import day_of
from coding.work.steps import untold
from coding.work.stored_pages import chunked

if TYPE_CHECKING:
    from datetime import date

    from coding.knowledge.knowledge import KnowledgeSource
    from coding.store.store import Store
    from coding.work.steps import Step


@dataclass(frozen=True, slots=True)
class ShelfEffect:
    """How many pages are judged by another file than now, and how many of them were released already."""

    pages: int = 0
    passed: int = 0

    def in_words(self) -> str:
        """1,499 份病案换用此知识，其中 300 份已完成。"""
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
                passed += row.progress == PageState.PASSED
        done += len(chunk)
        step(done, len(ids))
    return ShelfEffect(pages, passed)


class _Holding:
    """What a source names for each span of days, reckoned once."""

    def __init__(self, source: KnowledgeSource) -> None:
        self._firsts = first_days(source.dated)
        self._spans = [source.in_span(span) for span in range(len(self._firsts) + 1)]

    def on(self, day: date | None) -> KnowledgeSource:
        """What holds on a day, as a source without days."""
        return self._spans[span_of(day, self._firsts)]
