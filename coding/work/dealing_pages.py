"""Dealing out the pages of the department: the table of who is on duty, kept with the settings, and whose a page is."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import CodingError
from coding.review.dealing import Deal, Duty, DutyOf, ToDeal, deal
from coding.review.due import due_of
from coding.store.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.store.store import Store

#: The dated table of who is on duty for which ward or specialty, as JSON.
DUTIES: Final = Setting("assign.duties", "[]")
_OTHERS: Final = "其中 {count:,} 份刚由别人分派，没有改动。"
_DAMAGED: Final = "科室设置中的分派表不能识别：请重新填写分派表。"


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a deal came to: whose each page is now, what is nobody's, and the sentence that says so."""

    deal: Deal
    words: str


def kept_duties(store: Store) -> tuple[Duty, ...]:
    """The table as it is kept. Raises CodingError where it cannot be read."""
    try:
        return tuple(_duty(row) for row in json.loads(DUTIES.read(store)))
    except (ValueError, KeyError, TypeError) as error:
        raise CodingError(_DAMAGED) from error


def keep_duties(store: Store, duties: Iterable[Duty]) -> None:
    """Keep the table."""
    DUTIES.write(store, json.dumps([_row(duty) for duty in duties], ensure_ascii=False))


def deal_out(store: Store, ids: Sequence[int], knowledge: Knowledge) -> Dealt:
    """Give these pages to who is on duty for them, with the day on which they are due; what is given stays given."""
    people = {person.id: person for person in store.people()}
    already = {page_id: one.who for page_id, one in store.assignments(ids).items()}
    pages, days = [], {}
    for page_id, page in store.pages(ids):
        pages.append(_to_deal(page_id, page))
        if (day := due_day(page, knowledge)) is not None:
            days[page_id] = day
    made = deal(pages, kept_duties(store), people, already=already)
    others: list[int] = []
    for coder in dict.fromkeys(made.coders.values()):
        new = [page_id for page_id, who in made.coders.items() if who == coder and already.get(page_id) != coder]
        if new:
            due = {page_id: days[page_id] for page_id in new if page_id in days}
            given = set(store.assign(new, coder, due, seen=already))
            others += [page_id for page_id in new if page_id not in given]
    if not others:
        return Dealt(made, made.in_words(people))
    now = {page_id: one.who for page_id, one in store.assignments(others).items()}
    coders = {page_id: now.get(page_id, who) for page_id, who in made.coders.items()}
    made, people = replace(made, coders=coders), {person.id: person for person in store.people()}
    return Dealt(made, f"{made.in_words(people)}{_OTHERS.format(count=len(others))}")


def give(store: Store, ids: Sequence[int], who: int | None, knowledge: Knowledge | None) -> None:
    """Give pages to somebody by hand, or take them back (None)."""
    days: dict[int, date] = {}
    if who is not None and knowledge is not None:
        found = ((page_id, due_day(page, knowledge)) for page_id, page in store.pages(ids))
        days = {page_id: day for page_id, day in found if day is not None}
    store.assign(ids, who, days)


def due_day(page: FrontPage, knowledge: Knowledge) -> date | None:
    """The day on which the coding of a page has to be done; None where no rule says so."""
    held = knowledge.of(page)
    due = due_of(page, held.rules, held.reference.calendar)
    return due.day if due is not None else None


def _to_deal(page_id: int, page: FrontPage) -> ToDeal:
    ward, dept = page.text("discharge_ward").strip(), page.text("discharge_dept").strip()
    return ToDeal(page_id, ward, dept, page.date("discharge_datetime"))


def _row(duty: Duty) -> dict[str, Any]:
    days = {"first": duty.first, "last": duty.last}
    told = {name: day.isoformat() for name, day in days.items() if day is not None}
    return {"of": duty.of.value, "name": duty.name, "coder": duty.coder, **told}


def _duty(row: Mapping[str, Any]) -> Duty:
    first, last = (date.fromisoformat(row[name]) if row.get(name) else None for name in ("first", "last"))
    return Duty(DutyOf(row["of"]), str(row["name"]), int(row["coder"]), first, last)
