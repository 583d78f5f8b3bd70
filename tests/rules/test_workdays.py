"""Working days with holidays and worked weekends."""

from datetime import date

import pytest

from coding.rules.unjudged import UnknownError
from coding.rules.workdays import calendar, working_days


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ((2026, 7, 3), (2026, 7, 6), 1),  # Friday to Monday
        ((2026, 7, 3), (2026, 7, 3), 0),
        ((2026, 9, 30), (2026, 10, 8), 1),  # the National Day holiday lies between
        ((2026, 2, 13), (2026, 2, 14), 1),  # a worked Saturday before the Spring Festival
        ((2025, 1, 27), (2025, 2, 5), 1),
        ((2026, 7, 6), (2026, 7, 3), 0),
    ],
)
def test_holidays_do_not_count_and_worked_weekends_do(first, last, days):
    assert working_days(date(*first), date(*last)) == days


def test_a_year_that_the_table_lacks_is_not_judged():
    with pytest.raises(UnknownError, match="2031年"):
        calendar().is_working(date(2031, 5, 1))


def test_a_missing_date_gives_nothing():
    assert working_days(None, date(2026, 1, 1)) is None
