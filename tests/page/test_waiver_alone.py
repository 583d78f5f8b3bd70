"""A waiver by itself: until when it holds, and which findings it covers."""

from datetime import date, datetime

import pytest

from coding.page.context import Context
from coding.page.finding import Dimension, Finding, Place, Severity
from coding.page.waiver import Waived, Waiver, part_waived

DAY = date(2026, 8, 1)
AT = datetime(2026, 7, 1, 9)
SEX = Finding("R1", Dimension.ACCURACY, Severity.ERROR, Place("sex"), "性别", "", "", value="9")


def waiver(**more):
    return Waiver(**{"rule": "R1", "reason": "病历属实", "author": "质控甲", "at": AT, **more})


@pytest.mark.parametrize(
    ("expires", "day", "holds"),
    [
        (None, DAY, True),
        (None, None, True),
        (DAY, date(2026, 7, 31), True),
        (DAY, DAY, True),
        (DAY, date(2026, 8, 2), False),
        (DAY, None, False),
    ],
)
def test_a_waiver_holds_to_the_end_of_its_last_day(expires, day, holds):
    assert waiver(expires=expires).holds_on(day) is holds


@pytest.mark.parametrize(
    ("more", "dept", "covers"),
    [
        ({}, "", True),
        ({"rule": "R2"}, "", False),
        ({"field": "sex"}, "", True),
        ({"field": "age_years"}, "", False),
        ({"field": "sex", "value": "9"}, "", True),
        ({"field": "sex", "value": "0"}, "", False),
        ({"value": ""}, "", False),
        ({"dept": "03.05"}, " 03.05 ", True),
        ({"dept": "03.05"}, "03", False),
        ({"dept": "03.05"}, "", False),
    ],
)
def test_a_waiver_covers_what_was_seen_when_it_was_given(more, dept, covers):
    assert waiver(**more).covers(SEX, dept) is covers


def test_findings_that_are_waived_stand_beside_the_others_with_their_waiver():
    age = Finding("R2", Dimension.ACCURACY, Severity.ERROR, Place("age_years"), "年龄", "", "")
    given, ended = waiver(), waiver(rule="R2", expires=date(2026, 7, 1))
    assert part_waived((SEX, age), (ended, given), DAY, "") == ((age,), (Waived(SEX, given),))
    assert part_waived((SEX, age), (ended,), DAY, "") == ((SEX, age), ())
    assert part_waived((SEX, age), (), DAY, "") == ((SEX, age), ())


def test_the_first_waiver_that_covers_a_finding_is_the_one_that_is_named():
    of_all, of_ward = waiver(reason="全院"), waiver(reason="本科", dept="03")
    assert part_waived((SEX,), (of_ward, of_all), DAY, "03")[1] == (Waived(SEX, of_ward),)
    assert part_waived((SEX,), (of_ward, of_all), DAY, "04")[1] == (Waived(SEX, of_all),)


def test_the_present_day_is_known_only_where_the_present_moment_is():
    assert Context(as_of=datetime(2026, 8, 1, 23, 59)).day == DAY
    assert Context().day is None


def test_two_findings_are_the_same_when_rule_place_and_words_are():
    assert SEX.identity == ("R1", "sex", None, "性别")


def test_the_words_of_severity_and_dimension_are_those_of_the_standard():
    assert [s.label for s in Severity] == ["强制", "提示", "信息"]
    assert [d.label for d in Dimension] == ["完整性", "及时性", "准确性", "规范性", "编码", "DRG合规"]
