"""Slips in a real store: drawn up, sent, read back, each answer beside its page, accepted or refused."""

import stat
from dataclasses import replace
from datetime import date, datetime

import pytest

from coding.base.period import read_period
from coding.examine.examine import examine
from coding.page.change import ChangeSource
from coding.page.context import Context
from coding.page.edits import set_field
from coding.page.waiver import Waiver
from coding.reports.slip_book import write_slip_book
from coding.review.gate import answers_of
from coding.review.people import Role
from coding.review.slips import SlipState
from coding.store.course import course_of
from coding.store.kept_audit import AuditQuery, Deed
from coding.store.kept_months import MonthKind
from coding.store.store_errors import NotAllowedError
from coding.work.contexts import Contexts
from coding.work.slip_answers import accept_answer, answers_at, offered_answer, read_answers, refuse_answer
from coding.work.slips import (
    SlipError,
    answer_days,
    counts_of_month,
    courses_of,
    draw_up_slips,
    open_lines,
    send_slip,
    slip_rows,
    slips_of_findings,
    standing_now,
    withdraw_slip,
    write_slips,
)
from coding.work.stored_month import stored_month
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.db.sealed import Department
from tests.exchange.slip_rows import sheets_of, table, workbook
from tools.measure_slips import fill

MONTH = read_period("2024-03")
NOW = datetime(2024, 4, 1, 9)
NUMBER = "2024-03-心内科-01"


def defective(case_no="1", **values):
    """A page on which the doctor has something to mend: no allergy, no blood group; the rest is filled."""
    filled = {
        "discharge_ward": "心内科",
        "attending_physician": "张医师",
        "drug_allergy_flag": "7",
        "abo_blood": "8",
        "fee_total": "12345.67",
        "patient_name": "王小明",
        "id_no": "379903196311066494",
    }
    return make_page(case_no, **{**filled, **values})


@pytest.fixture
def asked(store, embedded):
    """A store with three pages of two wards, and its slips."""
    pages = (defective("1"), defective("2", attending_physician="李医师"), defective("3", discharge_ward="骨科"))
    store.import_reading(make_reading(*pages))
    draw_up_slips(store, MONTH, embedded, Contexts(), NOW)
    return store


def draw(store, embedded):
    return draw_up_slips(store, MONTH, embedded, Contexts(), NOW)


def the_slip(store, number=NUMBER):
    return courses_of(store)[number].slip


def bring(store, folder, said, number=NUMBER, name="交回.xlsx", slip=None):
    """A ward's workbook with these answers: (record number, field) → (answer, value, reason)."""
    slip = slip or the_slip(store, number)
    lines = {line.line: said[line.case_no, line.field] for line in slip.lines if (line.case_no, line.field) in said}
    path = folder / name
    path.write_bytes(workbook({"张医师": table(slip, lines)}))
    return path


def everything(store, number=NUMBER, answer=("原值正确", "", "")):
    return {(line.case_no, line.field): answer for line in the_slip(store, number).lines}


def page_id(store, case_no):
    return next(i for i in store.worklist() if store.page(i).case_no == case_no)


def the_answer(store, case_no="1", field="drug_allergy_flag"):
    lines = {(one.answer.line.case_no, one.answer.line.field): one for one in answers_at(store)}
    return lines[case_no, field]


# -- drawing up


def test_a_slip_a_ward_with_what_the_doctor_mends(asked, embedded):
    assert sorted(courses_of(asked)) == [NUMBER, "2024-03-骨科-01"]
    slip = the_slip(asked)
    assert slip.doctors == ("张医师", "李医师")
    assert {("1", "drug_allergy_flag"), ("2", "abo_blood")} <= {(one.case_no, one.field) for one in slip.lines}
    roles = {embedded.rules.role_of(one.rule).value for one in slip.lines}
    assert roles == {"doctor"}
    assert slip.due == date(2024, 4, 7), "three working days; the 4th to the 6th is 清明, the 7th is worked"


def test_the_days_are_a_setting(asked, embedded):
    asked.set_setting("slips.days", "1")
    assert answer_days(asked) == 1
    assert draw(asked, embedded).slips[0].due == date(2024, 4, 2)
    assert draw(asked, embedded).slips == ()
    asked.set_setting("slips.days", "无")
    assert answer_days(asked) == 3


