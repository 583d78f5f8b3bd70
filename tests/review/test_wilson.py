"""Wilson's interval against figures that are printed elsewhere, and its bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.review.wilson import Figure, wilson


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(27, 30, 0.7438, 0.9654), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_known_intervals(right, of, low, high):
    assert wilson(right, of) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000), st.data())
def test_the_share_lies_within_and_the_bounds_are_shares(of, data):
    right = data.draw(st.integers(0, of))
    low, high = wilson(right, of)
    assert 0 <= low <= right / of <= high <= 1
    assert low < high


def test_of_none_there_is_no_share_and_never_zero_per_cent():
    nothing = Figure(0, 0)
    assert (nothing.value, nothing.interval, nothing.words) == (None, None, "")
    assert Figure(27, 30).words == "27/30（90.0%，95% 区间 74.4%–96.5%）"
    assert Figure(0, 4).value == 0.0
    for right, of in ((1, 0), (0, 0), (-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="no share"):
            wilson(right, of)
