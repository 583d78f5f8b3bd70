"""The officer's pivot from the store: what is kept of the pages of six months, read once; nothing is judged anew."""

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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from coding.knowledge.knowledge import Knowledge
    from coding.review.people import Person
    from coding.store.store import Store

#: So many months a row shows.
MONTHS: Final = 6
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
    """The pages of six months as they were counted under a Knowledge; ``rows``: of each cut. ``left_out``: pages of
    these days without a verdict that stands: they are in no row.
    """

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


def six_months(store: Store, today: date) -> tuple[str, ...]:
    """The last six months in which pages were discharged, as ``2026-10``: up to the newest discharge, today at most
    (one of a later day is a slip of the pen, unless all are).
    """
    newest = store.listed(WorklistQuery(until=today.isoformat()), 0, 1).rows or store.listed(WorklistQuery(), 0, 1).rows
    last = newest[0].discharge_date[:7] if newest and newest[0].discharge_date else today.isoformat()[:7]
    year, month = int(last[:4]), int(last[5:7])
    numbers = range(year * 12 + month - MONTHS, year * 12 + month)
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers)


def officer_pivot(
    store: Store, knowledge: Knowledge, today: date, report: Callable[[int, int], object] = lambda _done, _total: None
) -> OfficerPivot:
    """Count the pages of the last six months. ``report`` is told how many have been read of how many, and may leave by
    raising. Raises NotAllowedError.
    """
    store.require(Command.SEE_MONTH)
    months = six_months(store, today)
    since, until = f"{months[0]}-01", f"{months[-1]}-31"
    total = store.count(WorklistQuery(since=since, until=until))
    report(0, total)
    pages = PivotPages(months)
    for block in store.fact_blocks(since, until):
        pages.add(block)
        report(len(pages), total)
    pages.add_fired(_watched(store.each_fired(since, until), lambda: report(len(pages), total)))
    rows = {}
    for cut in Cut:
        rows[cut] = pivot_rows(pages, cut, knowledge.rules)
        report(len(pages), total)
    return OfficerPivot(pages, rows, knowledge, total - len(pages))


def _watched(fired: Iterator[tuple[int, str, int]], look: Callable[[], object]) -> Iterator[tuple[int, str, int]]:
    """What fired, with a look now and then whether somebody wants the end."""
    for number, one in enumerate(fired):
        if not number % _LOOK:
            look()
        yield one
