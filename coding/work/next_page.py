"""Which page comes next for whoever is done with one: the next unfinished of hers in the order of the list.

The list may hold 300,000 pages, and the next one is mostly near: a few rows behind the page at hand are looked at
first, and only where none of them will do the store is asked for all that would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coding.page.step import PageState
from coding.review.dealing import is_to_do
from coding.review.own_page import waiting_of
from coding.store.course import course_of
from coding.store.page_filter import By, PageFilter
from coding.store.store import Marked, WorklistQuery

if TYPE_CHECKING:
    from datetime import date

    from coding.store.store import Store, WorklistRow

#: So many rows are looked at first, in this many at once; then so many of those that would do.
_NEAR: Final = (64, 256)
_AT_ONCE: Final = 256
#: Pages that are given to nobody.
_NOBODYS: Final = PageFilter(By.WHOSE, is_not=True)

_Wanted = Callable[[Sequence[int]], int | None]


def next_of_mine(store: Store, me: int, current: int | None, order: Sequence[int], today: date) -> int | None:
    """The next page of mine that is to be done, in the order of the list, from the top again where it ends; where
    nothing is assigned to me, the next one that is nobody's. None: no other one is left.
    """
    query = WorklistQuery(marked=Marked.OPEN, mine=me)
    if not store.count(replace(query, marked=Marked.ALL)):
        query = replace(query, mine=None, filters=(_NOBODYS,))
    return _next(store, query, current, order, lambda ids: _to_do(store, query.mine, ids, today))


def next_to_review(store: Store, current: int | None, order: Sequence[int]) -> int | None:
    """The next page of the list that waits for review; None: no other one does."""

    def first(ids: Sequence[int]) -> int | None:
        return next((row.id for row in store.rows(ids) if row.progress == PageState.SUBMITTED), None)

    return _next(store, WorklistQuery(marked=Marked.SUBMITTED), current, order, first)


def _next(store: Store, query: WorklistQuery, current: int | None, order: Sequence[int], first: _Wanted) -> int | None:
    at = order.index(current) + 1 if current is not None and current in order else 0
    seen = 0
    for size in _NEAR:
        near = (order[place % len(order)] for place in range(at + seen, at + min(seen + size, len(order))))
        found = first([page_id for page_id in near if page_id != current])
        if found is not None:
            return found
        seen += size
    if seen >= len(order):
        return None
    wanted = set(store.worklist(query)) - {current}
    for ids in _chunks(wanted, order, (at + seen) % len(order)):
        found = first(ids)
        if found is not None:
            return found
    return None


def _chunks(wanted: set[int], order: Sequence[int], start: int) -> Iterator[list[int]]:
    """Those that are wanted, in the order from a place on and from the top again, some at a time."""
    some: list[int] = []
    for places in (range(start, len(order)), range(min(start, len(order)))):
        for place in places:
            if order[place] in wanted:
                some.append(order[place])
                if len(some) == _AT_ONCE:
                    yield some
                    some = []
    if some:
        yield some


def _to_do(store: Store, mine: int | None, ids: Sequence[int], today: date) -> int | None:
    """The first of these pages on which something is to be done by whoever it is given to."""
    rows = [row for row in store.rows(ids) if is_to_do(PageState(row.progress), today)]
    given = store.assignments([row.id for row in rows])
    for row in rows:
        one = given.get(row.id)
        if (one.who if one is not None else None) == mine and not _comes_later(store, row, today):
            return row.id
    return None


def _comes_later(store: Store, row: WorklistRow, today: date) -> bool:
    """Whether a page waits for a day that is still to come."""
    if row.progress != PageState.WAITING:
        return False
    entries = store.histories([row.id]).get(row.id, ())
    waiting = waiting_of(course_of(entries).standing)
    return waiting is not None and not is_to_do(PageState.WAITING, today, waiting.until)
