"""Pages as a booklet counts them, by group, and the figures of groups as the month has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.grouping.case import WITH_GROUP
from coding.indicators.frame import facts_frame
from coding.indicators.group_rows import group_rows
from coding.indicators.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.indicators.figures import GroupRow
    from coding.indicators.page_facts import PageFacts
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage

_WITH_GROUP = frozenset(status.value for status in WITH_GROUP)


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
    """Whether a stay has a group, as the figures of a month count it."""
    return facts.status in _WITH_GROUP and bool(facts.drg)


def rows_of(seen: Iterable[SeenPage], names: Mapping[str, str], *, money: bool = True) -> dict[str, GroupRow]:
    """The rows of the groups of these pages, most stays first; without ``money`` no weight and no yuan in them."""
    rows = group_rows(Tally(facts_frame(one.facts for one in seen)), None, names)
    return {row.drg: row if money else without_money(row) for row in rows}


def without_money(row: GroupRow) -> GroupRow:
    """The row without weights and yuan."""
    return replace(
        row, weight=None, total_weight=None, cost=None, mean_cost=None, reference_cost=None, payment=None,
        balance=None, cost_share=None, multiples=(None, None),
    )  # fmt: skip
