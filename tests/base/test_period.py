"""Spells of time as a person names them."""

from datetime import date

import pytest

from coding.base.errors import UnusableInputError
from coding.base.period import read_period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-W40", date(2026, 9, 28), date(2026, 10, 4)),
        (" 2026-10-31 ", date(2026, 10, 31), date(2026, 10, 31)),
    ],
)
def test_from_the_first_day_to_the_last(text, first, last):
    period = read_period(text)
    assert (period.first, period.last) == (first, last)
    assert period.holds(first)
    assert period.holds(last)
    assert not period.holds(None)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-Q5", "2026-W60", "2026-02-30", "去年", "26-10", "２０２６", "0001", "9999"]
)
def test_what_is_no_period_is_told_with_the_forms(text):
    with pytest.raises(UnusableInputError, match="2026-Q3"):
        read_period(text)


@pytest.mark.parametrize(
    ("name", "before", "year_before"),
    [
        ("2026", "2025", "2025"),
        ("2026-H1", "2025-H2", "2025-H1"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-01", "2025-12", "2025-01"),
        ("2026-W01", "2025-W52", "2025-W01"),
        ("2020-W53", "2020-W52", "2019-W52"),
        ("2024-03-01", "2024-02-29", "2023-03-01"),
        ("2024-02-29", "2024-02-28", "2023-02-28"),
    ],
)
def test_the_period_before_and_the_same_of_the_year_before(name, before, year_before):
    period = read_period(name)
    assert (period.before, period.year_before) == (read_period(before), read_period(year_before))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-3", "2026-03"),
        ("2026-w5", "2026-W05"),
        ("2026-3-1", "2026-03-01"),
        ("2026-h1", "2026-H1"),
        (" 2026 ", "2026"),
    ],
)
def test_a_period_has_one_name_however_it_is_written(text, name):
    assert read_period(text).name == name
    assert read_period(text) == read_period(name)
