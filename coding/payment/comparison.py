"""The same cases under several schemes: how many move, from where to where, and by what weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.grouping.case import Case, Grouping
    from coding.grouping.grouper import Grouper
    from coding.payment.tariff import Tariff


@dataclass(frozen=True, slots=True)
class PricedScheme:
    """A scheme with the tariff that gives its groups a weight; None where there is none."""

    scheme: Grouper
    tariff: Tariff | None = None

    @property
    def title(self) -> str:
        """What the scheme calls itself."""
        return self.scheme.title

    def weight(self, drg: str) -> float | None:
        """The relative weight of a group; None where it is not known."""
        return None if self.tariff is None else self.tariff.price(drg).weight


@dataclass(frozen=True, slots=True)
class Move:
    """Cases that are in group ``old`` under one scheme and in ``new`` under the other.

    ``weight_delta`` is the sum of new less old weights over the cases; None when a weight is unknown.
    """

    old: str
    new: str
    cases: int
    weight_delta: float | None

    @property
    def stays(self) -> bool:
        """True when both schemes give a group of the same code (its content may differ all the same)."""
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class Comparison:
    """What becomes of a month when ``old`` is exchanged for ``new``; moves in the order of their number of cases."""

    old: PricedScheme
    new: PricedScheme
    moves: tuple[Move, ...]

    @property
    def cases(self) -> int:
        """All cases."""
        return sum(m.cases for m in self.moves)

    @property
    def moved(self) -> int:
        """Cases whose group has another code."""
        return sum(m.cases for m in self.moves if not m.stays)

    @property
    def weight_delta(self) -> float | None:
        """Sum of all differences that are known; None when none is."""
        known = [m.weight_delta for m in self.moves if m.weight_delta is not None]
        return round(sum(known), 4) if known else None

    @property
    def unknown(self) -> int:
        """Cases for which a weight is not known, before or after: they are not in the sum."""
        return sum(m.cases for m in self.moves if m.weight_delta is None)


def side_by_side(case: Case, schemes: Iterable[Grouper]) -> list[tuple[Grouper, Grouping]]:
    """The group of one case under each scheme, in the order given."""
    return [(scheme, scheme.group(case)) for scheme in schemes]


def compare_plans(cases: Iterable[Case], plans: Sequence[PricedScheme]) -> list[Comparison]:
    """The first plan against each of the others, in one pass over the cases."""
    counts: list[dict[tuple[str, str], int]] = [{} for _ in plans[1:]]
    groups = [plan.scheme.group for plan in plans]
    for case in cases:
        first = groups[0](case).drg
        for count, group in zip(counts, groups[1:], strict=True):
            pair = (first, group(case).drg)
            count[pair] = count.get(pair, 0) + 1
    return [
        Comparison(plans[0], plan, _moves(count, plans[0], plan)) for count, plan in zip(counts, plans[1:], strict=True)
    ]


def moves(
    cases: Iterable[Case],
    old: Grouper,
    new: Grouper,
    old_tariff: Tariff | None = None,
    new_tariff: Tariff | None = None,
) -> list[Move]:
    """Every pair of groups that occurs, most cases first. Without tariffs no weights are compared."""
    return list(compare_plans(cases, [PricedScheme(old, old_tariff), PricedScheme(new, new_tariff)])[0].moves)


def _moves(counts: dict[tuple[str, str], int], old: PricedScheme, new: PricedScheme) -> tuple[Move, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Move(a, b, n, _delta(a, b, n, old, new)) for (a, b), n in ordered)


def _delta(old: str, new: str, cases: int, before: PricedScheme, after: PricedScheme) -> float | None:
    was, will = before.weight(old), after.weight(new)
    return None if was is None or will is None else round((will - was) * cases, 4)
