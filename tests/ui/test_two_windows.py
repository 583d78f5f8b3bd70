"""Two windows on one store: neither shows or judges a page that is no longer the stored one."""

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtTest import QSignalSpy, QTest

from coding.examine.examine import examine
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import insert_row, set_field
from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from coding.page.waiver import Waiver
from coding.store.store_errors import StoreCorruptError
from coding.suggest.term_book import TermPair
from coding.work.hospital_knowledge import knowledge_source
from coding.work.knowledge_copies import keep_knowledge_source
from coding.work.verdicts import verdict_of
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.damage import take_off_guards
from ui.form.form_view import PageForm
from ui.recheck import BatchExamination
from ui.session import Session
from ui.tasks import TaskRunner

PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "abo_blood": "1", "rh_blood": "2", "patient_name": "钱演示"},
    (Diagnosis("K80.100", "胆囊结石", "1"),),
)


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "two.sqlite")
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    session = Session(store, load_knowledge())
    session.open(store.worklist()[0])
    yield session
    store.close()


@pytest.fixture
def form(qtbot, session):
    form = PageForm(session)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitExposed(form)
    return form


@pytest.fixture
def other(tmp_path, session):
    store = SqliteStore(tmp_path / "two.sqlite")
    yield store
    store.close()


def test_an_edit_here_shows_what_was_edited_there(session, form, other):
    there = other.page(session.page_id)
    other.append(session.page_id, set_field(there, "rh_blood", "1"))
    there = other.page(session.page_id)
    other.append(session.page_id, insert_row(there, "diagnosis", Diagnosis("I10.x00", "高血压病", "1")))
    session.apply(set_field(session.page, "abo_blood", "3"))
    assert session.page == other.page(session.page_id)
    assert form._edits["rh_blood"].text().startswith("1 ")
    assert form._tables["diagnosis"].rows.length == 2


def test_an_edit_of_what_was_edited_there_is_refused_in_words(session, form, other, qtbot):
    there = other.page(session.page_id)
    other.append(session.page_id, set_field(there, "abo_blood", "3"))
    edit = form._edits["abo_blood"]
    form.focus_place(Place("abo_blood"))
    QTest.keyClick(edit, "2")
    with qtbot.waitSignal(session.failed) as told:
        form.flush()
    assert "另一个窗口" in told.args[0]
    assert edit.value == session.page.text("abo_blood") == "3"
    assert not edit.list_is_open()


def test_a_list_closes_when_the_form_goes_elsewhere(form):
    edit = form._edits["abo_blood"]
    form.focus_place(Place("abo_blood"))
    edit.open_choices()
    assert edit.list_is_open()
    form.focus_place(Place("patient_name"))
    assert not edit.list_is_open()
    assert form._edits["patient_name"].hasFocus()


def test_a_window_that_is_looked_at_again_shows_what_was_done_in_the_other(session, form, other, qtbot):
    there = other.page(session.page_id)
    other.append(session.page_id, set_field(there, "abo_blood", "3"))
    with qtbot.waitSignals([session.changed, session.judged]):
        session.catch_up()
    assert session.page == other.page(session.page_id)
    assert form._edits["abo_blood"].value == "3"
    assert session.can_undo(), "what the other window did can be taken back here as well"
    with qtbot.assertNotEmitted(session.changed):
        session.catch_up()


def test_what_was_written_here_is_not_read_once_more(session, monkeypatch):
    read = []
    for name in ("page", "history", "neighbours"):
        one = getattr(session.store, name)
        monkeypatch.setattr(session.store, name, lambda *asked, one=one: read.append(asked) or one(*asked))
    session.apply(set_field(session.page, "abo_blood", "3"))
    read.clear()
    told = QSignalSpy(session.judged)
    session.catch_up()
    assert not read
    assert not told.count()


@pytest.mark.parametrize("here", ["edit", "verdict"])
def test_what_the_other_window_wrote_before_something_was_written_here_is_shown(session, other, here):
    page_id = session.page_id
    other.append(page_id, set_field(other.page(page_id), "abo_blood", "3"))
    if here == "edit":
        session.apply(set_field(session.page, "contact_name", "李"))
    else:
        session.keep_verdict()
    session.catch_up()
    assert session.page == other.page(page_id)
    assert session.page.text("abo_blood") == "3"
    assert session.store.rows([page_id])[0].state == session.examination.state


def test_what_the_other_window_wrote_to_another_page_is_told_whatever_is_written_here(session, other, qtbot):
    (came,) = other.import_reading(Reading("二.csv", "n041", "utf-8", (), (FrontPage({"case_no": "000002"}),))).added
    session.catch_up()
    session.apply(set_field(session.page, "abo_blood", "3"))
    other.append(came, set_field(other.page(came), "abo_blood", "3"))
    session.apply(set_field(session.page, "abo_blood", "4"))
    with qtbot.waitSignal(session.judged, check_params_cb=lambda ids: came in ids):
        session.catch_up()


