"""Figures that no page tells: of slips, samples, batches, fines; whoever knows them hands them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.indicators.figures import Scope

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Outside:
    """Numerator and denominator (None: the figure is a number of its own) in the units of the indicator: pages, yuan,
    changes. ``note`` goes with the source; ``not_judged``: how many could not be told.
    """

    numerator: Decimal | None
    denominator: Decimal | None = None
    note: str = ""
    not_judged: int = 0


#: (id of the indicator, scope, value of the scope) → what is known of it. The hospital's own value is "".
OutsideFigures = Mapping[tuple[str, Scope, str], Outside]
