"""Dealing out pages: by ward, by specialty or by hand; evenly where several share; and which page comes next.

Nothing here depends on the order of a set: the same pages, duties and people give the same deal on every machine.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coding.page.step import PageState
from coding.review.people import Command

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from coding.review.people import Person


class DutyOf(StrEnum):
    """What a coder is on duty for; a ward goes before the specialty that it belongs to."""

    WARD = "ward"
    SPECIALTY = "specialty"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {"ward": "病区", "specialty": "科别"}[self.value]


@dataclass(frozen=True, slots=True)
class Duty:
    """A row of the dated table: whose pages those of a ward or a specialty are. ``coder``: the person's id.

    ``first`` and ``last``: days of discharge, both included; None = open.
    """

    of: DutyOf
    name: str
    coder: int
    first: date | None = None
    last: date | None = None

    def holds(self, page: ToDeal) -> bool:
        """Whether it is such a page."""
        if not self.name.strip() or page.named(self.of) != self.name.strip():
            return False
        if self.first is None and self.last is None:
            return True
        day = page.day
        return day is not None and (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True, slots=True)
class ToDeal:
    """A page to be dealt out: the ward and the department of discharge as they stand on it, and the day."""

    page_id: int
    ward: str
    specialty: str
    day: date | None = None

    def named(self, of: DutyOf) -> str:
        """Its ward, or its specialty."""
        return (self.ward if of is DutyOf.WARD else self.specialty).strip()


@dataclass(frozen=True, slots=True)
class Deal:
    """Whose each page is, in the order of the pages, and the pages that are nobody's."""

    coders: Mapping[int, int]
    left: tuple[int, ...]

    def in_words(self, people: Mapping[int, Person]) -> str:
        """已分派 12 份：李编码 6，王编码 6；3 份没有人负责，须指定。"""
        counts = Counter(self.coders.values())
        shares = "，".join(f"{people[coder].name} {counts[coder]}" for coder in dict.fromkeys(self.coders.values()))
        told = f"已分派 {len(self.coders):,} 份：{shares}" if self.coders else "没有分派病案"
        return f"{told}；{len(self.left):,} 份没有人负责，须指定。" if self.left else f"{told}。"


def deal(
    pages: Sequence[ToDeal],
    duties: Sequence[Duty],
    people: Mapping[int, Person],
    *,
    by_hand: Mapping[int, int] | None = None,
    already: Mapping[int, int] | None = None,
) -> Deal:
    """Give each page to one who is on duty for it.

    ``by_hand``: pages that somebody has given to somebody, whatever the table says. ``already``: whose pages are
    dealt; they stay, and count. Who has left, or may not take pages, is given none. Where several share a ward its
    pages go round: to who has fewest of it, then fewest of all, then who stands first in the table.
    """
    able = {person_id for person_id, person in people.items() if person.may(Command.TAKE_PAGE)}
    given = {**(already or {}), **(by_hand or {})}
    named: dict[tuple[DutyOf, str], list[Duty]] = {}
    for duty in duties:
        if duty.coder in able:
            named.setdefault((duty.of, duty.name.strip()), []).append(duty)
    coders: dict[int, int] = {}
    left: list[int] = []
    of_duty: Counter[tuple[DutyOf, str, int]] = Counter()
    of_all: Counter[int] = Counter(coder for coder in given.values())
    for page in pages:
        if given.get(page.page_id) in able:
            for duty in _on_duty(page, named):
                of_duty[duty.of, duty.name, duty.coder] += duty.coder == given[page.page_id]
    for page in pages:
        if given.get(page.page_id) in able:
            coders[page.page_id] = given[page.page_id]
            continue
        sharing = _on_duty(page, named)
        if not sharing:
            left.append(page.page_id)
            continue
        chosen = min(sharing, key=lambda duty: (of_duty[duty.of, duty.name, duty.coder], of_all[duty.coder]))
        of_duty[chosen.of, chosen.name, chosen.coder] += 1
        of_all[chosen.coder] += 1
        coders[page.page_id] = chosen.coder
    return Deal(coders, tuple(left))


def next_of(mine: Collection[int], current: int | None, order: Sequence[int]) -> int | None:
    """The next of mine in the order of the list, after the page at hand; from the top again where it ends.

    ``mine``: my pages that are to be done (``is_to_do``). None: no other one is left.
    """
    at = order.index(current) + 1 if current is not None and current in order else 0
    wanted = frozenset(mine) - {current}
    return next((page_id for page_id in (*order[at:], *order[:at]) if page_id in wanted), None)


def is_to_do(state: PageState, today: date, until: date | None = None) -> bool:
    """Whether a coder has something to do on a page; one that waits comes again on its day."""
    if state is PageState.WAITING:
        return until is None or until <= today
    return state in (PageState.NEW, PageState.CODING, PageState.RETURNED)


def _on_duty(page: ToDeal, named: Mapping[tuple[DutyOf, str], Sequence[Duty]]) -> list[Duty]:
    of_each = ([duty for duty in named.get((of, page.named(of)), ()) if duty.holds(page)] for of in DutyOf)
    return next((found for found in of_each if found), [])
