"""Another stay of the person soon before: by calendar days, whatever the diagnosis."""

import pytest

from coding.indicators.stays import StaysBefore, stays_before
from coding.page.context import Context
from coding.rules.example import read_example

MINE = "case_no=7 | patient_name=甲 | admission_datetime=2026-07-20 10:00 | discharge_datetime=2026-07-25 10:00"


def _told(others, mine=MINE):
    page, neighbours, _ = read_example(f"{mine} // {others}" if others else mine)
    return stays_before(page, Context(neighbours=neighbours))


def _stay(left, case_no="7", name="甲"):
    return f"case_no={case_no} | patient_name={name} | admission_datetime=2026-06-01 10:00 | discharge_datetime={left}"


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("2026-07-20 08:00", StaysBefore(True, True, True)),
        ("2026-07-19 08:00", StaysBefore(True, True, False)),
        ("2026-07-05 23:00", StaysBefore(True, True, False)),
        ("2026-07-04 23:00", StaysBefore(False, True, False)),
        ("2026-06-19 10:00", StaysBefore(False, True, False)),
        ("2026-06-18 10:00", StaysBefore(False, False, False)),
        ("2026-07-21 10:00", StaysBefore(False, False, False)),
    ],
)
def test_days_from_discharge_to_admission(left, expected):
    assert _told(_stay(left)) == expected


def test_without_neighbours_nothing_is_known():
    assert _told("") == StaysBefore(None, None, None)


def test_another_person_or_the_list_of_a_stay_is_no_other_stay():
    assert _told(_stay("2026-07-19 08:00", case_no="8")).within_15 is False
    assert _told(_stay("2026-07-19 08:00", name="乙")).within_15 is False
    assert _told(f"layout=setl4101 | {_stay('2026-07-19 08:00')}").within_15 is False


def test_the_nearest_of_several_counts():
    both = f"{_stay('2026-06-25 08:00')} // {_stay('2026-07-18 08:00')}"
    assert _told(both) == StaysBefore(True, True, False)
