"""Other papers of a stay beside its page: when notes were written, the settlement list, the other edition of codes."""

import pytest

from coding.base.errors import KnowledgeError
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge

# -- notes


RESCUE = {"fields": "wf_rescue_record_times", "message": "第{i}次{h}小时"}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("2026-07-02 10:00>2026-07-02 16:00", []),
        ("2026-07-02 10:00>2026-07-02 16:01", ["wf_rescue_record_times: 第1次6小时"]),
        ("2026-07-02 10:00>2026-07-02 16:30", ["wf_rescue_record_times: 第1次6.5小时"]),
        (
            "2026-07-02 10:00>2026-07-02 11:00；2026-07-03 10:00~2026-07-04 06:00",
            ["wf_rescue_record_times: 第2次20小时"],
        ),
        ("2026-07-02 10:00至2026-07-02 17:00;;", ["wf_rescue_record_times: 第1次7小时"]),
    ],
)
def test_a_note_is_written_within_the_hours(told, times, expected):
    assert told(f"wf_rescue_record_times={times}", "deadline", "hours=6; per=items", **RESCUE) == expected


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ("2026-07-02 12:00", "【抢救记录完成时间】只有完成时间"),
        ("昨天>今天", "无法识别"),
        ("2026-07-02 10:00>2026-07-02 11:00>2026-07-02 12:00", "无法识别"),
    ],
)
def test_a_note_that_cannot_be_told_from_its_event_is_not_judged(told, times, reason):
    assert reason in told(f"wf_rescue_record_times={times}", "deadline", "hours=6; per=items", **RESCUE)
    assert told("wf_rescue_record_times=", "deadline", "hours=6; per=items", **RESCUE) == []


@pytest.mark.parametrize(
    ("operation", "notes", "expected"),
    [
        ("date=2026-07-02 10:00", "2026-07-03 10:00", []),
        ("date=2026-07-02 10:00", "2026-07-03 11:00", ["甲超25"]),
        ("date=2026-07-02 10:00 duration_hours=2", "2026-07-03 12:00", []),
        ("date=2026-07-02 10:00 duration_hours=2", "2026-07-03 12:30", ["甲超24.5"]),
        ("date=2026-07-02", "2026-07-04 00:00", []),
        ("date=2026-07-02", "2026-07-04 01:00", ["甲超25"]),
        ("date=2026-07-02 10:00", "2026-07-02 20:00>2026-07-03 19:00", []),
        ("date=不详", "2026-07-09 10:00", []),
        ("date=2026-07-02 10:00", "", ["手术【甲】没有手术记录完成时间"]),
    ],
)
def test_each_operation_has_its_record_within_the_hours_after_its_end(told, operation, notes, expected):
    text = f"op=88.7600 超声 date=2026-07-01 | op=51.2300 甲 {operation} | wf_op_record_times={notes}"
    words = {"fields": "wf_op_record_times", "message": "{op_name}超{h}"}
    seen = told(text, "deadline", "per=procedures; hours=24", **words)
    assert seen == [f"wf_op_record_times: {line}" for line in expected]


def test_a_deadline_without_hours_cannot_be_used(own_rule):
    with pytest.raises(KnowledgeError, match="缺少参数 hours"):
        own_rule("deadline", "per=items", fields="wf_rescue_record_times")


# -- the settlement list


STAY = "case_no=1 | discharge_datetime=2026-07-05 10:00 | fee_total={} | dx={} 甲 | op={} 乙"


@pytest.mark.parametrize(
    ("check", "theirs", "expected"),
    [
        ("principal", ("900", "K80.100", "51.2300"), ["K80.100"]),
        ("principal", ("900", "K80.200", "51.2200"), []),
        ("main_operation", ("900", "K80.200", "51.2200"), ["51.2200"]),
        ("main_operation", ("900", "K80.100", "51.2300"), []),
        ("main_operation", ("900", "K80.100", "_"), []),
        ("total", ("900.01", "K80.200", "51.2300"), ["900.01"]),
        ("total", ("900.00", "K80.100", "51.2200"), []),
    ],
)
def test_the_page_agrees_with_the_settlement_list_of_the_same_stay(told, check, theirs, expected):
    mine, other = STAY.format("900", "K80.200", "51.2300"), STAY.format(*theirs)
    text = f"{mine} // layout=setl4101 | {other}"
    words = {"fields": "case_no", "message": "{other}"}
    assert told(text, "settlement", f"check={check}", **words) == [f"case_no: {line}" for line in expected]
    assert told(f"layout=setl4101 | {mine} // layout=setl4101 | {other}", "settlement", f"check={check}", **words) == []
    of_another_day = f"{mine} // layout=setl4101 | {other.replace('07-05', '07-06')}"
    of_another_case = text.replace("// layout=setl4101 | case_no=1", "// layout=setl4101 | case_no=2")
    for strange in (f"{mine} // {other}", of_another_day, of_another_case):
        assert "结算清单" in told(strange, "settlement", f"check={check}", **words)


@pytest.mark.parametrize(
    ("check", "theirs", "reason"),
    [("principal", ("900", "_", "51.2200"), "没有主要诊断"), ("total", ("", "K80.100", "51.2200"), "没有费用合计")],
)
def test_what_the_list_does_not_say_is_not_judged(told, check, theirs, reason):
    text = f"{STAY.format('900', 'K80.200', '51.2300')} // layout=setl4101 | {STAY.format(*theirs)}"
    assert reason in told(text, "settlement", f"check={check}", fields="case_no", message="{other}")


# -- two editions


def test_codes_of_two_editions_on_one_page(told, tmp_path):
    (tmp_path / "dx.csv").write_text(
        "编码,名称\nK80.000x001,甲\nK80.100,乙\nK80.200,丙\nI10.x00,丁\n", encoding="utf-8"
    )
    (tmp_path / "map.csv").write_text(
        "临床版编码,医保版编码\nK80.000x801,K80.000x001\nK80.200,K80.200\nK80.100x803,K80.100\n", encoding="utf-8"
    )
    source = KnowledgeSource(dx_table=str(tmp_path / "dx.csv"), dx_map=str(tmp_path / "map.csv"))
    words = {"fields": "principal_dx_code", "message": "{clinical}与{insurance}", "knowledge": load_knowledge(source)}
    text = "dx={} 甲 | dx={} 乙"
    assert told(text.format("K80.000x801", "K80.000x001"), "mixed_editions", **words) == [
        "principal_dx_code 0: K80.000x801与K80.000x001"
    ]
    assert told(text.format("I10.x00", "K80.000x801"), "mixed_editions", **words) == [
        "principal_dx_code 0: K80.000x801与I10.x00"
    ]
    for one, two in (("K80.000x801", "K80.200"), ("K80.000x801", "K80.100x803"), ("I10.x00", "K80.200"),
                     ("K80.000x801", "ABC"), ("K80.000x801", "Q99.900")):  # fmt: skip
        assert told(text.format(one, two), "mixed_editions", **words) == []
    assert "对照表" in told(text.format("K80.000x801", "I10.x00"), "mixed_editions", fields="principal_dx_code")
