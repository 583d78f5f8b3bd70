"""Exact division, rounded once: half a unit of the last place goes up, of negative figures down."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

_CHANGE_DIGITS = 4
#: Places that a numerator which is no finite figure is shown to.
_SHOWN = 6


def quotient(
    numerator: Fraction | Decimal | int, denominator: Fraction | Decimal | int, factor: int, digits: int
) -> Decimal | None:
    """Numerator ÷ denominator × factor to so many places; None for a denominator of 0."""
    below = Fraction(denominator)
    return None if not below else rounded(Fraction(numerator) * factor / below, digits)


def rounded(value: Fraction, digits: int) -> Decimal:
    """A fraction to so many places, half up in size."""
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    found = Decimal(whole).scaleb(-digits)
    return -found if value < 0 and whole else found


def plain(value: Fraction) -> Decimal:
    """A sum as it is shown: exact where it is a figure of six places or fewer."""
    shown = rounded(value, _SHOWN).normalize()
    return shown if shown.as_tuple().exponent <= 0 else shown.quantize(Decimal(1))  # type: ignore[operator]


def changed(this: Decimal | None, then: Decimal | None) -> Decimal | None:
    """(this − then) ÷ then, a fraction of four places; None where there was nothing then."""
    if this is None or not then:
        return None
    return quotient(Fraction(this) - Fraction(then), Fraction(then), 1, _CHANGE_DIGITS)
