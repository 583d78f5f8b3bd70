"""Working days with holidays and worked weekends."""

from datetime import date, datetime, timedelta

import pytest

from coding.rules.unjudged import UnknownError
from coding.rules.workdays import is_working as is_worked
from coding.rules.workdays import working_days


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
    with pytest.raises(UnknownError, match="2031 年放假安排尚未录入"):
        is_worked(date(2031, 5, 1))


def test_a_missing_date_gives_nothing():
    assert working_days(None, date(2026, 1, 1)) is None
    assert working_days(date(2026, 1, 1), None) is None


@pytest.mark.parametrize(
    ("day", "is_working"),
    [((2026, 7, 3), True), ((2026, 7, 4), False), ((2026, 7, 5), False), ((2026, 10, 1), False), ((2026, 10, 10), True),
     ((2024, 1, 1), False), ((2024, 2, 17), False), ((2024, 2, 18), True)],
)  # fmt: skip
def test_a_day_is_what_the_notice_or_its_weekday_says(day, is_working):
    assert is_worked(date(*day)) is is_working


def test_the_time_of_day_does_not_count_for_working_days():
    assert working_days(datetime(2026, 7, 3, 23, 59), datetime(2026, 7, 6, 0, 1)) == 1


def test_days_that_lie_ten_years_apart_are_not_counted_one_by_one():
    with pytest.raises(UnknownError, match="相隔过久"):
        working_days(date(2024, 1, 2), date(2024, 1, 2) + timedelta(days=3661))
    assert working_days(date(2024, 1, 2), date(2024, 1, 2) + timedelta(days=3660)) > 700  # what the calendar holds
