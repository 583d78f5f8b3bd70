"""A month in a sealed store with several people: nobody is named in its journal, nobody freezes what she cannot see."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from time import process_time

import pytest

from coding.base.errors import CodingError
from coding.base.period import read_period
from coding.indicators.page_facts import PageFacts
from coding.review.people import Role
from coding.review.slips import Slip, SlipLine
from coding.review.write_back import Checked, Outcome, PlaceChange, checks_of
from coding.store.kept_audit import AuditQuery, Deed
from coding.store.kept_months import MonthEntry, MonthKind
from coding.store.store_errors import NotAllowedError
from coding.work import slip_answers
from coding.work.archiving import fines_now, frozen_fines
from coding.work.batches import receive, upload, uploadable
from coding.work.contexts import Contexts
from coding.work.losses import loss_list
from coding.work.month_records import answer_question, ask_insurer, questions, set_target
from coding.work.month_steps import step_words, steps_at
from coding.work.months import close_month, frozen_figures, note_report, open_month, reopen_month, the_month
from coding.work.rechecking import examined, outdated
from coding.work.rejections import all_rejections, bring_rejections
from coding.work.slip_answers import accept_answer, answers_at, read_answers
from coding.work.slips import send_slip
from coding.work.stored_report import trend_before
from db.sqlite.opening import open_reader
from tests.db.conftest import make_page
from tests.db.sealed import Department, Ticking
from tests.exchange.slip_rows import table, workbook
from tests.work.month_store import MONTH, NOW, figures, keep, passed

PERSON = {
    "patient_name": "欧阳样例",
    "id_no": "379903196311066494",
    "current_address": "江苏省南京市鼓楼区某路12号",
    "current_phone": "13912345678",
    "contact_name": "司马联系",
}
SECRETS = ("欧阳", "379903196311066494", "鼓楼", "13912345678", "司马", "13800001111")
NUMBER = "2026-10-心内科-01"


def page(case_no, day, ward="心内科"):
    moments = {"admission_datetime": "2026-10-01 08:00:00", "discharge_datetime": f"2026-10-{day} 10:00:00"}
    return make_page(case_no, discharge_ward=ward, drug_allergy_flag="7", **moments, **PERSON)


@pytest.fixture
def department(tmp_path):
    found = Department(tmp_path / "首页.sqlite", Ticking(NOW))
    yield found
    found.close()


@pytest.fixture
def officer(department):
    store = department.one_of(Role.OFFICER)
    keep(store, [page("1001", 11), page("1002", 12), page("1003", 13, "普外科")])
    open_month(store, MONTH)
    return store


def ids_of(store):
    return [one.id for one in store.figures("2026-10-01", "2026-10-31")]


def line(at, case_no, day, field, value, page_id, *, is_told=True):
    return SlipLine(
        at, case_no, "1", f"2026-10-{day}", "心内科", "张医师", field, None, value, value, "请核对", "依据", "核对",
        "FP-ACC-085", is_value_told=is_told, page_id=page_id,
    )  # fmt: skip


@pytest.fixture
def slip(officer):
    """A slip that is out: an allergy, a name, a sum of fees."""
    one, two, _ = ids_of(officer)
    made = Slip(
        NUMBER,
        1,
        "心内科",
        MONTH,
        None,
        (
            line(1, "1001", 11, "drug_allergy_flag", "7", one),
            line(2, "1002", 12, "patient_name", "", two, is_told=False),
            line(3, "1002", 12, "fee_total", "", two, is_told=False),
        ),
    )
    officer.note_month(MonthKind.SLIP, made.as_dict(), month=MONTH, subject=NUMBER)
    send_slip(officer, NUMBER)
    return made


@pytest.fixture
def answered(officer, slip, tmp_path):
    """The workbook that came back, read."""
    reason = "患者欧阳样例（13912345678，家属13800001111）核对过"
    said = {1: ("已改为", "1", reason), 2: ("已改为", "欧阳新名", ""), 3: ("已改为", "98765.43", "")}
    path = tmp_path / "交回.xlsx"
    path.write_bytes(workbook({"张医师": table(slip, said)}))
    assert read_answers(officer, [path]).answers == 3
    return path


def everything_said(store):
    return json.dumps([dict(entry.said) for entry in store.month_entries()], ensure_ascii=False)


def test_nobody_is_named_in_what_a_doctor_answers_nor_in_the_change_made_of_it(officer, answered):
    assert "核对过" in everything_said(officer)
    assert not [secret for secret in SECRETS if secret in everything_said(officer)]
    assert "98765" not in everything_said(officer)
    allergy, name = (one for one in answers_at(officer) if one.answer.line.field != "fee_total")
    accept_answer(officer, allergy.answer.id)
    change = officer.history(allergy.page_id)[-1].change
    assert "核对过" in change.reason
    assert not [secret for secret in SECRETS if secret in change.reason]
    assert "请打开该病案" in name.why
    told = json.dumps([dict(one.about) for one in officer.audit(limit=1000)], ensure_ascii=False, default=str)
    assert not [secret for secret in SECRETS if secret in told]


def test_the_same_workbook_once_more_brings_nothing_new(officer, answered):
    again = read_answers(officer, [answered])
    assert (again.answers, again.again) == (0, 3)


def test_an_answer_passes_over_nobody_who_was_quicker_in_another_window(officer, answered, department, monkeypatch):
    """The other window writes between the look and the Change."""
    other = department.one_of(Role.CODER)
    waiting = next(one for one in answers_at(officer) if one.answer.line.field == "drug_allergy_flag")
    looked = slip_answers._waiting

    def quicker(store, answer_id):
        found = looked(store, answer_id)
        other.append(found.page_id, slip_answers.change_of(other.page(found.page_id), found.answer.line, "2", "x", ""))
        return found

    monkeypatch.setattr(slip_answers, "_waiting", quicker)
    with pytest.raises(CodingError, match="现在页面上已是"):
        accept_answer(officer, waiting.answer.id)
    assert officer.page(waiting.page_id).text("drug_allergy_flag") == "2"


def rejections(folder, name="退回.csv", more=""):
    path = folder / name
    path.write_text(
        "病案号,出院日期,错误字段,错误值,错误代码,错误信息\n"
        f"1001,2026-10-11,身份证号,379903196311066494,E1,欧阳样例的证件号379903196311066494不符\n"
        f"1003,2026-10-13,现住址,江苏省南京市鼓楼区某路12号,E2,住址江苏省南京市鼓楼区某路12号\n"
        f"9999,2026-10-13,总费用,1,E3,电话13800001111\n{more}",
        encoding="gb18030",
    )
    return path


def test_nobody_is_named_in_what_a_platform_turned_back(officer, department, tmp_path):
    assert len(bring_rejections(officer, rejections(tmp_path), "hqms", MONTH).new) == 3
    assert not [secret for secret in SECRETS if secret in everything_said(officer)]
    saved_again = rejections(tmp_path, "另存.csv", more="1002,2026-10-12,,,E4,新的一行\n")
    assert len(bring_rejections(officer, saved_again, "hqms", MONTH).new) == 1
    reader = department.one_of(Role.READER, wards=frozenset({"普外科"}))
    assert [one.case_no for one in all_rejections(reader)] == ["1003"]


def test_nobody_is_named_in_what_people_write_of_a_page_whoever_writes_it(officer, department):
    one = ids_of(officer)[0]
    insurance = department.one_of(Role.INSURANCE)
    said = {"rule": "R", "field": "", "index": None, "answer": "right", "words": "欧阳样例的儿子司马联系说"}
    insurance.note_month(MonthKind.SUSPECTED, said, month=MONTH, subject="R", page_id=one)
    asked = ask_insurer(insurance, "欧阳样例（1001）能否退费", NOW.date(), page_id=one)
    assert asked.text == "**（1001）能否退费"
    answer_question(insurance, asked.number, "欧阳样例可以", NOW.date())
    assert questions(officer)[0].answer == "**可以"
    assert not [secret for secret in SECRETS if secret in everything_said(officer)]


def test_who_sees_no_persons_writes_no_files_of_an_upload(officer, department, tmp_path):
    ids = ids_of(officer)
    passed(officer, ids)
    insurance = department.one_of(Role.INSURANCE)
    ready = uploadable(insurance, ids, "hqms", MONTH).ready
    with pytest.raises(CodingError, match="质控员写出"):
        upload(insurance, MONTH, "hqms", ready, tmp_path / "上报.csv", NOW)
    assert not (tmp_path / "上报.csv").exists()
    made = upload(officer, MONTH, "hqms", ready, tmp_path / "上报.csv", NOW)
    receive(insurance, made.batch, "R-1")


def test_the_money_blind_see_the_steps_and_close_no_month(officer, department):
    department.add("blind", "盲质控", Role.OFFICER, is_money_blind=True)
    blind = department.come("blind")
    words = [step_words(one) for one in steps_at(blind, MONTH, the_month(blind, MONTH))]
    assert "结算结果：您的权限看不到结算结果" in words
    refused = AuditQuery(deeds=frozenset({Deed.REFUSED}))
    assert not officer.audit(refused), "a look at the board is no attempt at anything"
    with pytest.raises(NotAllowedError, match="金额"):
        close_month(blind, figures(), "没有要补的")
    assert not the_month(officer, MONTH).is_closed
    assert [one.name for one in officer.audit(refused)] == ["盲质控"]


def test_who_may_not_reopen_is_refused_and_that_is_in_the_audit(officer, department):
    close_month(officer, figures(), "没有要补的")
    for role in (Role.CODER, Role.INSURANCE):
        with pytest.raises(NotAllowedError):
            reopen_month(department.one_of(role), MONTH, "想改")
    with pytest.raises(NotAllowedError):
        reopen_month(officer, MONTH, "想改")
    told = officer.audit(AuditQuery(deeds=frozenset({Deed.REFUSED})))
    assert [one.about["command"] for one in told] == ["reopen_month"] * 3
    assert reopen_month(department.one_of(Role.ADMINISTRATOR), MONTH, "漏了两份").label == "已重开"


def test_a_month_that_was_reopened_has_neither_its_report_nor_its_fines_any_more(officer, department):
    one = ids_of(officer)[0]
    facts = PageFacts("1001", "2026-10-11T10:00:00", ward="心内科", doctor="张医师", archived="2026-10-30T10:00:00")
    officer.keep_facts([(one, facts)], "s1")
    close_month(officer, figures(), "没有要补的", as_of=NOW)
    note_report(officer, MONTH, "month", ["月报.docx"])
    first = frozen_fines(officer, MONTH)
    assert first.yuan > 0

    def done(store):
        return {one.step.key: one.is_done for one in steps_at(store, MONTH, the_month(store, MONTH))}["report"]

    assert done(officer)
    reopen_month(department.one_of(Role.ADMINISTRATOR), MONTH, "归档时间导错了")
    assert not done(officer)
    assert frozen_fines(officer, MONTH) is None
    officer.keep_facts([(one, PageFacts("1001", "2026-10-11T10:00:00", archived="2026-10-12T10:00:00"))], "s1")
    close_month(officer, figures(), "没有要补的", as_of=datetime(2026, 11, 5))
    assert frozen_fines(officer, MONTH).yuan == 0
    assert len(officer.month_entries(MONTH, [MonthKind.FINES])) == 2


def test_of_pages_that_nobody_says_were_archived_no_statement_is_frozen(officer):
    officer.keep_facts([(one, PageFacts("1", "2026-10-11T10:00:00")) for one in ids_of(officer)], "s1")
    close_month(officer, figures(), "没有要补的", as_of=NOW)
    assert frozen_fines(officer, MONTH) is None


def test_two_who_draw_up_the_same_version_at_once_get_each_answer_at_its_question(officer, slip, tmp_path):
    """The other one's version 1 has other lines under the same numbers."""
    one, _, _ = ids_of(officer)
    other = Slip(NUMBER, 1, "心内科", MONTH, None, (line(1, "1001", 11, "abo_blood", "", one),))
    officer.note_month(MonthKind.SLIP, {**other.as_dict(), "state": "sent"}, month=MONTH, subject=NUMBER)
    for made, name in ((slip, "一.xlsx"), (other, "二.xlsx")):
        path = tmp_path / name
        path.write_bytes(workbook({"张医师": table(made, {1: ("已改为", "1", "")})}))
        assert read_answers(officer, [path]).answers == 1
    assert {found.answer.line.field for found in answers_at(officer)} == {"drug_allergy_flag", "abo_blood"}


