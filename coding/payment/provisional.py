"""Provisional weights for two schemes at once, out of the hospital's own cost: where a scheme has no tariff yet.

The weight of a group is the mean cost of its pages ÷ the mean cost of all (``coding.payment.weights``), over the same
pages under both schemes: those that have a cost and are grouped under both. No page without a cost is weighed, and so
the weights of the pages that have one under both add up to their number under either scheme: what moves is the share of
a ward or a group, never the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.payment.compared_case import GroupUnder
from coding.payment.weights import Cost, GroupWeight, weights_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.payment.compared_case import ComparedCase

#: A group with fewer pages than this gets its weight all the same, and is marked: one dear stay decides it.
FEW_PAGES = 5


@dataclass(frozen=True, slots=True)
class ProvisionalWeights:
    """Group → weight under the old and under the new scheme, and the number of pages that they rest on."""

    old: Mapping[str, GroupWeight]
    new: Mapping[str, GroupWeight]
    pages: int

    @property
    def few(self) -> int:
        """Groups of both schemes that have too few pages."""
        return sum(w.pages < FEW_PAGES for weights in (self.old, self.new) for w in weights.values())


def provisional_weights(cases: Sequence[ComparedCase]) -> ProvisionalWeights:
    """The weights that the cost of these pages gives; empty where none has a cost."""
    fit = [case for case in cases if _has_cost(case) and case.was.is_grouped and case.will.is_grouped]
    old = weights_of(Cost(c.was.drg, c.cost or 0) for c in fit)
    new = weights_of(Cost(c.will.drg, c.cost or 0) for c in fit)
    return ProvisionalWeights(old, new, len(fit))


def with_provisional(cases: Sequence[ComparedCase], weights: ProvisionalWeights) -> list[ComparedCase]:
    """The pages with these weights on both sides, those without a cost without any; what a tariff said of the weight or
    the payment of one side goes.
    """
    costed, bare = (_Weighing(weights.old), _Weighing(weights.new)), (_Weighing({}), _Weighing({}))
    sides = ((case, *(costed if _has_cost(case) else bare)) for case in cases)
    return [replace(case, was=old[case.was], will=new[case.will]) for case, old, new in sides]


def _has_cost(case: ComparedCase) -> bool:
    return case.cost is not None and case.cost > 0


class _Weighing(dict[GroupUnder, GroupUnder]):
    """A group → the same with its provisional weight: worked out once for all its pages."""

    def __init__(self, weights: Mapping[str, GroupWeight]) -> None:
        super().__init__()
        self._weights = weights

    def __missing__(self, side: GroupUnder) -> GroupUnder:
        found = self._weights.get(side.drg) if side.is_grouped else None
        self[side] = weighed = replace(
            side,
            weight=None if found is None else found.weight,
            payment=None,
            few=found is not None and found.pages < FEW_PAGES,
        )
        return weighed