def test_a_verdict_of_the_other_window_is_told_though_a_file_was_read_there_as_well(session, other, qtbot):
    page_id = session.page_id
    other.keep_verdicts([(page_id, verdict_of(session.examination))])
    other.import_reading(Reading("二.csv", "n041", "utf-8", (), (FrontPage({"case_no": "000002"}),)))
    with qtbot.waitSignal(session.judged, check_params_cb=lambda ids: page_id in ids):
        session.catch_up()


def test_pages_that_came_in_the_other_window_are_listed_here(session, other, qtbot):
    other.import_reading(Reading("二.csv", "n041", "utf-8", (), (FrontPage({"case_no": "000002"}),)))
    with qtbot.waitSignal(session.worklist_changed):
        session.catch_up()


def test_another_stay_that_came_in_the_other_window_stands_beside_the_page_here(session, other, qtbot):
    runner = TaskRunner()
    batch = BatchExamination(session, runner)
    batch.start()
    qtbot.waitUntil(lambda: not runner.running)
    assert session.context.neighbours == ()
    stay = FrontPage({"case_no": "000001", "discharge_datetime": "2026-02-01 10:00:00"})
    (came,) = other.import_reading(Reading("二.csv", "n041", "utf-8", (), (stay,))).added
    session.catch_up()
    qtbot.waitUntil(lambda: not runner.running)
    assert session.context.neighbours == (other.page(came),)
    assert session.examination == examine(session.page, session.knowledge, session.judge.judged_in[1])
    runner.shutdown()


def test_an_edit_in_the_other_window_makes_another_stay_of_the_page_here_and_ends_it(session, other, qtbot):
    stay = FrontPage({"case_no": "000002", "discharge_datetime": "2026-02-01 10:00:00"})
    (came,) = other.import_reading(Reading("二.csv", "n041", "utf-8", (), (stay,))).added
    session.catch_up()
    assert session.context.neighbours == ()
    for number in ("000001", "000003"):
        other.append(came, set_field(other.page(came), "case_no", number))
        with qtbot.waitSignal(session.examined):
            session.catch_up()
        assert session.context.neighbours == ((other.page(came),) if number == "000001" else ())
        assert session.examination == examine(session.page, *session.judge.judged_in)
    with qtbot.assertNotEmitted(session.examined):
        session.catch_up()


def test_a_verdict_from_before_an_edit_of_another_stay_comes_too_late(session, other, qtbot):
    runner = TaskRunner()
    batch = BatchExamination(session, runner)
    stay = FrontPage({"case_no": "000001", "discharge_datetime": "2026-02-01 10:00:00"})
    (came,) = other.import_reading(Reading("二.csv", "n041", "utf-8", (), (stay,))).added
    context = session.contexts.of([came], session.clock())[came]
    before = verdict_of(examine(other.page(came), session.knowledge, context), context)
    session.apply(set_field(session.page, "abo_blood", "3"))
    qtbot.waitUntil(lambda: not runner.running)
    now = other.rows([came])[0]
    assert now.stamp not in ("", before.stamp)
    batch._keep([(came, before)], since=0)
    assert other.rows([came])[0] == now
    runner.shutdown()


def test_a_page_that_became_another_person_there_is_judged_on_both_here(session, other):
    pages = [FrontPage({"case_no": number, "discharge_datetime": "2026-02-01"}) for number in ("000001", "000002")]
    old, new = other.import_reading(Reading("二.csv", "n041", "utf-8", (), tuple(pages))).added
    session.catch_up()
    told = []
    session.changed.connect(told.append)
    other.append(session.page_id, set_field(other.page(session.page_id), "case_no", "000002"))
    session.catch_up()
    assert told[-1].beside == {old, new}
    assert session.context.neighbours == (other.page(new),)


def test_an_edit_that_makes_other_stays_is_judged_with_them(session, other):
    stay = FrontPage({"case_no": "000002", "discharge_datetime": "2026-02-01 10:00:00"})
    (came,) = other.import_reading(Reading("二.csv", "n041", "utf-8", (), (stay,))).added
    told = []
    session.changed.connect(told.append)
    session.apply(set_field(session.page, "case_no", "000002"))
    knowledge, context = session.judge.judged_in
    assert context.neighbours == (other.page(came),)
    assert told[-1].beside == {came}
    assert session.examination == examine(session.page, knowledge, context)


def test_a_waiver_of_the_other_window_counts_here(session, other):
    finding = session.examination.findings[0]
    other.add_waiver(Waiver(finding.rule, "本院不查", "乙", datetime(2026, 3, 1)))
    session.catch_up()
    assert finding.rule not in {f.rule for f in session.examination.findings}