def test_what_is_waived_is_not_asked(store, embedded):
    store.import_reading(make_reading(defective("1")))
    asked = draw(store, embedded).slips[0]
    rule = next(one.rule for one in asked.lines if one.field == "abo_blood")
    store.add_waiver(Waiver(rule, "本院不查", "甲", NOW))
    drawn = draw_up_slips(store, MONTH, embedded, Contexts.of_waivers(store.waivers()), NOW)
    assert "abo_blood" not in {one.field for one in drawn.slips[0].lines}


def test_other_months_are_not_asked(asked, embedded):
    assert draw_up_slips(asked, read_period("2024-04"), embedded, Contexts(), NOW).slips == ()


def test_made_anew_it_is_the_same_or_another_version(asked, embedded):
    again = draw(asked, embedded)
    assert again.slips == ()
    assert [one.version for one in again.unchanged] == [1, 1]
    one = page_id(asked, "1")
    asked.append(one, set_field(asked.page(one), "abo_blood", "1"))
    drawn = draw(asked, embedded)
    assert [(slip.number, slip.version) for slip in drawn.slips] == [(NUMBER, 2)]
    assert "新制反馈单 1 份" in drawn.in_words()


def test_a_slip_that_is_out_and_asks_nothing_new_stays_out_and_due(asked, embedded):
    send_slip(asked, NUMBER)
    before = courses_of(asked)[NUMBER]
    one = page_id(asked, "1")
    asked.append(one, set_field(asked.page(one), "abo_blood", "1"))
    drawn = draw_up_slips(asked, MONTH, embedded, Contexts(), datetime(2024, 4, 8, 9), wards=("心内科",))
    assert drawn.slips == ()
    assert "1 份已发的只减少了问题" in drawn.in_words()
    after = courses_of(asked)[NUMBER]
    assert (after.slip.version, len(after.open)) == (2, len(before.open) - 1)
    assert (after.state, after.slip.due, after.sent_at) == (SlipState.SENT, before.slip.due, before.sent_at)
    assert after.is_overdue(date(2024, 4, 8))
    asked.append(one, set_field(asked.page(one), "rh_blood", "8"))
    draw(asked, embedded)
    assert courses_of(asked)[NUMBER].state is SlipState.DRAFTED, "what nobody was asked yet has to go out"


def test_an_answered_slip_is_followed_by_another_number(asked, embedded, tmp_path):
    send_slip(asked, NUMBER)
    read_answers(asked, [bring(asked, tmp_path, everything(asked))])
    assert courses_of(asked)[NUMBER].state is SlipState.ANSWERED
    assert NUMBER not in {slip.number for slip in draw(asked, embedded).slips}, "all was asked and waits"
    one = page_id(asked, "1")
    asked.append(one, set_field(asked.page(one), "rh_blood", "8"))
    drawn = draw(asked, embedded)
    (slip,) = drawn.slips
    assert (slip.number, slip.version) == ("2024-03-心内科-02", 1)
    assert {line.field for line in slip.lines} == {"rh_blood"}


def test_a_new_version_keeps_what_was_answered_and_mended(asked, embedded, tmp_path):
    send_slip(asked, NUMBER)
    read_answers(asked, [bring(asked, tmp_path, {("1", "drug_allergy_flag"): ("已改为", "2", "")})])
    accept_answer(asked, the_answer(asked).answer.id)
    draw(asked, embedded)
    send_slip(asked, NUMBER)
    course = courses_of(asked)[NUMBER]
    assert course.slip.version == 2
    assert len(course.asked) - len(course.open) == 1
    counts = counts_of_month(asked, "2024-03", embedded, Contexts(), NOW)
    assert (counts.answered, counts.mended) == (1, 1)
    standing = standing_now(asked, embedded, Contexts(), MONTH, NOW)
    figures = stored_month(asked, embedded, MONTH, NOW, standing=standing).figures
    assert figures.row("mended_rate").numerator == counts.mended
    assert stored_month(asked, embedded, MONTH, NOW).figures.value("mended_rate") is None, "nobody has looked"


# -- writing


