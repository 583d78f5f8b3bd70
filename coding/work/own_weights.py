"""Weights out of the hospital's own pages: mean cost of a group ÷ mean cost of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.payment.weights import Cost, GroupWeight, mean_cost, weights_of
from coding.work.steps import Step, untold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store

#: Pages between two looks whether to go on.
_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Computed:
    """Weights of the pages, their overall mean cost in yuan (the rate), how many pages they rest on."""

    weights: dict[str, GroupWeight]
    rate: float
    pages: int


def costs_of(store: Store, knowledge: Knowledge, ids: Sequence[int], step: Step = untold) -> list[Cost]:
    """Group, cost in yuan and stay in days of every page that groups and has a cost."""
    costs = []
    for done, (_, page) in enumerate(store.pages(ids), 1):
        grouping = knowledge.of(page).reference.group(page)
        total, days = page.number("fee_total"), page.number("los_days")
        if grouping.is_grouped and total:
            costs.append(Cost(grouping.drg, float(total), float(days) if days is not None else None))
        if done % _TOGETHER == 0 or done == len(ids):
            step(done, len(ids))
    return costs


def computed_weights(costs: list[Cost], trim: float) -> Computed:
    """Weights after leaving out the share ``trim`` at either end of each group."""
    weights = weights_of(costs, trim)
    return Computed(weights, mean_cost(costs, trim), sum(w.pages for w in weights.values()))
