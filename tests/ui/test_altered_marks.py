"""What is no more as it was imported is marked in the form, and says what it was."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from coding.page.edits import insert_row, set_field, set_row
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from db.sqlite.sqlite_store import SqliteStore
from ui.form.form_view import PageForm
from ui.session import Session

PAGE = FrontPage(
    {"case_no": "000001", "patient_name": "试甲", "sex": "1", "age_years": "54"},
    (Diagnosis("K80.100", "胆囊结石", "1"), Diagnosis("I10.x00", "高血压病", "1")),
)


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "form.sqlite")
    result = store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    session = Session(store)
    session.open(result.added[0])
    yield session
    store.close()


@pytest.fixture
def form(qtbot, session):
    form = PageForm(session)
    qtbot.addWidget(form)
    return form


def test_a_field_that_was_changed_says_what_was_imported(form, session):
    box = form._edits["age_years"]
    assert "导入时" not in box.toolTip()
    session.apply(set_field(session.page, "age_years", "55"))
    assert "已改，导入时：54" in box.toolTip()
    assert "导入时：54" in box.accessibleDescription()
    session.undo()
    assert "导入时" not in box.toolTip()


def test_a_cell_that_was_changed_says_so_and_a_new_row_too(form, session):
    rows = form._tables["diagnosis"].rows
    session.apply(set_row(session.page, "diagnosis", 1, {"code": "I11.900"}))
    cell = rows.index(1, rows.column_of("code"))
    assert "导入时：I10.x00" in cell.data(Qt.ItemDataRole.ToolTipRole)
    session.apply(insert_row(session.page, "diagnosis", Diagnosis("E11.900", "糖尿病", "1"), 1))
    assert "新增的行" in rows.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    moved = rows.index(2, rows.column_of("code"))
    assert "导入时：I10.x00" in moved.data(Qt.ItemDataRole.ToolTipRole)


def test_the_mark_stands_when_the_page_is_opened_again(form, session):
    session.apply(set_field(session.page, "sex", "2"))
    page_id = session.page_id
    session.close_page()
    session.open(page_id)
    assert "导入时" in form._edits["sex"].toolTip()


def test_the_corner_is_drawn(form, session, qtbot):
    form.resize(900, 600)
    form.show()
    box = form._edits["age_years"]
    before = box.grab().toImage()
    session.apply(set_field(session.page, "age_years", "55"))
    after = box.grab().toImage()
    assert after.pixelColor(2, 2) != before.pixelColor(2, 2)


def test_what_a_newer_export_renewed_is_no_change_of_the_coder(form, session):
    renewed = replace(PAGE, values={**PAGE.values, "age_years": "60"})
    session.store.import_reading(Reading("再.csv", "n041", "utf-8", (), (renewed,)))
    session.apply(set_field(session.page, "sex", "2"))  # only now does this window see what the other one read
    assert form._edits["age_years"].text().startswith("60")
    assert "导入时" not in form._edits["age_years"].toolTip()
    assert "导入时" in form._edits["sex"].toolTip()
