"""The officer's pivot from the store: what is kept of the pages of a period, read once; nothing is judged anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.grouping.case import NOWHERE
from coding.indicators.pivot import Cut, PivotPages, PivotRow, pages_of_row, pivot_rows
from coding.page.fields import field_catalogue
from coding.review.people import Command
from coding.store.store import WorklistQuery
from coding.work.month_making import named
from coding.work.pivot_periods import PivotPeriod, span_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from coding.knowledge.knowledge import Knowledge
    from coding.review.people import Person
    from coding.store.store import Store
    from coding.work.pivot_periods import PivotSpan

_LOOK: Final = 20_000
_NOT_SAID: Final = {
    Cut.GROUP: "未入组",
    Cut.DOCTOR: "（未写医师）",
    Cut.CODER: "（未写编码员）",
    Cut.DEPT: "（未写科别）",
}


@dataclass(frozen=True, slots=True)
class CutView:
    """One cut as it is offered: its word on the screen, its key, what one has to be allowed to do to see it."""

    cut: Cut
    label: str
    key: str
    command: Command


@dataclass(frozen=True, slots=True)
class OfficerPivot:
    """The pages of a period as they were counted under a Knowledge; ``rows``: of each cut. ``left_out``: pages of these
    days without a verdict that stands: they are in no row.
    """

    period: PivotPeriod
    span: PivotSpan

    pages: PivotPages
    rows: Mapping[Cut, Sequence[PivotRow]]
    knowledge: Knowledge
    left_out: int

    def ids(self, cut: Cut, key: str) -> list[int]:
        """The pages behind a row."""
        return pages_of_row(self.pages, cut, key)

    def name(self, cut: Cut, key: str) -> str:
        """What a row is called on the screen."""
        if not key:
            return _NOT_SAID.get(cut, "（空）")
        if cut is Cut.DEPT:
            return field_catalogue().value_label("discharge_dept", key)
        if cut is Cut.GROUP and key.startswith(NOWHERE):
            return f"{key} {_NOT_SAID[cut]}"
        if cut is Cut.GROUP:
            name = self.knowledge.scheme.group_name(key)
            return f"{key} {name}" if name and name != key else key
        if cut is Cut.RULE:
            return named(key, self.knowledge)
        return key


def cuts_for(person: Person) -> tuple[CutView, ...]:
    """The cuts that somebody may see, in their order (``resources/people/pivot.csv``)."""
    table = resource_table("people/pivot.csv", "cut", "label", "key", "command")
    views = (CutView(Cut(r["cut"]), r["label"], r["key"], Command(r["command"])) for r in table)
    return tuple(view for view in views if person.may(view.command))


def officer_pivot(
    store: Store,
    knowledge: Knowledge,
    today: date,
    period: PivotPeriod = PivotPeriod.SIX_MONTHS,
    report: Callable[[int, int], object] = lambda _done, _total: None,
) -> OfficerPivot:
    """Count the pages of a period. ``report`` is told how many have been read of how many, and may leave by raising.
    Raises NotAllowedError.
    """
    store.require(Command.SEE_MONTH)
    span = span_of(period, store, today)
    since, until = span.read
    total = store.count(WorklistQuery(since=since, until=until))
    report(0, total)
    pages = PivotPages(span.course, None if span.counted is None else frozenset(span.counted))
    read = 0
    for block in store.fact_blocks(since, until):
        pages.add(block)
        read += len(block.ids)
        report(read, total)
    pages.add_fired(_watched(store.each_fired(since, until), lambda: report(read, total)))
    rows = {}
    for cut in Cut:
        rows[cut] = pivot_rows(pages, cut, knowledge.rules)
        report(read, total)
    first, last = span.days
    there = total if span.days == span.read else store.count(WorklistQuery(since=first, until=last))
    return OfficerPivot(period, span, pages, rows, knowledge, there - len(pages))


def _watched(fired: Iterator[tuple[int, str, int]], look: Callable[[], object]) -> Iterator[tuple[int, str, int]]:
    """What fired, with a look now and then whether somebody wants the end."""
    for number, one in enumerate(fired):
        if not number % _LOOK:
            look()
        yield one
