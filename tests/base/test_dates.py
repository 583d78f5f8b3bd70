"""Dates as people type them."""

import pytest

from coding.base.dates import standard_moment


@pytest.mark.parametrize(
    "typed",
    [
        "20260705", "2026-7-5", "2026-07-05", "2026/7/5", "2026.7.5", "2026年7月5日", " 2026-7-5 ",
        "２０２６０７０５", "２０２６－７－５", "２０２６年７月５日", "2026。7。5", "2026、7、5",
    ],
)  # fmt: skip
def test_a_day_in_any_usual_spelling_becomes_that_of_the_standard(typed):
    assert standard_moment(typed, with_time=True) == "2026-07-05"
    assert standard_moment(typed, with_time=False) == "2026-07-05"


@pytest.mark.parametrize(
    "typed",
    [
        "202607051430", "20260705143000", "20260705 1430", "20260705 14:30", "2026-07-05 14:30", "2026-7-5 14:30:00",
        "2026/7/5 14:30", "2026-07-05T14:30:00", "2026年7月5日14时30分", "２０２６-07-05　１４：３０",
        "2026-07-05 14:30:00.0",
    ],
)  # fmt: skip
def test_a_time_in_any_usual_spelling_becomes_that_of_the_standard(typed):
    assert standard_moment(typed, with_time=True) == "2026-07-05 14:30:00"
    assert standard_moment(typed, with_time=False) == typed


def test_minutes_that_nobody_gave_are_not_invented():
    assert standard_moment("2026-7-5 9时", with_time=True) == "2026-07-05 09时"
    assert standard_moment("2026-07-05 9", with_time=True) == "2026-07-05 09时"
    assert standard_moment("2026-07-05 08时", with_time=True) == "2026-07-05 08时"


@pytest.mark.parametrize(
    "typed",
    [
        "", "-", "2026-02-30", "20260230", "2026-7", "0705", "7-5", "26-7-5", "2026715", "5/7/2026", "2026070514",
        "2026-07-05 24:00", "2026-07-05 14:61", "2026-07-05 14:30:00.5", "0026-07-05", "昨天", "2026-07-05 下午2点",
        "99999999", "²0260705",
    ],
)  # fmt: skip
def test_what_is_ambiguous_or_impossible_stays_as_it_was_typed(typed):
    assert standard_moment(typed, with_time=True) == typed
    assert standard_moment(typed, with_time=False) == typed


def test_the_standard_spelling_stays_itself():
    for text in ("2026-07-05", "2026-07-05 14:30:00", "2026-07-05 09时"):
        assert standard_moment(text, with_time=True) == text
