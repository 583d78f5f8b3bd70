"""Own figures of groups beside those of reference, exact: whole fen and ten-thousandths, divided once at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from coding.indicators.figures import GroupRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coding.indicators.page_facts import PageFacts
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage

_FEN, _WEIGHTS = Decimal(100), Decimal(10_000)


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page with its facts and what was found on it, as it is counted for a booklet. ``page_id`` 0 = of no store."""

    page_id: int
    page: FrontPage
    facts: PageFacts
    findings: tuple[Finding, ...] = ()


def by_group(seen: Iterable[SeenPage]) -> dict[str, list[SeenPage]]:
    """Pages by group, the group with the most stays first; pages without a group are in none."""
    found: dict[str, list[SeenPage]] = {}
    for one in seen:
        if is_grouped(one.facts):
            found.setdefault(one.facts.drg, []).append(one)
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def is_grouped(facts: PageFacts) -> bool:
    """Whether a stay has a group: only then does its group say whether it is operative."""
    return facts.operative is not None and bool(facts.drg)


def group_row(drg: str, name: str, facts: Sequence[PageFacts], *, money: bool = True) -> GroupRow:
    """The row of one group; without ``money`` no weight and no yuan in it.

    A mean is of the stays that say it; a balance of those of which cost and payment are known.
    """
    costs = [one.cost for one in facts if one.cost is not None] if money else []
    priced = [one for one in facts if one.cost is not None and one.payment is not None] if money else []
    payments = [one.payment for one in facts if one.payment is not None] if money else []
    weights = [one.weight for one in facts if one.weight is not None] if money else []
    stays = [one.stay for one in facts if one.stay is not None]
    total = Decimal(sum(costs)) / _FEN
    balance = Decimal(sum((one.payment or 0) - (one.cost or 0) for one in priced)) / _FEN
    return GroupRow(
        drg=drg,
        name=name,
        cases=len(facts),
        weight=Decimal(sum(weights)) / len(weights) / _WEIGHTS if weights else None,
        total_weight=Decimal(sum(weights)) / _WEIGHTS if weights else None,
        cost=total,
        mean_cost=total / len(costs) if costs else None,
        reference_cost=reference(facts, lambda one: one.reference_cost) if money else None,
        mean_stay=Decimal(sum(stays)) / len(stays) if stays else None,
        reference_stay=reference(facts, lambda one: one.reference_stay),
        payment=Decimal(sum(payments)) / _FEN if payments else None,
        balance=balance if priced else None,
        insured=dict(sorted(Counter(one.insured for one in facts).items())),
        deaths=sum(one.died is True for one in facts),
        multiples=(sum(one.multiple == "high" for one in facts), sum(one.multiple == "low" for one in facts)),
    )


def reference(facts: Iterable[PageFacts], of: Callable[[PageFacts], str]) -> Decimal | None:
    """The mean of the reference of the stays that have one: a tariff may change within the spell."""
    found = [number for one in facts if (number := _number(of(one))) is not None]
    return sum(found, Decimal(0)) / len(found) if found else None


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None
