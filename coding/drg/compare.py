"""The same cases under two schemes or two tariffs: how many move, from where to where, and by what weight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.drg.model import Case, Grouping

if TYPE_CHECKING:
    from coding.drg.scheme import Scheme
    from coding.drg.tariff import Tariff


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


def side_by_side(case: Case, schemes: Iterable[Scheme]) -> list[tuple[Scheme, Grouping]]:
    """The group of one case under each scheme, in the order given."""
    return [(scheme, scheme.group(case)) for scheme in schemes]


def moves(
    cases: Iterable[Case],
    old: Scheme,
    new: Scheme,
    old_tariff: Tariff | None = None,
    new_tariff: Tariff | None = None,
) -> list[Move]:
    """Every pair of groups that occurs, most cases first. Without tariffs no weights are compared."""
    counts: dict[tuple[str, str], int] = {}
    for case in cases:
        pair = (old.group(case).drg, new.group(case).drg)
        counts[pair] = counts.get(pair, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Move(a, b, n, _delta(a, b, n, old_tariff, new_tariff)) for (a, b), n in ordered]


def _delta(old: str, new: str, cases: int, old_tariff: Tariff | None, new_tariff: Tariff | None) -> float | None:
    if old_tariff is None or new_tariff is None:
        return None
    before, after = old_tariff.price(old).weight, new_tariff.price(new).weight
    return None if before is None or after is None else round((after - before) * cases, 4)
