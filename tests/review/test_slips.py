"""Which findings go on a slip, how it is numbered, its states, its answers, and where its lines stand later."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from coding.page.change import ChangeSource
from coding.page.edits import insert_row, move_row, remove_row, set_field
from coding.page.finding import Dimension, Finding, Place, Severity, Strength
from coding.page.rows import Diagnosis
from coding.reference.workday_calendar import WorkdayCalendar
from coding.review.slip_due import due_day, is_overdue
from coding.review.slip_file_words import file_stem
from coding.review.slip_journal import slip_counts, slip_courses
from coding.review.slip_lines import lines_of_page
from coding.review.slip_place import change_of, place_of, still_stands, value_of, why_no_change
from coding.review.slips import (
    AnswerKind,
    Slip,
    SlipLine,
    SlipState,
    line_check,
    read_answer,
    read_key,
    slip_number,
    slips_of_lines,
    step_refusal,
    steps_from,
)
from coding.rules.rule import Role
from coding.store.kept_months import MonthEntry, MonthKind
from tests.db.conftest import make_page

PAGE = make_page("0001", discharge_ward="心内科", attending_physician="张医师", drug_allergy_flag="1")


def finding(rule="R1", field="drug_allergy_flag", index=None, **more):
    made = Finding(rule, Dimension.ACCURACY, Severity.ERROR, Place(field, index), "应为有", "改为有", "依据")
    return replace(made, **more)


def doctors(_rule):
    return Role.DOCTOR


def line(page=PAGE, **more):
    (made,) = lines_of_page(page, [finding(**more)], doctors, page_id=7)
    return made


# -- which findings


def test_only_errors_and_warnings_that_the_doctor_mends_are_asked():
    found = [
        finding("R1"),
        finding("R2", severity=Severity.INFO),
        finding("R3", severity=Severity.WARNING),
        finding("R4"),
    ]
    lines = lines_of_page(PAGE, found, lambda rule: Role.CODER if rule == "R4" else Role.DOCTOR)
    assert [one.rule for one in lines] == ["R1", "R3"]


def test_a_line_says_where_what_and_of_whom():
    one = line()
    assert (one.case_no, one.times, one.discharged) == ("0001", "1", "2024-03-10")
    assert (one.ward, one.doctor) == ("心内科", "张医师")
    assert one.shown == "1 无"
    assert "2 有" in one.check
    assert one.value == "1"


def test_a_page_without_ward_and_doctor_is_asked_all_the_same():
    bare = make_page("2", discharge_dept="", attending_physician="-")
    assert (line(bare).ward, line(bare).doctor) == ("未填科室", "未填医师")


def test_the_department_stands_for_a_ward_that_is_a_dash():
    assert line(make_page("2", discharge_ward="-")).ward == "内科"


def test_one_question_is_put_once():
    assert len(lines_of_page(PAGE, [finding(), finding(message="又一次")], doctors)) == 1


@pytest.mark.parametrize("field", ["patient_name", "fee_total", "wf_fee_items"])
def test_a_value_that_may_not_be_shown_is_kept_nowhere(field):
    page = make_page("1", patient_name="王小明", fee_total="12345.67", wf_fee_items="麻醉|1200")
    one = line(page, field=field, message=f"“{page.text(field)}”不对")
    assert one.shown == "（不在反馈单上列出）"
    assert (one.value, one.is_value_told) == ("", False)
    assert page.text(field) not in repr(one)


def test_a_message_quotes_what_may_be_told_of_a_value():
    page = make_page("1", abo_blood="权重1.2345，请改", fee_total="12345.67")
    one = line(page, field="abo_blood", message="值“权重1.2345，请改”不在表中")
    assert (one.shown, one.problem) == ("请改", "值“请改”不在表中")
    page = make_page("1", abo_blood="12345.67", fee_total="12345.67")
    one = line(page, field="abo_blood", message="值“12345.67”不在表中")
    assert (one.shown, one.problem, one.value) == ("（数略）", "值“（数略）”不在表中", "")


def test_a_figure_of_the_disease_stays_though_an_amount_is_the_same():
    page = make_page("1", newborn_birth_weight_1="3250", fee_total="3250")
    assert line(page, field="newborn_birth_weight_1", message="“3250”应精确到10克").problem == "“3250”应精确到10克"


# -- numbers


def test_a_slip_a_ward_with_lines_by_doctor_numbered_through():
    lines = [
        replace(line(), ward=w, doctor=d, case_no=c)
        for w, d, c in (("乙", "丁", "1"), ("甲", "丙", "2"), ("甲", "乙", "3"))
    ]
    slips = slips_of_lines(lines, "2026-10", date(2026, 11, 6))
    assert [slip.number for slip in slips] == ["2026-10-乙-01", "2026-10-甲-01"]
    assert [(one.line, one.doctor) for one in slips[1].lines] == [(1, "丙"), (2, "乙")]
    assert slips[1].doctors == ("丙", "乙")


def test_wards_that_differ_in_signs_alone_have_two_numbers():
    lines = [replace(line(), ward="内/科"), replace(line(), ward="内:科")]
    assert len({slip.number for slip in slips_of_lines(lines, "2026-10", None)}) == 2


def test_a_key_is_read_as_it_was_written_and_nothing_else_is_one():
    (slip,) = slips_of_lines([replace(line(), ward="A#B 科")], "2026-10", None)
    key = read_key(slip.key(slip.lines[0]))
    assert key is not None
    assert (key.number, key.version, key.line) == (slip.number, 1, 1)
    assert key.check == line_check(slip.lines[0])
    assert [read_key(text) for text in ("", "a#b", "a#1#x#c", "#1#2#c", "a#1#2#c#d")] == [None] * 5


def test_files_are_named_after_ward_and_month():
    assert file_stem(Slip("2026-10-心内科-01", 1, "心内科", "2026-10", None, ())) == "反馈单_心内科_2026-10"
    assert file_stem(Slip("2026-10-心内科-02", 1, "心内科", "2026-10", None, ())) == "反馈单_心内科_2026-10_02"
    assert file_stem(Slip("2026-10-心内科-01", 2, "心/内科", "2026-10", None, ())) == "反馈单_心_内科_2026-10_第2版"
    assert slip_number("2026-10", "心 内#科", 3) == "2026-10-心_内_科-03"


def test_a_slip_is_equal_after_json():
    (slip,) = slips_of_lines([line()], "2026-10", date(2026, 11, 6))
    assert Slip.from_dict(slip.as_dict()) == slip
    with pytest.raises(ValueError, match="value"):
        SlipLine.from_dict({**line().as_dict(), "value": ["x"]})


# -- the due day


def test_the_due_day_counts_working_days():
    calendar = WorkdayCalendar({date(2026, 10, 8): False}, frozenset({2026}))
    assert due_day(date(2026, 10, 7), 3, calendar) == (date(2026, 10, 13), "")


def test_a_year_without_notice_is_told():
    day, told = due_day(date(2031, 1, 2), 3)
    assert day == date(2031, 1, 7)
    assert "2031 年放假安排尚未录入" in told


def test_overdue_from_the_day_after():
    assert not is_overdue(date(2026, 11, 6), date(2026, 11, 6))
    assert is_overdue(date(2026, 11, 6), date(2026, 11, 7))
    assert not is_overdue(None, date(2026, 11, 7))


# -- states


def test_a_slip_is_sent_and_withdrawn_with_a_reason():
    assert [step.after for step in steps_from(SlipState.DRAFTED)] == [SlipState.SENT, SlipState.WITHDRAWN]
    assert step_refusal(SlipState.DRAFTED, SlipState.SENT) == ""
    assert "理由" in step_refusal(SlipState.SENT, SlipState.WITHDRAWN)
    assert step_refusal(SlipState.SENT, SlipState.WITHDRAWN, "科室弄错") == ""
    assert "不能" in step_refusal(SlipState.WITHDRAWN, SlipState.SENT)
    assert "不能" in step_refusal(SlipState.SENT, SlipState.ANSWERED), "comes about by itself"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("已改为", AnswerKind.CHANGED),
        (" 已改为：", AnswerKind.CHANGED),
        ("原值正确", AnswerKind.CORRECT),
        ("正确", AnswerKind.CORRECT),
        ("已补", AnswerKind.NOTED),
        ("不正确", None),
        ("", None),
        ("看看", None),
    ],
)
def test_answers_are_read_as_they_are_written(text, kind):
    assert read_answer(text) is kind


# -- the journal


def entry(number, kind, said, subject="2026-10-心内科-01"):
    return MonthEntry(number, "2026-10", kind, subject, None, said, 1, "甲", datetime(2026, 11, number))


def journal(*more):
    slip = slips_of_lines([line(), line(rule="R2")], "2026-10", date(2026, 11, 6))[0]
    return [entry(1, MonthKind.SLIP, slip.as_dict(), slip.number), *more]


def said(number, answer="correct", version=1, **more):
    return {"version": version, "line": number, "answer": answer, **more}


def course(*more):
    (one,) = slip_courses(journal(*more)).values()
    return one


def test_a_slip_is_answered_when_the_last_line_is():
    sent = entry(2, MonthKind.SLIP_STEP, {"state": "sent"})
    one, two = entry(3, MonthKind.ANSWER, said(1)), entry(4, MonthKind.ANSWER, said(2))
    assert course().state is SlipState.DRAFTED
    assert course(sent).sent_at == datetime(2026, 11, 2)
    assert (course(sent, one).state, len(course(sent, one).open)) == (SlipState.SENT, 1)
    assert course(sent, one, two).state is SlipState.ANSWERED


def test_counts_of_what_went_out():
    sent = entry(2, MonthKind.SLIP_STEP, {"state": "sent"})
    half = course(sent, entry(3, MonthKind.ANSWER, said(1)))
    identity = half.slip.lines[0].identity
    counts = slip_counts([half], date(2026, 11, 7), {identity: False})
    assert (counts.asked, counts.answered, counts.mended) == (2, 1, 1)
    assert (counts.open_slips, counts.overdue_slips) == (1, 1)
    assert slip_counts([half], date(2026, 11, 6), {identity: True}).mended == 0
    assert slip_counts([half], date(2026, 11, 6)).mended is None, "nobody has looked"
    assert slip_counts([course()], date(2026, 11, 7)).asked == 0, "a draft asks nobody"
    gone = course(sent, entry(3, MonthKind.SLIP_STEP, {"state": "withdrawn", "reason": "弄错"}))
    assert slip_counts([gone], date(2026, 11, 7)).asked == 0


def test_the_latest_answer_counts_and_its_verdict_goes_with_it():
    first, later = entry(3, MonthKind.ANSWER, said(1)), entry(5, MonthKind.ANSWER, said(1, "changed", value="2"))
    judged = entry(4, MonthKind.ANSWER_JUDGED, {"answer": 3, "verdict": "refused", "word": "不符"})
    (answer,) = course(first, judged).answers.values()
    assert answer.judged is not None
    assert not answer.judged.is_accepted
    (answer,) = course(first, judged, later).answers.values()
    assert (answer.kind, answer.judged) == (AnswerKind.CHANGED, None), "what was judged was another answer"


def test_an_answer_to_an_older_version_answers_the_same_question():
    slip = course().slip
    newer = replace(slip, version=2, lines=tuple(replace(one, line=3 - one.line) for one in slip.lines))
    again = course(entry(2, MonthKind.SLIP, newer.as_dict()), entry(3, MonthKind.ANSWER, said(1)))
    (identity,) = again.answers
    assert identity == slip.lines[0].identity
    assert len(again.open) == 1


# -- on the page, later


def test_what_was_altered_meanwhile_is_told():
    asked = line()
    assert place_of(PAGE, asked).is_as_asked
    later = PAGE.apply(set_field(PAGE, "drug_allergy_flag", "9"))
    assert place_of(later, asked).is_altered
    why = why_no_change(asked, place_of(later, asked), AnswerKind.CHANGED, "2")
    assert "“1 无”" in why
    assert "“9”" in why
    assert why_no_change(asked, place_of(later, asked), AnswerKind.CORRECT, "") == ""


def test_what_stands_there_already_is_no_conflict():
    asked = line()
    later = PAGE.apply(set_field(PAGE, "drug_allergy_flag", "2"))
    assert why_no_change(asked, place_of(later, asked), AnswerKind.CHANGED, "有") == ""


def test_a_row_is_followed_where_it_has_moved():
    asked = line(field="other_dx_poa", index=1)
    moved = PAGE.apply(insert_row(PAGE, "diagnosis", Diagnosis("E11.900", "2型糖尿病", "1"), 1))
    assert place_of(moved, asked).index == 2
    assert place_of(moved, asked).is_as_asked
    first = PAGE.apply(move_row(PAGE, "diagnosis", 1, 0))
    assert place_of(first, asked).index == 0
    change = change_of(moved, asked, "4", "2026-10-心内科-01", "")
    assert moved.apply(change).text("other_dx_poa", 2) == "4"


def test_a_row_that_is_gone_or_another_one_is_not_taken_for_it():
    asked = line(field="other_dx_poa", index=1)
    gone = PAGE.apply(remove_row(PAGE, "diagnosis", 1))
    assert place_of(gone, asked).is_gone
    assert "没有" in why_no_change(asked, place_of(gone, asked), AnswerKind.CHANGED, "4")
    other = gone.apply(insert_row(gone, "diagnosis", Diagnosis("E11.900", "2型糖尿病", "1"), 1))
    assert not place_of(other, asked).is_as_asked


def test_a_change_names_slip_line_and_doctor():
    change = change_of(PAGE, replace(line(), line=3), "2", "2026-10-心内科-01", "见病程")
    assert change.source is ChangeSource.SLIP
    assert change.reason == "反馈单 2026-10-心内科-01 第3行，张医师：见病程"
    assert PAGE.apply(change).text("drug_allergy_flag") == "2"
    assert PAGE.apply(change).apply(change.inverse()) == PAGE


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("drug_allergy_flag", "2", "2"),
        ("drug_allergy_flag", "有", "2"),
        ("drug_allergy_flag", "2 有", "2"),
        ("drug_allergy_flag", "2、有", "2"),
        ("icu_type", "1", "01"),
        ("discharge_datetime", "2026年10月3日 8时30分", "2026-10-03 08:30:00"),
        ("op_date", "2026/10/3", "2026-10-03"),
        ("pathology_name", " 腺癌 ", "腺癌"),
        ("pathology_name", "（空）", ""),
    ],
)
def test_what_a_doctor_writes_becomes_what_the_page_has(field, text, value):
    assert value_of(field, text) == (value, "")


def test_a_value_of_no_list_and_no_day_is_told():
    assert "2 有" in value_of("drug_allergy_flag", "3 不知道")[1]
    assert "哪一天" in value_of("discharge_datetime", "昨天")[1]


def test_what_other_systems_fill_is_not_changed_by_word_of_mouth():
    asked = line(field="wf_archive_time")
    assert "其他系统" in why_no_change(asked, place_of(PAGE, asked), AnswerKind.CHANGED, "2026-10-03")
    assert why_no_change(asked, place_of(PAGE, asked), AnswerKind.NOTED, "") == ""


def test_a_value_that_was_not_shown_cannot_be_compared():
    asked = line(field="fee_total")
    assert "不能确认" in why_no_change(asked, place_of(PAGE, asked), AnswerKind.CHANGED, "5")


def test_mended_is_what_is_not_found_any_more():
    asked = line(field="other_dx_poa", index=1)
    moved = PAGE.apply(insert_row(PAGE, "diagnosis", Diagnosis("E11.900", "2型糖尿病", "1"), 1))
    assert still_stands(asked, moved, [finding(field="other_dx_poa", index=2, message="另一句")])
    assert not still_stands(asked, moved, [finding(field="other_dx_poa", index=1)])
    assert not still_stands(asked, moved, [])


def test_suspected_and_clear_are_asked_alike():
    assert line(strength=Strength.SUSPECTED).rule == line(strength=Strength.CLEAR).rule
