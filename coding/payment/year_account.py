"""The account of a year: what was unspent and may be kept, what was overrun and is shared. An estimate.

``retain`` and ``overrun`` are bands of use (cost ÷ budget) with the share that the hospital keeps of what is unspent
within the band, or the insurer pays of what is overrun within it. Beyond the bands nothing is kept and nothing shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from coding.payment.policy import Terms
    from coding.payment.policy_row import PolicyRow

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class YearAccount:
    """Yuan. ``budget``: of the whole year, by the policy; None where it names none, then ``base`` is what the cases are
    paid. ``base``: what the cost is held against; ``use`` = cost ÷ base. ``kept`` of what is unspent, ``shared`` of
    what is overrun; ``result`` what the hospital gets. ``share``: part of the year's budget for the months gone.
    ``projected_cost``, ``projected_payment``: of the whole year, at the pace so far; None where no month is gone.
    """

    cost: float
    payment: float
    base: float
    budget: float | None
    share: float
    use: float | None
    kept: float
    shared: float
    result: float
    projected_cost: float | None
    projected_payment: float | None
    clauses: tuple[str, ...] = ()


def year_account(terms: Terms, cost: float, payment: float, months: Sequence[int]) -> YearAccount:
    """The account of these months (1 to 12) of a year: ``cost`` and ``payment`` in yuan of the cases in scope."""
    budget = sum(row.number or 0.0 for row in terms.all("budget")) if terms.all("budget") else None
    share = sum(month_shares(terms).get(month, 0.0) for month in set(months))
    base = payment if budget is None else budget * share
    use = cost / base if base else None
    kept = _within(terms.all("retain"), use, 1.0) * base if use is not None and use < 1 else 0.0
    shared = _within(terms.all("overrun"), 1.0, use) * base if use is not None and use > 1 else 0.0
    bands = [*terms.all("retain"), *terms.all("overrun"), *terms.all("budget")]
    return YearAccount(
        cost=round(cost, 2),
        payment=round(payment, 2),
        base=round(base, 2),
        budget=budget,
        share=share,
        use=use,
        kept=round(kept, 2),
        shared=round(shared, 2),
        result=round((cost if use is not None and use < 1 else base) + kept + shared, 2),
        projected_cost=round(cost / share, 2) if share else None,
        projected_payment=round(payment / share, 2) if share else None,
        clauses=tuple(dict.fromkeys(row.clause for row in bands if row.clause)),
    )


def month_shares(terms: Terms) -> Mapping[int, float]:
    """Month → its part of the year: as the policy says, else all alike."""
    told = {int(row.of): row.number or 0.0 for row in terms.all("month_share") if row.of.isdigit()}
    if not told:
        return dict.fromkeys(range(1, _MONTHS + 1), 1 / _MONTHS)
    return told


def months_between(first: date, last: date) -> tuple[int, ...]:
    """The months of one year from the day ``first`` to ``last``."""
    return tuple(range(first.month, last.month + 1)) if first.year == last.year else ()


def _within(rows: Sequence[PolicyRow], low: float, high: float | None) -> float:
    """The part of the base between two uses that the bands keep or share."""
    if high is None:
        return 0.0
    overlaps = ((max(low, row.span[0]), min(high, row.span[1]), row.number or 0.0) for row in rows)
    return sum(max(0.0, end - begin) * share for begin, end, share in overlaps)
