"""Relative weights from pages that were grouped and have costs: mean cost of the group ÷ mean cost of all.

For groups without a page a weight may be derived from the others; it is marked, and meant for demonstration.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import exp, log
from statistics import fmean
from typing import TYPE_CHECKING

from coding.grouping.grouper import Complication, Grouper, GroupKind, GroupTraits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

#: Header of ``table_of``, in words that ``load_tariff`` reads.
WEIGHT_COLUMNS = ("DRG编码", "DRG名称", "权重", "平均住院费用", "平均住院天数", "例数")

#: How much dearer than without complications a group is taken to be where the pages themselves say nothing: a plain
#: assumption of the demonstration, no published figure.
_ASSUMED = {
    Complication.MAJOR: 1.7,
    Complication.MINOR: 1.3,
    Complication.NONE: 1.0,
    Complication.UNDIVIDED: 1.15,
}


@dataclass(frozen=True, slots=True)
class Cost:
    """One grouped page: its group, total cost in yuan, stay in days (None when unknown)."""

    drg: str
    yuan: float
    days: float | None = None


@dataclass(frozen=True, slots=True)
class GroupWeight:
    """Relative weight of a group, the pages it rests on (0: derived), mean cost in yuan and mean stay in days."""

    weight: float
    pages: int
    mean_cost: float | None = None
    mean_los: float | None = None


def mean_cost(costs: Iterable[Cost], trim: float = 0.0) -> float:
    """Mean cost in yuan of all pages, after leaving out the share ``trim`` at either end of each group."""
    kept = [c.yuan for group in _trimmed(costs, trim).values() for c in group]
    return fmean(kept) if kept else 0.0


def weights_of(costs: Iterable[Cost], trim: float = 0.0) -> dict[str, GroupWeight]:
    """Group → weight. ``trim`` is the share of the cheapest and of the dearest pages of a group left out."""
    groups = _trimmed(costs, trim)
    everything = [c.yuan for group in groups.values() for c in group]
    if not everything:
        return {}
    overall = fmean(everything)
    found = {}
    for drg, group in sorted(groups.items()):
        mean = fmean(c.yuan for c in group)
        days = [c.days for c in group if c.days is not None]
        found[drg] = GroupWeight(mean / overall, len(group), mean, fmean(days) if days else None)
    return found


def derived_weights(
    known: Mapping[str, GroupWeight], groups: Iterable[str], grouper: Grouper
) -> dict[str, GroupWeight]:
    """Weights for the groups that have no page: from the same family by complication, else from the same chapter and
    kind (operation, procedure, medical), else from the kind alone; all these as ``grouper`` says.
    """
    factors = _factors(known, grouper)
    bases: dict[str, list[float]] = defaultdict(list)
    for drg, weight in known.items():
        traits = grouper.traits(drg)
        base = log(weight.weight / factors.get(traits.complication, 1.0))
        for key in _keys(traits):
            bases[key].append(base)
    derived = {}
    for drg in groups:
        traits = grouper.traits(drg)
        if drg in known or traits.kind is GroupKind.AMBIGUOUS:
            continue
        nearest = next((k for k in _keys(traits) if k in bases), None)
        if nearest is not None:
            derived[drg] = GroupWeight(exp(fmean(bases[nearest])) * factors.get(traits.complication, 1.0), 0)
    return derived


def _trimmed(costs: Iterable[Cost], trim: float) -> dict[str, list[Cost]]:
    groups: dict[str, list[Cost]] = defaultdict(list)
    for cost in costs:
        if cost.yuan > 0:
            groups[cost.drg].append(cost)
    for drg, group in groups.items():
        out = int(len(group) * trim)
        if out:
            groups[drg] = sorted(group, key=lambda c: c.yuan)[out:-out]
    return groups


def _factors(known: Mapping[str, GroupWeight], grouper: Grouper) -> dict[Complication, float]:
    """How much a complication costs against none in the same family, mixed with the assumption by number of pairs."""
    factors = dict(_ASSUMED)
    traits = {drg: grouper.traits(drg) for drg in known}
    plain = {t.family: known[drg].weight for drg, t in traits.items() if t.complication is Complication.NONE}
    for level in (Complication.MAJOR, Complication.MINOR):
        ratios = [
            log(known[drg].weight / plain[t.family])
            for drg, t in traits.items()
            if t.complication is level and t.family in plain
        ]
        mixed = (sum(ratios) + 4 * log(_ASSUMED[level])) / (len(ratios) + 4)
        factors[level] = exp(mixed)
    return factors


def _keys(traits: GroupTraits) -> tuple[str, str, str]:
    """From near to far: the family, the chapter and kind, the kind."""
    return traits.family, f"{traits.chapter} {traits.kind}", traits.kind


def table_of(weights: Mapping[str, GroupWeight], names: Callable[[str], str]) -> list[tuple[str, ...]]:
    """Weights as the rows of a tariff, by group; the header is ``WEIGHT_COLUMNS``. ``names`` gives a group's name."""
    return [
        (
            drg,
            names(drg),
            f"{w.weight:.4f}",
            "" if w.mean_cost is None else f"{w.mean_cost:.2f}",
            "" if w.mean_los is None else f"{w.mean_los:.1f}",
            str(w.pages),
        )
        for drg, w in sorted(weights.items())
    ]
