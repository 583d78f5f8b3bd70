"""Exact division of whole numbers, rounded once: half a unit of the last place goes up, of negative figures down."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

_CHANGE_DIGITS = 4
#: Places that a numerator which is no finite figure is shown to.
_SHOWN = 6


class Exact(NamedTuple):
    """A figure as ``above`` ÷ ``below``, ``below`` > 0; not shortened: most are counts and sums over a hundred."""

    above: int
    below: int = 1


def exact(figure: Fraction | Decimal | int) -> Exact:
    """A figure as two whole numbers."""
    return Exact(*figure.as_integer_ratio())


def quotient(numerator: Exact, denominator: Exact, factor: int, digits: int) -> Decimal | None:
    """Numerator ÷ denominator × factor to so many places; None for a denominator of 0."""
    below = numerator.below * denominator.above
    if not below:
        return None
    above = numerator.above * denominator.below * factor
    return rounded(Exact(above, below) if below > 0 else Exact(-above, -below), digits)


def rounded(figure: Exact, digits: int) -> Decimal:
    """A figure to so many places, half up in size."""
    above, below = figure
    whole = (2 * abs(above) * 10**digits + below) // (2 * below)
    return Decimal(-whole if above < 0 else whole).scaleb(-digits)


def plain(figure: Exact) -> Decimal:
    """A sum as it is shown: exact where it is a figure of six places or fewer."""
    if figure.below == 1:
        return Decimal(figure.above)
    shown = rounded(figure, _SHOWN)
    whole = shown.to_integral_value()
    return whole if whole == shown else shown.normalize()


def changed(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    """(now − then) ÷ then, a fraction of four places; None where there was nothing then."""
    if now is None or not then:
        return None
    return quotient(exact(now - then), exact(then), 1, _CHANGE_DIGITS)