def test_what_an_edit_leaves_unread_is_judged_as_if_all_were_read_anew(session, other):
    changes = [
        lambda page: set_field(page, "abo_blood", ""),
        lambda page: insert_row(page, "diagnosis", Diagnosis("I10.x00", "高血压病", "1")),
        lambda page: set_field(page, "sex", "1"),
        lambda page: set_field(page, "principal_dx_code", "O80.000"),
        lambda page: set_field(page, "discharge_datetime", "2026-02-30"),
    ]
    for change in changes:
        session.apply(change(session.page))
        knowledge, context = session.judge.judged_in
        assert session.examination == examine(session.page, knowledge, context)
    session.undo()
    session.undo()
    session.redo()
    there = other.page(session.page_id)
    other.append(session.page_id, set_field(there, "rh_blood", "1"))
    session.apply(set_field(session.page, "patient_name", "钱示例"))
    assert session.page == other.page(session.page_id)
    assert session.examination == examine(session.page, *session.judge.judged_in)


def test_a_page_that_cannot_be_read_leaves_the_page_in_work_in_work(session, other):
    (damaged,) = other.import_reading(Reading("二.csv", "n041", "utf-8", (), (FrontPage({"case_no": "000002"}),))).added
    with sqlite3.connect(other.path) as raw:
        take_off_guards(raw).execute("UPDATE contents SET original = '{', current = '{' WHERE page_id = ?", (damaged,))
    raw.close()
    here, page = session.page_id, session.page
    with pytest.raises(StoreCorruptError):
        session.open(damaged)
    assert (session.page_id, session.page) == (here, page)
    session.apply(set_field(session.page, "contact_name", "李"))
    assert other.page(here).text("contact_name") == "李"


def test_while_another_program_writes_a_page_opens_at_once_and_its_verdict_is_kept_later(session, other, qtbot):
    runner = TaskRunner()
    batch = BatchExamination(session, runner)
    assert not batch.is_running
    page_id = session.page_id
    session.apply(set_field(session.page, "abo_blood", "3"))
    other.append(page_id, set_field(other.page(page_id), "rh_blood", "1"))
    assert other.rows([page_id])[0].state == ""
    writer = sqlite3.connect(other.path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with qtbot.waitSignal(session.noted.postponed), qtbot.assertNotEmitted(session.failed):
        session.open(page_id)
    assert other.rows([page_id])[0].state == ""
    writer.execute("COMMIT")
    writer.close()
    session.close_page()
    qtbot.waitUntil(lambda: other.rows([page_id])[0].state != "")
    runner.shutdown()


def test_rules_switched_in_the_other_window_judge_here(coder):
    window = coder.start(sample=True)
    coder.rest()
    stamp = coder.session.knowledge.stamp
    other = SqliteStore(window.session.store.path)
    other.edit_rules([("FP-STD-002", {"on": "0"})], "停用")
    coder.session.catch_up()
    coder.rest()
    assert coder.session.knowledge.stamp != stamp
    assert coder.session.knowledge.stamp == load_knowledge(knowledge_source(other)).stamp
    other.close()


def test_what_the_other_window_has_imported_is_judged_by_here(coder, tmp_path):
    table = tmp_path / "本院诊断.csv"
    table.write_text("编码,名称\nI10.x00,高血压\n", encoding="utf-8")
    window = coder.start(sample=True)
    coder.rest()
    other = SqliteStore(window.session.store.path)
    keep_knowledge_source(other, replace(knowledge_source(other), dx_table=str(table)), "乙", datetime(2026, 3, 1))
    copy = knowledge_source(other).dx_table
    other.set_setting("findings.audience", "officer")
    coder.session.catch_up()
    coder.wait(lambda: coder.session.knowledge.source.dx_table == copy)
    coder.rest()
    assert coder.session.contexts.audience == "officer"
    assert window.actions_["as_officer"].isChecked()
    knowledge = coder.session.knowledge
    coder.session.catch_up()
    coder.rest()
    assert coder.session.knowledge is knowledge, "what is in force already is not loaded anew"
    other.close()


def test_a_word_that_the_term_book_learns_costs_no_verdict(coder):
    window = coder.start(sample=True)
    coder.rest()
    session = coder.session
    ids = list(session.store.worklist())
    desk = window.terms.desk
    session.store.edit_rules([("FP-STD-002", {"severity": "info"})])
    window.knowledge_loading.use_rules(window.rules.desk.rules)
    assert window.batch.is_running
    session.store.add_terms([TermPair("糖", ("糖尿病",), "E14.900", "dx")])
    coder.wait(lambda: session.is_search_ready)
    desk.renew()
    coder.rest()
    assert session.knowledge.source.accepted
    rows = session.store.rows(ids)
    assert {row.stamp for row in rows} == {session.judge.stamp_in_force(row) for row in rows}
