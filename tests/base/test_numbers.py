"""Numbers as files and people write them."""

from decimal import Decimal

import pytest

from coding.base.numbers import read_number


@pytest.mark.parametrize("text", ["9" * 19, "9" * 5000, "1E5", "1,000", "１２", "NaN", "Infinity", "1_000", "--5", "."])
def test_what_is_no_plain_number_of_a_page_is_none(text):
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["9" * 18, "-0.50", "+12.", ".5", " 7 "])
def test_plain_numbers_are_read(text):
    assert read_number(text) == Decimal(text.strip())
