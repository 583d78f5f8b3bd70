"""Two windows on one store: neither shows or judges a page that is no longer the stored one."""

from datetime import datetime

import pytest
from PySide6.QtTest import QTest

from coding.examine.examine import examine
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import insert_row, set_field
from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from coding.page.waiver import Waiver
from db.sqlite.sqlite_store import SqliteStore
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
    other.append(session.page_id, set_field(there, "rh_blood", "1"), "乙")
    there = other.page(session.page_id)
    other.append(session.page_id, insert_row(there, "diagnosis", Diagnosis("I10.x00", "高血压病", "1")), "乙")
    session.apply(set_field(session.page, "abo_blood", "3"))
    assert session.page == other.page(session.page_id)
    assert form._edits["rh_blood"].text().startswith("1 ")
    assert form._tables["diagnosis"].rows.length == 2


def test_an_edit_of_what_was_edited_there_is_refused_in_words(session, form, other, qtbot):
    there = other.page(session.page_id)
    other.append(session.page_id, set_field(there, "abo_blood", "3"), "乙")
    edit = form._edits["abo_blood"]
    edit.setFocus()
    QTest.keyClick(edit, "2")
    with qtbot.waitSignal(session.failed) as told:
        form.flush()
    assert "另一个窗口" in told.args[0]
    assert edit.value == session.page.text("abo_blood") == "3"
    assert not edit.list_is_open()


def test_a_list_closes_when_the_form_goes_elsewhere(form):
    edit = form._edits["abo_blood"]
    edit.setFocus()
    edit.open_choices()
    assert edit.list_is_open()
    form.focus_place(Place("patient_name"))
    assert not edit.list_is_open()
    assert form._edits["patient_name"].hasFocus()


def test_a_window_that_is_looked_at_again_shows_what_was_done_in_the_other(session, form, other, qtbot):
    there = other.page(session.page_id)
    other.append(session.page_id, set_field(there, "abo_blood", "3"), "乙")
    with qtbot.waitSignals([session.changed, session.judged]):
        session.catch_up()
    assert session.page == other.page(session.page_id)
    assert form._edits["abo_blood"].value == "3"
    assert session.can_undo(), "what the other window did can be taken back here as well"
    with qtbot.assertNotEmitted(session.changed):
        session.catch_up()


def test_pages_that_came_in_the_other_window_are_listed_here(session, other, qtbot):
    other.import_reading(Reading("二.csv", "n041", "utf-8", (), (FrontPage({"case_no": "000002"}),)))
    with qtbot.waitSignal(session.worklist_changed):
        session.catch_up()


def test_another_stay_that_came_in_the_other_window_stands_beside_the_page_here(session, other, qtbot):
    runner = TaskRunner()
    batch = BatchExamination(session, runner)
    batch.start()
    qtbot.waitUntil(lambda: not runner.running, timeout=30_000)
    assert session.context.neighbours == ()
    stay = FrontPage({"case_no": "000001", "discharge_datetime": "2026-02-01 10:00:00"})
    (came,) = other.import_reading(Reading("二.csv", "n041", "utf-8", (), (stay,))).added
    session.catch_up()
    qtbot.waitUntil(lambda: not runner.running, timeout=30_000)
    assert session.context.neighbours == (other.page(came),)
    assert session.examination == examine(session.page, session.knowledge, session._judged_in[1])
    runner.shutdown()


def test_an_edit_that_makes_other_stays_is_judged_with_them(session, other):
    stay = FrontPage({"case_no": "000002", "discharge_datetime": "2026-02-01 10:00:00"})
    (came,) = other.import_reading(Reading("二.csv", "n041", "utf-8", (), (stay,))).added
    session.neighbours.fill()
    told = []
    session.changed.connect(told.append)
    session.apply(set_field(session.page, "case_no", "000002"))
    knowledge, context = session._judged_in
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
        knowledge, context = session._judged_in
        assert session.examination == examine(session.page, knowledge, context)
    session.undo()
    session.undo()
    session.redo()
    there = other.page(session.page_id)
    other.append(session.page_id, set_field(there, "rh_blood", "1"), "乙")
    session.apply(set_field(session.page, "patient_name", "钱示例"))
    assert session.page == other.page(session.page_id)
    assert session.examination == examine(session.page, *session._judged_in)
