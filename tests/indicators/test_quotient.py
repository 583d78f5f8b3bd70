"""One division, one rounding: half a unit of the last place goes up in size."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.indicators.quotient import Exact, changed, plain, quotient, rounded


@pytest.mark.parametrize(
    ("above", "below", "factor", "digits", "expected"),
    [
        (251, 8610, 100, 2, "2.92"),
        (1, 8, 100, 1, "12.5"),
        (1, 8, 1, 2, "0.13"),
        (-1, 8, 1, 2, "-0.13"),
        (2, 3, 1, 0, "1"),
        (0, 5, 100, 2, "0.00"),
    ],
)
def test_half_up(above, below, factor, digits, expected):
    found = quotient(Exact(above), Exact(below), factor, digits)
    assert str(found) == expected


def test_nothing_to_divide_by_has_no_value_and_is_never_nought():
    assert quotient(Exact(0), Exact(0), 100, 2) is None
    assert changed(Decimal(5), Decimal(0)) is None
    assert changed(Decimal(5), None) is None
    assert changed(None, Decimal(5)) is None


def test_change_is_over_what_was_then():
    assert changed(Decimal(8610), Decimal(6558)) == Decimal("0.3129")
    assert changed(Decimal(-50), Decimal(-100)) == Decimal("-0.5000")


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**12), st.integers(0, 6))
def test_as_decimal_rounds_it(above, below, digits):
    wanted = (Decimal(above) / Decimal(below)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    # Decimal divides to 28 places first: only where that lies exactly between could it be another
    exact_half = (2 * abs(above) * 10**digits) % below == 0
    if not exact_half:
        assert rounded(Exact(above, below), digits) == wanted


@pytest.mark.parametrize(
    ("above", "below", "text"), [(1000, 100, "10"), (1234, 100, "12.34"), (1, 3, "0.333333"), (0, 7, "0")]
)
def test_a_sum_as_it_is_shown(above, below, text):
    assert f"{plain(Exact(above, below)):f}" == text