def test_a_value_that_is_no_value_of_any_field_is_not_read(officer, slip, tmp_path):
    path = tmp_path / "交回.xlsx"
    path.write_bytes(workbook({"张医师": table(slip, {1: ("已改为", "胆" * 10_000, "")})}))
    read = read_answers(officer, [path])
    assert read.answers == 0
    assert "新值有 10,000 字" in read.troubles[0]


def test_a_target_is_a_number(officer):
    with pytest.raises(CodingError, match="不是数字"):
        set_target(officer, "cmi", "", 2026, Decimal("NaN"))


def test_what_was_not_examined_is_in_no_list_as_good(officer, embedded):
    one = ids_of(officer)[0]
    officer.keep_facts([(one, PageFacts("1001", "2026-10-11T10:00:00", archived="2026-10-12T10:00:00"))], "s1")
    statement = fines_now(officer, read_period(MONTH), NOW)
    assert statement.unjudged == {"没有按现在的内容质控，归档时间还不知道": 2}
    lead = loss_list(officer, embedded, MONTH, made_at=NOW).pages[0].lead
    assert "病案 3 份" in lead[0]
    assert any("没有判断" in told for told in lead)


def test_pages_that_an_older_program_judged_are_judged_anew_for_their_facts(officer, embedded):
    """Their verdicts stand, so that nothing else would ever find their facts."""
    ids, contexts = ids_of(officer), Contexts()
    for verdicts in examined(officer, ids, embedded, contexts, NOW):
        officer.keep_verdicts([(page_id, replace(verdict, facts=None)) for page_id, verdict in verdicts])
    assert sorted(outdated(officer, embedded, contexts, NOW)) == ids
    for verdicts in examined(officer, ids, embedded, contexts, NOW):
        officer.keep_verdicts(verdicts)
    assert outdated(officer, embedded, contexts, NOW) == []
    assert officer.lacking_facts() == frozenset()


