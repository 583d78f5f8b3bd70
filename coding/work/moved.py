"""By how much weight and payment of a page are other ones than those of the page as it came in, by one Knowledge.

Up and down alike: it says what the work on the page came to, and asks for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.grouping.page_case import case_of
from coding.page.change import ChangeSource
from coding.work.unproved import is_worked_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.store.store import Entry, Store, Verdict

#: Digits behind the point of a weight and of yuan: what is less is of the reckoning.
_WEIGHT, _YUAN = 4, 2


@dataclass(frozen=True, slots=True)
class FirstPrice:
    """Weight and payment (yuan) of a page as it came in; None where they are not known."""

    weight: float | None
    payment: float | None

    def moved(self, verdict: Verdict) -> Verdict:
        """The verdict with how far it is from here."""
        return replace(
            verdict,
            weight_moved=_difference(verdict.weight, self.weight, _WEIGHT),
            payment_moved=_difference(verdict.payment, self.payment, _YUAN),
        )


def first_price(original: FrontPage, knowledge: Knowledge) -> FirstPrice:
    """What the page as it came in would weigh and be paid by what holds on its day."""
    held = knowledge.of(original)
    price = held.reference.price(original, held.scheme.group(case_of(original, held.codes)))
    return FirstPrice(price.weight, price.payment)


def first_prices(store: Store, histories: Mapping[int, Sequence[Entry]], knowledge: Knowledge) -> dict[int, FirstPrice]:
    """The same of those of these pages that somebody has worked on; the others are as they came in."""
    worked_on = [page_id for page_id, entries in histories.items() if is_worked_on(entries)]
    if not worked_on:
        return {}
    return {page_id: first_price(original, knowledge) for page_id, original in store.originals(worked_on)}


class FirstOfPage:
    """The same of the page in work: grouped once, not after every edit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[object, FirstPrice | None] | None = None

    def of(self, page_id: int, entries: Sequence[Entry], knowledge: Knowledge) -> FirstPrice | None:
        """None where nobody has worked on the page, or it cannot be read as it came in. ``entries``: those in force."""
        if not is_worked_on(entries):
            return None
        came = sum(entry.change.source == ChangeSource.IMPORT for entry in entries)  # a file may have brought it anew
        asked = (page_id, knowledge, came)
        if self._known is None or self._known[0] != asked:
            try:
                found: FirstPrice | None = first_price(self._store.original(page_id), knowledge)
            except CodingError:
                found = None
            self._known = asked, found
        return self._known[1]


def _difference(now: float | None, before: float | None, digits: int) -> float | None:
    if now is None or before is None:
        return None
    return round(now - before, digits) or None