def test_files_are_for_this_user_alone_and_in_the_audit(asked, tmp_path):
    slips = [course.slip for course in courses_of(asked).values()]
    files = write_slips(asked, slips, tmp_path / "slips", NOW)
    assert sorted(path.name for path in files) == [
        "反馈单_心内科_2024-03.docx",
        "反馈单_心内科_2024-03.xlsx",
        "反馈单_骨科_2024-03.docx",
        "反馈单_骨科_2024-03.xlsx",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    (entry,) = asked.audit(AuditQuery(frozenset({Deed.EXPORT})))
    assert entry.about["what"] == "反馈单"
    assert entry.about["masked"] is True
    assert entry.about["pages"] == 3
    assert not asked.audit(AuditQuery(frozenset({Deed.IDENTITIES})))


def test_names_by_choice_are_in_the_audit_as_names_that_were_shown(asked, tmp_path):
    (book, *_) = write_slips(asked, [the_slip(asked)], tmp_path, NOW, names=True)
    assert any("王小明" in row for row in sheets_of(book)["张医师"])
    assert asked.audit(AuditQuery(frozenset({Deed.IDENTITIES})))[0].about["pages"] == 2
    assert asked.audit(AuditQuery(frozenset({Deed.EXPORT})))[0].about["masked"] is False


# -- states and lists


def test_open_and_overdue(asked):
    send_slip(asked, NUMBER)
    rows = slip_rows(asked, "2024-03", date(2024, 4, 8))
    assert [(row.number, row.state, row.is_overdue) for row in rows] == [
        (NUMBER, SlipState.SENT, True),
        ("2024-03-骨科-01", SlipState.DRAFTED, False),
    ]
    assert not slip_rows(asked, None, date(2024, 4, 7))[0].is_overdue
    overdue = open_lines(asked, "2024-03", date(2024, 4, 8), overdue=True)
    assert {slip.number for slip, _ in overdue} == {NUMBER}
    assert len(overdue) == rows[0].asked


def test_a_withdrawn_slip_asks_nobody_and_wants_a_reason(asked):
    send_slip(asked, NUMBER)
    with pytest.raises(SlipError, match="理由"):
        withdraw_slip(asked, NUMBER, " ")
    withdraw_slip(asked, NUMBER, "科室弄错")
    assert courses_of(asked)[NUMBER].state is SlipState.WITHDRAWN
    (row,) = [one for one in slip_rows(asked, None, date(2025, 1, 1)) if one.number == NUMBER]
    assert (row.asked, row.is_overdue) == (0, False)
    with pytest.raises(SlipError, match="已收回"):
        send_slip(asked, NUMBER)
    with pytest.raises(SlipError, match="没有单号"):
        send_slip(asked, "2024-03-无-01")


# -- reading back and judging


def test_an_answer_lands_on_its_page_and_changes_nothing_by_itself(asked, tmp_path):
    one = page_id(asked, "1")
    before = asked.page(one)
    back = read_answers(asked, [bring(asked, tmp_path, {("1", "drug_allergy_flag"): ("已改为", "有", "青霉素")})])
    assert (back.answers, back.troubles) == (1, ())
    assert back.unanswered == len(the_slip(asked).lines) - 1
    at = the_answer(asked)
    assert (at.page_id, at.value, at.now) == (one, "2", "7")
    assert at.sets_value
    assert at.is_waiting
    assert not at.is_altered
    assert asked.page(one) == before
    assert [found.answer.id for found in answers_at(asked, page_id=one)] == [at.answer.id]


def test_accepted_it_is_a_change_of_the_doctors_by_whoever_accepts(asked, tmp_path):
    read_answers(asked, [bring(asked, tmp_path, {("1", "drug_allergy_flag"): ("已改为", "2", "青霉素")})])
    applied = accept_answer(asked, the_answer(asked).answer.id)
    one = page_id(asked, "1")
    assert applied is not None
    assert asked.page(one).text("drug_allergy_flag") == "2"
    (entry,) = asked.history(one)
    assert entry.change.source is ChangeSource.SLIP
    assert entry.change.reason.startswith(f"反馈单 {NUMBER} 第")
    assert entry.change.reason.endswith("张医师：青霉素")
    assert entry.author == asked.me.name
    judged = the_answer(asked).answer.judged
    assert judged is not None
    assert (judged.is_accepted, judged.change) == (True, entry.id)
    assert [one.id for one in asked.undoable(one)] == [entry.id], "as any other change"
    with pytest.raises(SlipError, match="已由"):
        accept_answer(asked, the_answer(asked).answer.id)


def test_refused_it_changes_nothing_and_wants_a_word(asked, tmp_path):
    read_answers(asked, [bring(asked, tmp_path, {("1", "drug_allergy_flag"): ("已改为", "2", "")})])
    at = the_answer(asked)
    with pytest.raises(SlipError, match="理由"):
        refuse_answer(asked, at.answer.id, "")
    refuse_answer(asked, at.answer.id, "病历没有写")
    judged = the_answer(asked).answer.judged
    assert judged is not None
    assert (judged.is_accepted, judged.word) == (False, "病历没有写")
    assert asked.page(at.page_id).text("drug_allergy_flag") == "7"
    assert len(asked.month_entries("2024-03", [MonthKind.ANSWER_JUDGED], NUMBER)) == 1


def test_a_page_altered_meanwhile_is_shown_with_both_and_never_overwritten(asked, tmp_path):
    path = bring(asked, tmp_path, {("1", "drug_allergy_flag"): ("已改为", "2", "")})
    one = page_id(asked, "1")
    asked.append(one, set_field(asked.page(one), "drug_allergy_flag", "1"))
    read_answers(asked, [path])
    at = the_answer(asked)
    assert at.is_altered
    assert (at.answer.line.shown, at.now, at.value) == ("7", "1 无", "2")
    with pytest.raises(SlipError, match="发单时是“7”，现在页面上已是“1 无”"):
        accept_answer(asked, at.answer.id)
    assert asked.page(one).text("drug_allergy_flag") == "1"
    assert the_answer(asked).is_waiting, "it is still to be decided"
    refuse_answer(asked, at.answer.id, "已另行核对")


def test_what_the_coder_has_mended_the_same_way_is_accepted_without_a_change(asked, tmp_path):
    path = bring(asked, tmp_path, {("1", "drug_allergy_flag"): ("已改为", "2 有", "")})
    one = page_id(asked, "1")
    asked.append(one, set_field(asked.page(one), "drug_allergy_flag", "2"))
    read_answers(asked, [path])
    assert accept_answer(asked, the_answer(asked).answer.id) is None
    assert len(asked.history(one)) == 1


def test_right_as_it_is_leaves_the_page_and_is_offered_to_the_gate_only(asked, embedded, tmp_path):
    read_answers(asked, [bring(asked, tmp_path, everything(asked, answer=("原值正确", "", "已核对病历")))])
    one = page_id(asked, "1")
    page = asked.page(one)
    findings = examine(page, embedded, Context(as_of=NOW)).findings
    at = the_answer(asked, field="abo_blood")
    suspected = [replace(f, strength=type(f.strength).SUSPECTED) for f in findings]
    offered = offered_answer(at, suspected)
    assert offered is not None
    assert offered.reason.startswith("已核对病历（反馈单")
    assert accept_answer(asked, at.answer.id) is None
    assert asked.history(one) == [], "nothing was done by itself"
    asked.append(one, offered)
    assert list(answers_of(course_of(asked.history(one)).standing).values()) == [offered.reason]
    assert offered_answer(at, [f for f in findings if f.strength.value == "clear"]) is None, "a clear error holds"


def test_the_same_file_twice_and_a_copy_of_it(asked, tmp_path):
    path = bring(asked, tmp_path, everything(asked))
    copy = tmp_path / "副本.xlsx"
    copy.write_bytes(path.read_bytes())
    first = read_answers(asked, [path, copy])
    assert first.answers == len(the_slip(asked).lines)
    assert "内容相同" in first.notes[0]
    again = read_answers(asked, [path])
    assert (again.answers, again.again) == (0, first.answers)


def test_another_answer_later_takes_the_place_of_the_first(asked, tmp_path):
    key = ("1", "drug_allergy_flag")
    read_answers(asked, [bring(asked, tmp_path, {key: ("原值正确", "", "")})])
    first = the_answer(asked).answer.id
    back = read_answers(asked, [bring(asked, tmp_path, {key: ("已改为", "2", "")}, name="b.xlsx")])
    assert "与以前读入的答复不同" in back.notes[0]
    assert the_answer(asked).value == "2"
    with pytest.raises(SlipError, match="更新的答复"):
        accept_answer(asked, first)


def test_an_older_version_comes_back(asked, embedded, tmp_path):
    path = bring(asked, tmp_path, everything(asked))
    one = page_id(asked, "1")
    asked.append(one, set_field(asked.page(one), "rh_blood", "8"))
    draw(asked, embedded)
    assert the_slip(asked).version == 2
    back = read_answers(asked, [path])
    assert back.troubles == ()
    assert "第 1 版，现在是第 2 版" in back.notes[0]
    assert len(courses_of(asked)[NUMBER].open) == 1


def test_a_withdrawn_slip_that_comes_back_is_told(asked, tmp_path):
    path = bring(asked, tmp_path, everything(asked))
    withdraw_slip(asked, NUMBER, "弄错")
    back = read_answers(asked, [path])
    assert back.answers
    assert "已收回" in back.notes[0]


def test_somebody_elses_file_and_no_slip_at_all(asked, tmp_path):
    slip = the_slip(asked)
    other = replace(
        slip, lines=tuple(replace(one, problem="别的问题", case_no=f"9{one.case_no}") for one in slip.lines)
    )
    foreign = bring(asked, tmp_path, {(f"9{c}", f): v for (c, f), v in everything(asked).items()}, slip=other)
    none = tmp_path / "名单.csv"
    none.write_text("姓名,电话\n甲,1\n", encoding="utf-8")
    back = read_answers(asked, [foreign, none, tmp_path / "没有.xlsx"])
    assert back.answers == 0
    assert sum("不是这里发出的" in one for one in back.troubles) == len(slip.lines)
    assert any("不是反馈单" in one for one in back.troubles)
    assert any("打不开" in one for one in back.troubles)


def test_on_another_machine_the_workbook_is_found_by_its_stays(asked, tmp_path):
    path = tmp_path / "交回.xlsx"
    write_slip_book(path, the_slip(asked))
    said = fill(path, 1)
    with_pages = SqliteStore(tmp_path / "b" / "病案.sqlite")
    with_pages.import_reading(make_reading(defective("9"), defective("2"), defective("1")))
    back = read_answers(with_pages, [path])
    assert (back.answers, back.troubles) == (len(said), ())
    assert "不是在这里制作的" in back.notes[0]
    at = the_answer(with_pages)
    assert with_pages.page(at.page_id).case_no == "1"
    assert read_answers(with_pages, [path]).again == len(said), "taken up once"
    with_pages.close()
    empty = SqliteStore(tmp_path / "c" / "病案.sqlite")
    back = read_answers(empty, [path])
    assert back.answers == 0
    assert "请先导入该病案" in back.troubles[0]
    empty.close()


def test_slips_of_files_are_those_of_the_store(asked, embedded):
    found = []
    for _, page in asked.pages(asked.worklist()):
        seen = examine(page, embedded, Context(as_of=NOW, neighbours=()))
        found.append((page, seen.findings, (seen.price.weight,)))
    slips = slips_of_findings(found, "2024-03", lambda page, rule: embedded.of(page).rules.role_of(rule))
    assert [(slip.number, len(slip.lines)) for slip in slips] == [
        (number, len(course.slip.lines)) for number, course in sorted(courses_of(asked).items())
    ]


def test_the_journal_holds_no_person_and_no_amount(asked, tmp_path):
    read_answers(asked, [bring(asked, tmp_path, everything(asked))])
    told = repr([entry.said for entry in asked.month_entries()])
    for secret in ("王小明", "379903196311066494", "12345.67"):
        assert secret not in told


# -- who may


@pytest.fixture
def department(tmp_path, embedded):
    """A sealed store with two wards and their slips."""
    made = Department(tmp_path / "科室" / "病案.sqlite")
    made.first.import_reading(make_reading(defective("1"), defective("3", discharge_ward="骨科")))
    draw_up_slips(made.first, MONTH, embedded, Contexts(), NOW)
    yield made
    made.close()


@pytest.mark.parametrize("role", [Role.CODER, Role.INSURANCE, Role.ADMINISTRATOR, Role.READER])
def test_only_officers_make_slips_and_judge_answers(department, embedded, tmp_path, role):
    path = bring(department.first, tmp_path, everything(department.first))
    read_answers(department.first, [path])
    at = the_answer(department.first)
    other = department.one_of(role)
    for deed in (
        lambda: draw_up_slips(other, MONTH, embedded, Contexts(), NOW),
        lambda: write_slips(other, [the_slip(department.first)], tmp_path / "x", NOW),
        lambda: read_answers(other, [path]),
        lambda: accept_answer(other, at.answer.id),
        lambda: refuse_answer(other, at.answer.id, "不"),
    ):
        with pytest.raises(NotAllowedError):
            deed()
    assert not (tmp_path / "x").exists()
    assert the_answer(department.first).is_waiting


def test_an_officer_does_it_all_and_a_ward_sees_its_own(department, tmp_path):
    officer = department.one_of(Role.OFFICER)
    read_answers(officer, [bring(officer, tmp_path, everything(officer, answer=("已补记", "", "")))])
    accept_answer(officer, the_answer(officer).answer.id)
    head = department.one_of(Role.READER, wards=frozenset({"骨科"}))
    assert list(courses_of(head)) == ["2024-03-骨科-01"]
    assert answers_at(head) == ()
