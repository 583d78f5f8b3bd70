"""One row a group: cases, weight, cost, stay, payment, kinds of insured, and how many cases there were a year ago."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from coding.indicators.expression import read_expression
from coding.indicators.figures import GroupRow
from coding.indicators.quotient import Exact, changed, plain, quotient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.indicators.counts import Counts
    from coding.indicators.expression import Expression
    from coding.indicators.tally import Sum

_IN = "grouped = 1"
#: What is counted of each group.
_COUNTED = {
    "cases": f"count({_IN})",
    "weight": f"sum(weight; {_IN})",
    "weighed": f"count({_IN}, weight != empty)",
    "cost": f"sum(cost; {_IN})",
    "costed": f"count({_IN}, cost != empty)",
    "reference_cost": f"sum(reference_cost; {_IN})",
    "with_cost": f"count({_IN}, reference_cost != empty)",
    "stay": f"sum(stay; {_IN})",
    "stayed": f"count({_IN}, stay != empty)",
    "reference_stay": f"sum(reference_stay; {_IN})",
    "with_stay": f"count({_IN}, reference_stay != empty)",
    "payment": f"sum(payment; {_IN})",
    "balance": f"sum(balance; {_IN})",
    "职工": f"count({_IN}, payer = 职工)",
    "居民": f"count({_IN}, payer = 居民)",
    "其他": f"count({_IN}, payer = 其他)",
    "with_payer": f"count({_IN}, payer != empty)",
    "deaths": f"count({_IN}, died = 1)",
    "with_way_out": f"count({_IN}, died != empty)",
    "high": f"count({_IN}, multiple = high)",
    "low": f"count({_IN}, multiple = low)",
    "judged": f"count({_IN}, thresholds = 1)",
}
_KINDS = ("职工", "居民", "其他")
_MONEY, _WEIGHT, _DAYS, _SHARE = 2, 4, 2, 4


def group_rows(now: Counts, year_ago: Counts | None, names: Mapping[str, str]) -> tuple[GroupRow, ...]:
    """The groups by number of cases, the most first, then by code. Shares and changes are fractions.

    A weight or reference that is the same for all cases of a group stands as the tariff has it; where it is not (two
    tariffs in a year, kinds of insured), the mean over its cases does.
    """
    parts = now.parts("drg", "", named_only=True)
    found = {key: now.sums(read_expression(text), parts) for key, text in _COUNTED.items()}
    then = {} if year_ago is None else _cases(year_ago)
    (whole,) = (one.value for one in now.sums(read_expression(_COUNTED["cost"]), now.whole()))
    rows = [
        _row(drg, {key: sums[at] for key, sums in found.items()}, names.get(drg, ""), whole)
        for at, drg in enumerate(parts.values)
        if found["cases"][at].pages
    ]
    if year_ago is not None:
        rows = [_with_last_year(row, then.get(row.drg, 0)) for row in rows]
    return tuple(sorted(rows, key=lambda row: (-row.cases, row.drg)))


def _row(drg: str, of: Mapping[str, Sum], name: str, whole_cost: Exact) -> GroupRow:
    return GroupRow(
        drg=drg,
        name=name,
        cases=of["cases"].pages,
        weight=_mean(of, "weight", "weighed", _WEIGHT),
        total_weight=_total(of["weight"]),
        cost=_total(of["cost"]),
        mean_cost=_mean(of, "cost", "costed", _MONEY),
        reference_cost=_mean(of, "reference_cost", "with_cost", 6),
        mean_stay=_mean(of, "stay", "stayed", _DAYS),
        reference_stay=_mean(of, "reference_stay", "with_stay", 6),
        payment=_total(of["payment"]),
        balance=_total(of["balance"]),
        cost_share=quotient(of["cost"].value, whole_cost, 1, _SHARE) if of["cost"].pages else None,
        insured={kind: _count(of, kind, "with_payer") for kind in _KINDS},
        deaths=_count(of, "deaths", "with_way_out"),
        multiples=(_count(of, "high", "judged"), _count(of, "low", "judged")),
    )


def _count(of: Mapping[str, Sum], what: str, judged: str) -> int | None:
    """How many there are; None where there is none and no case of the group was judged for it."""
    return of[what].pages if of[what].pages or of[judged].pages else None


def _total(of: Sum) -> Decimal | None:
    return plain(of.value) if of.pages else None


def _mean(of: Mapping[str, Sum], above: str, below: str, digits: int) -> Decimal | None:
    return quotient(of[above].value, of[below].value, 1, digits)


def _with_last_year(row: GroupRow, cases: int) -> GroupRow:
    return replace(row, last_year=cases, change=changed(Decimal(row.cases), Decimal(cases)))


def group_expressions() -> list[Expression]:
    """What is counted of each group, for whoever counts all of it at once."""
    return [read_expression(text) for text in _COUNTED.values()]


def _cases(tally: Counts) -> dict[str, int]:
    parts = tally.parts("drg", "", named_only=True)
    counted = tally.sums(read_expression(_COUNTED["cases"]), parts)
    return {drg: one.pages for drg, one in zip(parts.values, counted, strict=True)}