def test_what_a_closing_froze_is_kept_packed_and_the_trend_reads_it(officer):
    close_month(officer, figures(), "没有要补的")
    with closing(open_reader(officer.path, officer._seat.data_key)) as raw:
        (said,) = raw.execute("SELECT said FROM month_entries WHERE kind = 'closed'").fetchone()
    assert "例均费用" not in said
    assert frozen_figures(the_month(officer, MONTH)) == figures()
    assert trend_before(officer, read_period("2026-11")) == (
        (MONTH, {"cases": Decimal(4), "mean_cost": Decimal("10.50")}),
    )
    assert officer.verify().complaints == ()


def test_five_thousand_lines_that_come_back_are_read_in_seconds(officer, tmp_path):
    one, two, _ = ids_of(officer)
    lines = tuple(
        replace(line(at, "1001", 11, "dx_code", "8", one if at % 2 else two), index=at) for at in range(1, 5_001)
    )
    made = Slip(NUMBER, 1, "心内科", MONTH, None, lines)
    officer.note_month(MonthKind.SLIP, made.as_dict(), month=MONTH, subject=NUMBER)
    path = tmp_path / "交回.csv"
    rows = table(made, {one.line: ("原值正确", "", "说明") for one in lines})
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), encoding="utf-8-sig")
    began = process_time()
    assert read_answers(officer, [path]).answers == 5_000
    assert process_time() - began < 30, "each line looked up among all the others, with its sum, takes minutes"


def test_an_export_without_the_column_takes_back_nothing_that_an_earlier_one_said():
    change = PlaceChange("abo_blood", None, "8", "1")
    told = [Checked(1, change, Outcome.MISSING, "8"), Checked(1, change, Outcome.UNKNOWN)]
    noted = [
        MonthEntry(n, MONTH, MonthKind.WRITTEN_BACK, "", 1, one.as_said(), 1, "", NOW) for n, one in enumerate(told)
    ]
    assert [one.outcome for one in checks_of(noted)] == [Outcome.MISSING]
    again = Checked(1, replace(change, new="2"), Outcome.UNKNOWN).as_said()
    noted.append(MonthEntry(9, MONTH, MonthKind.WRITTEN_BACK, "", 1, again, 1, "", NOW))
    assert [one.outcome for one in checks_of(noted)] == [Outcome.UNKNOWN], "of another change nothing is known"
