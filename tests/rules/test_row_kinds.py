"""The kinds that look at whole rows: halves of a row, gaps, times of intensive care, sides."""

import pytest

from tests.rules.conftest import where

# -- one_of_two


def test_of_code_and_name_the_one_that_is_missing_is_told(found, told):
    text = "dx=I10.x00 高血压 | dx=_ 糖尿病 | dx=K80.200 | dx=- -"
    fields = "other_dx_code other_dx_name"
    assert told(text, "one_of_two", fields=fields, message="只有{given}") == [
        "other_dx_code 1: 只有糖尿病",
        "other_dx_name 2: 只有K80.200",
    ]
    assert [where(p) for f in found(text, "one_of_two", fields=fields) for p in f.also] == [
        "other_dx_name 1",
        "other_dx_code 2",
    ]


# -- gap


def test_the_first_blank_row_before_a_filled_one_is_told(told):
    assert told("dx=I10.x00 甲 | dx=_ | dx=_ | dx=E11.900 乙", "gap", fields="other_dx_code", message="{i}") == [
        "other_dx_code 1: 1"
    ]
    assert told("op=51.2300 甲 | op=_ | op=54.5900 乙", "gap", fields="op_code", message="{i}") == ["op_code 1: 2"]
    assert told("dx=I10.x00 甲 | dx=E11.900 乙 | dx=_ | dx=_", "gap", fields="other_dx_code") == []
    assert told("dx=I10.x00 甲 | dx=_ 有名无码 | dx=E11.900 乙", "gap", fields="other_dx_code") == []
    assert told("dx=I10.x00 甲 | dx=K80.200 | dx=E11.900 乙", "gap", fields="other_dx_code") == []


# -- intensive_care


PAGE = "admission_datetime=2026-07-01 10:00 | discharge_datetime=2026-07-05 10:00"
TIMES = {"fields": "icu_in_time", "message": "{why}"}


@pytest.mark.parametrize(
    ("began", "ended", "why"),
    [
        ("2026-07-02 10:00", "2026-07-03 10:00", ""),
        ("2026-07-01 09:30", "2026-07-05 10:30", ""),
        ("2026-07-01 09:29", "2026-07-03 10:00", "不在入院至出院之间"),
        ("2026-07-02 10:00", "2026-07-05 10:31", "不在入院至出院之间"),
        ("2026-07-03 10:00", "2026-07-02 10:00", "转出不晚于转入"),
        ("2026-07-03 10:00", "2026-07-03 10:00", "转出不晚于转入"),
        ("2026-07-03 10:00", "", ""),
    ],
)
def test_intensive_care_lies_within_the_stay(told, began, ended, why):
    icu = f"icu=01 in_time={began} out_time={ended}" if ended else f"icu=01 in_time={began}"
    expected = [f"icu_in_time 0: {why}"] if why else []
    assert told(f"{PAGE} | {icu}", "intensive_care", "check=stay", **TIMES) == expected


def test_how_far_outside_is_a_matter_of_the_rule(told):
    text = f"{PAGE} | icu=01 in_time=2026-07-01 09:00 out_time=2026-07-02 10:00"
    assert told(text, "intensive_care", "check=stay; tolerance=60", **TIMES) == []
    assert told(text, "intensive_care", "check=stay; tolerance=59", **TIMES) != []


@pytest.mark.parametrize(
    ("began", "ended", "is_told"),
    [
        ("2026-07-01 00:10", "2026-07-05 23:50", False),
        ("2026-06-30 23:00", "2026-07-02 10:00", True),
        ("2026-07-02 10:00", "2026-07-06 01:00", True),
    ],
)
def test_days_without_a_time_count_whole(told, began, ended, is_told):
    page = "admission_datetime=2026-07-01 | discharge_datetime=2026-07-05"
    text = f"{page} | icu=01 in_time={began} out_time={ended}"
    assert bool(told(text, "intensive_care", "check=stay", **TIMES)) is is_told


def test_nobody_lies_in_two_units_at_a_time(found, told):
    first = "icu=01 in_time=2026-07-03 10:00 out_time=2026-07-04 10:00"
    second = "icu=02 in_time=2026-07-02 10:00 out_time=2026-07-03 {}"
    assert told(f"{PAGE} | {first} | {second.format('10:00')}", "intensive_care", "check=overlap", **TIMES) == []
    text = f"{PAGE} | {first} | {second.format('10:01')}"
    assert told(text, "intensive_care", "check=overlap", fields="icu_in_time", message="重叠") == [
        "icu_in_time 0: 重叠"
    ]
    (finding,) = found(text, "intensive_care", "check=overlap", fields="icu_in_time")
    assert [where(p) for p in finding.also] == ["icu_in_time 1"]


@pytest.mark.parametrize(
    ("stated", "is_told"),
    [
        ("1/2/30", False),
        ("1/3/0", False),
        ("1/2/0", False),
        ("1/3/1", True),
        ("1/1/59", True),
        ("0/2/30", True),
        ("2/2/30", True),
        ("一天", False),
        ("", False),
    ],
)
def test_days_hours_and_minutes_are_those_between_the_times(told, stated, is_told):
    icu = f"icu=01 in_time=2026-07-02 10:00 out_time=2026-07-03 12:30 total_duration={stated}"
    expected = ["icu_total_duration 0: 提示"] if is_told else []
    assert told(f"{PAGE} | {icu}", "intensive_care", "check=duration", fields="icu_total_duration") == expected


# -- sides


@pytest.mark.parametrize(
    ("operation", "diagnoses", "is_told"),
    [
        ("左股骨切开复位", ("S72.000 右股骨颈骨折",), True),
        ("右股骨切开复位", ("S72.000 左股骨颈骨折",), True),
        ("左股骨切开复位", ("S72.000 左股骨颈骨折",), False),
        ("左股骨切开复位", ("S72.000 股骨颈骨折",), False),
        ("股骨切开复位", ("S72.000 右股骨颈骨折",), False),
        ("双侧股骨切开复位", ("S72.000 右股骨颈骨折",), True),
        ("左股骨切开复位", ("S72.000 双侧股骨颈骨折",), False),
        ("左股骨切开复位", ("S72.000 左右股骨颈骨折",), False),
        ("左股骨切开复位", ("S72.000 右股骨颈骨折", "S82.000 左髌骨骨折"), True),
        ("左股骨切开复位", ("S72.000 股骨颈骨折", "H26.900 右眼白内障"), False),
        ("左股骨切开复位", ("S72.000 股骨颈骨折", "S82.000 右髌骨骨折"), False),
        ("左股骨切开复位", ("S72.000 股骨颈骨折伴右心衰竭",), False),
    ],
)
def test_the_main_operation_is_on_a_side_that_a_diagnosis_it_treats_names(told, operation, diagnoses, is_told):
    text = " | ".join([*(f"dx={d}" for d in diagnoses), f"op=79.3500 {operation}"])
    expected = [f"op_name 0: {operation}"] if is_told else []
    assert told(text, "sides", fields="op_name", message="{name}") == expected


def test_a_puncture_or_a_page_without_diagnosis_says_nothing_of_sides(told):
    assert told("dx=J90.x00 右侧胸腔积液 | op=34.9100 左侧胸腔穿刺", "sides", fields="op_name") == []
    assert told("op=79.3500 左股骨切开复位", "sides", fields="op_name") == []
    assert told("dx=S72.000 右股骨颈骨折", "sides", fields="op_name") == []
