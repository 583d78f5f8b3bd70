"""In time, late, or not to be told: limits of notes and of archiving."""

from datetime import date

import pytest

from coding.indicators.limits import in_time, limits
from coding.knowledge.knowledge import load_knowledge
from coding.rules.example import read_example

STAY = "case_no=1 | admission_datetime=2026-07-01 08:00 | discharge_datetime=2026-07-03 10:00"
OP = "op=47.0100 阑尾切除 date=2026-07-02 10:00"


def _told(text, **at):
    page, _, _ = read_example(text)
    return dict(in_time(page, load_knowledge().reference))


@pytest.mark.parametrize(
    ("said", "limit", "verdict"),
    [
        ("wf_first_course_time=2026-07-01 16:00", "first_note_8h", True),
        ("wf_first_course_time=2026-07-01 16:01", "first_note_8h", False),
        ("wf_admission_record_time=2026-07-02 08:00", "admission_24h", True),
        ("wf_admission_record_time=2026-07-02 08:00:01", "admission_24h", False),
        ("wf_discharge_record_time=2026-07-04 10:00", "discharge_24h", True),
        ("wf_frontpage_submit_time=2026-07-04 10:01", "front_page_24h", False),
        ("wf_archive_time=2026-07-07 23:00", "archive_2wd", True),  # 3 July is a Friday
        ("wf_archive_time=2026-07-08 00:01", "archive_2wd", False),
        ("wf_archive_time=2026-07-06 10:00", "archive_3d", True),
        ("wf_archive_time=2026-07-06 10:01", "archive_3d", False),
        ("wf_archive_time=2026-07-10 10:00", "archive_7d", True),
    ],
)
def test_to_the_minute(said, limit, verdict):
    assert _told(f"{STAY} | {said}")[limit] is verdict


def test_a_time_that_the_page_lacks_is_absent():
    assert _told(STAY) == {}
    assert set(_told(f"{STAY} | wf_first_course_time=2026-07-01 10:00")) == {"first_note_8h"}
    assert _told(f"{STAY} | wf_first_course_time=上午") == {}


def test_the_published_example_of_late_archiving():
    told = _told("case_no=1 | discharge_datetime=2026-07-04 16:41 | wf_archive_time=2026-07-09 16:41")
    assert told["archive_3d"] is False


def test_a_day_without_its_hour_is_told_only_where_it_decides():
    stay = "case_no=1 | admission_datetime=2026-07-01 | discharge_datetime=2026-07-03"
    assert _told(f"{stay} | wf_discharge_record_time=2026-07-03 20:00")["discharge_24h"] is True
    assert "discharge_24h" not in _told(f"{stay} | wf_discharge_record_time=2026-07-04 10:00")
    assert _told(f"{stay} | wf_discharge_record_time=2026-07-05 10:00")["discharge_24h"] is False
    assert _told(f"{stay} | wf_archive_time=2026-07-06")["archive_3d"] is True
    assert _told(f"{stay} | wf_archive_time=2026-07-07")["archive_3d"] is False


def test_the_hour_in_a_column_of_its_own_counts():
    stay = "case_no=1 | admission_datetime=2026-07-01 | admission_hour=8"
    assert _told(f"{stay} | wf_first_course_time=2026-07-01 16:30")["first_note_8h"] is False


def test_working_days_of_a_year_without_its_notice_are_absent_and_never_late():
    told = _told("case_no=1 | discharge_datetime=2031-07-04 10:00 | wf_archive_time=2031-07-20 10:00")
    assert "archive_2wd" not in told
    assert told["archive_3d"] is False


def test_every_operation_wants_its_note_in_time():
    assert _told(f"{STAY} | {OP} | wf_op_record_times=2026-07-03 10:00")["operation_24h"] is True
    assert _told(f"{STAY} | {OP} | wf_op_record_times=2026-07-03 10:01")["operation_24h"] is False
    two = f"{STAY} | {OP} | op=79.3500 骨折切开复位 date=2026-07-02 12:00"
    assert _told(f"{two} | wf_op_record_times=2026-07-02 20:00;2026-07-02 21:00")["operation_24h"] is True
    assert _told(f"{two} | wf_op_record_times=2026-07-02 20:00")["operation_24h"] is False
    given = f"{STAY} | {OP} | wf_op_record_times=2026-07-01 10:00>2026-07-03 09:00"
    assert _told(given)["operation_24h"] is False


def test_an_operation_of_a_day_without_its_hour_is_not_judged_where_the_hour_decides():
    day = f"{STAY} | op=47.0100 阑尾切除 date=2026-07-02"
    assert "operation_24h" not in _told(f"{day} | wf_op_record_times=2026-07-03 10:00")
    assert _told(f"{day} | wf_op_record_times=2026-07-02 20:00")["operation_24h"] is True
    assert _told(f"{day} | wf_op_record_times=2026-07-04 10:00")["operation_24h"] is False


def test_a_page_without_operations_is_in_no_denominator_of_operation_notes():
    assert _told(f"{STAY} | op=88.7200 心脏超声 date=2026-07-02 | wf_op_record_times=2026-07-03 10:00") == {}


def test_limits_name_their_clause_and_hold_on_their_days():
    assert all(limit.clause for limit in limits())
    assert {limit.clause for limit in limits() if limit.id in ("admission_24h", "front_page_24h", "archive_2wd")} == {
        "《病案管理质量控制指标（2021年版）》国卫办医函〔2021〕28号"
    }
    assert all(limit.holds_on(date(2026, 1, 1)) for limit in limits())
