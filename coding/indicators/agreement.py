"""How often the first suggestion was what the coder chose: it measures the tool, not the coder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.indicators.figures import Scope
from coding.indicators.outside import Outside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.base.period import Period

    #: Coder, month (2026-10), whether the code that was chosen had been suggested first.
    Chosen = tuple[str, str, bool]

FIRST_SUGGESTION = "first_suggestion_share"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of a coder in a month: how many codes were chosen from suggestions, and how many of them stood first."""

    coder: str
    month: str
    first: int
    of: int


def agreements(chosen: Iterable[Chosen]) -> tuple[Agreement, ...]:
    """One row a coder and month, by month and coder."""
    all_, first = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for coder, month, was_first in chosen:
        all_[month, coder] += 1
        first[month, coder] += was_first
    return tuple(Agreement(coder, month, first[month, coder], of) for (month, coder), of in sorted(all_.items()))


def agreement_outside(chosen: Iterable[Chosen], period: Period) -> dict[tuple[str, Scope, str], Outside]:
    """The share of the period, of the hospital and of each coder, to be handed to ``figures_of``."""
    held = [one for one in agreements(chosen) if _is_in(one.month, period)]
    first, of = Counter[str](), Counter[str]()
    for one in held:
        for coder in ("", one.coder):
            first[coder] += one.first
            of[coder] += one.of
    return {
        (FIRST_SUGGESTION, Scope.CODER if coder else Scope.HOSPITAL, coder): Outside(
            Decimal(first[coder]), Decimal(number)
        )
        for coder, number in of.items()
    }


def _is_in(month: str, period: Period) -> bool:
    try:
        told = read_period(month)
    except UnusableInputError:
        return False
    return period.first <= told.first and told.last <= period.last
