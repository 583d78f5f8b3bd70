"""One condition on the pages of the worklist, as a person may type it: a ward, a rule, a month, a weight above 1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class By(StrEnum):
    """What of a page a filter asks about.

    The first seven take texts, any of which will do: ``DEPT``, ``DOCTOR``, ``CODER`` as the row shows them (a ward of
    discharge counts as a department), ``RULE``, ``GROUP`` and ``CODE`` their beginning, ``MONTH`` that of the day of
    discharge as ISO writes it (``2026``, ``2026-07``). ``MARK`` takes words of ``coding.store.kept_worklist.Marked``,
    ``WHOSE`` the ids of the people that pages are assigned to, without any whoever that is. The others take bounds:
    ``WEIGHT`` the relative weight, ``COST`` yuan of the stay, ``WEIGHT_MOVED`` and ``PAYMENT_MOVED`` by how much weight
    and payment (yuan) are other ones than those of the page as it came in, up or down alike, ``STAY`` days.
    """

    DEPT = "dept"
    RULE = "rule"
    MONTH = "month"
    GROUP = "group"
    DOCTOR = "doctor"
    CODER = "coder"
    CODE = "code"
    MARK = "mark"
    WHOSE = "whose"
    WEIGHT = "weight"
    COST = "cost"
    WEIGHT_MOVED = "weight_moved"
    PAYMENT_MOVED = "payment_moved"
    STAY = "stay"


#: Weights and yuan: no filter for whoever sees neither, it would tell them.
MONEY: Final = frozenset({By.WEIGHT, By.COST, By.WEIGHT_MOVED, By.PAYMENT_MOVED})


class Than(StrEnum):
    """How a number is compared."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class PageFilter:
    """What a page has to be: one of ``texts``, or within all of ``bounds``; ``is_not``: what it must not be.

    A page that does not say the number is neither within the bounds nor outside of them.
    """

    by: By
    texts: tuple[str, ...] = ()
    bounds: tuple[tuple[Than, float], ...] = ()
    is_not: bool = False
