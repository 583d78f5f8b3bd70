"""Two windows on one store: neither shows or judges a page that is no longer the stored one."""

import pytest
from PySide6.QtTest import QTest

from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import insert_row, set_field
from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from db.sqlite.store import SqliteStore
from ui.form.form_view import PageForm
from ui.session import Session

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
