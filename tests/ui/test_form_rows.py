"""Diagnoses and procedures in the form: the whole table from the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import insert_row, move_row, remove_row
from coding.page.finding import Dimension, Finding, Place, Severity
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.drafts_on_disk import drafted
from tests.ui.input_method import press, type_words
from ui.form.candidates import CodeEdit, looks_like_code
from ui.form.field_marks import marks_of
from ui.form.form_view import PageForm
from ui.form.rows_model import MARK, STANDARD_NAME, RowsModel
from ui.session import Session

DIAGNOSES = (
    Diagnosis("K80.100", "胆囊结石", "1"),
    Diagnosis("I10.x00", "高血压病", "1"),
    Diagnosis("E11.900", "2型糖尿病", "7"),
)
PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "age_years": "54", "admission_times": "1"},
    DIAGNOSES,
    (Procedure("51.2300", "胆囊切除", "2024-03-02", "3"),),
)
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "rows.sqlite")
    result = store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    session = Session(store, load_knowledge())
    session.open(result.added[0])
    yield session
    store.close()


@pytest.fixture
def form(qtbot, session):
    form = PageForm(session)
    form.resize(660, 700)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitExposed(form)
    return form


@pytest.fixture
def table(form):
    table = form._tables["diagnosis"]
    table.go(0, "name")
    return table


def names(session):
    return [d.name for d in session.store.page(session.page_id).diagnoses]


def editor(table):
    found = [w for w in table.viewport().children() if w.isWidgetType() and w.isVisible()]
    return found[0] if found else None


def test_model_keeps_the_contract_of_qt(session):
    model = RowsModel(session, "diagnosis")
    model.reset()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    session.changed.connect(lambda _: model.refresh())
    session.apply(remove_row(session.page, "diagnosis", 1))
    session.undo()
    session.apply(move_row(session.page, "diagnosis", 2, 0))
    assert model.rowCount() == 4
    assert model.value(0, "name") == "2型糖尿病"
    assert tester.model() is model


def test_f2_edits_a_cell_and_the_text_is_stored_while_the_editor_is_open(qtbot, table, session):
    qtbot.keyClick(table, Qt.Key.Key_F2)
    type_words(editor(table), "胆囊结石伴胆囊炎")
    qtbot.waitUntil(lambda: drafted(session.store) == ["胆囊结石伴胆囊炎"])
    assert session.store.history(session.page_id) == []
    assert editor(table).hasFocus()
    assert editor(table).text() == "胆囊结石伴胆囊炎"
    editor(table).close_list()


def test_escape_in_a_cell_gives_back_what_it_held(qtbot, table, session):
    qtbot.keyClick(table, Qt.Key.Key_F2)
    type_words(editor(table), "误")
    table.flush()
    assert names(session)[0] == "误"
    qtbot.keyClick(editor(table), Qt.Key.Key_Escape)
    assert names(session)[0] == "胆囊结石"
    assert editor(table) is None


def test_tab_goes_from_cell_to_cell_while_editing(qtbot, table, session):
    qtbot.keyClick(table, Qt.Key.Key_Return)
    type_words(editor(table), "胆囊结石病")
    qtbot.keyClick(editor(table), Qt.Key.Key_Tab)
    assert names(session)[0] == "胆囊结石病"
    assert isinstance(editor(table), CodeEdit)


def test_typing_in_the_blank_row_adds_a_diagnosis(qtbot, table, session):
    table.go(99, "name")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    type_words(editor(table), "肺炎")
    table.flush()
    assert len(names(session)) == 4
    type_words(editor(table), "重症")
    qtbot.keyClick(editor(table), Qt.Key.Key_Tab)
    assert names(session)[3] == "肺炎重症"
    assert table.rows.rowCount() == 5


def test_insert_adds_a_row_below_and_ctrl_delete_removes_it(qtbot, table, session):
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    type_words(editor(table), "肺炎")
    qtbot.keyClick(editor(table), Qt.Key.Key_Tab)
    qtbot.keyClick(editor(table), Qt.Key.Key_Escape)
    assert names(session) == ["胆囊结石", "肺炎", "高血压病", "2型糖尿病"]
    assert table.currentIndex().row() == 1
    qtbot.keyClick(table, Qt.Key.Key_Delete, CONTROL)
    assert names(session) == [d.name for d in DIAGNOSES]


def test_alt_arrow_moves_a_row_and_ctrl_home_makes_it_principal(qtbot, table, session):
    qtbot.keyClick(table, Qt.Key.Key_Down, ALT)
    assert names(session) == ["高血压病", "胆囊结石", "2型糖尿病"]
    assert table.currentIndex().row() == 1
    table.go(2)
    qtbot.keyClick(table, Qt.Key.Key_Home, CONTROL)
    assert names(session)[0] == "2型糖尿病"
    assert table.currentIndex().row() == 0
    session.undo()
    session.undo()
    assert names(session) == [d.name for d in DIAGNOSES]


def test_condition_on_admission_is_edited_by_code_and_shown_with_its_label(qtbot, table, session):
    table.go(2, "poa")
    assert table.currentIndex().data() == "7"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClicks(editor(table), "4")
    press(qtbot, editor(table), Qt.Key.Key_Return)
    assert session.store.page(session.page_id).diagnoses[2].poa == "4"
    assert table.rows.index(2, table.rows.column_of("poa")).data() == "4 无"


def test_words_in_a_code_cell_offer_candidates_and_enter_takes_the_first(qtbot, table, session):
    table.go(1, "code")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    cell = editor(table)
    type_words(cell, "急性阑尾炎")
    qtbot.waitUntil(cell.list_is_open)
    first = cell.candidates[0]
    assert "阑尾炎" in first.name
    qtbot.keyClick(cell._list.popup(), Qt.Key.Key_Return)
    row = session.store.page(session.page_id).diagnoses[1]
    assert (row.code, row.name) == (first.code, "高血压病")
    assert editor(table) is None


def test_words_that_were_not_answered_never_become_a_code(qtbot, table, session):
    table.go(1, "code")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    cell = editor(table)
    cell.setText("阑尾")
    cell.touched.emit()
    qtbot.wait(450)
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    assert session.store.page(session.page_id).diagnoses[1].code == "I10.x00"


def test_typed_code_is_kept_as_typed_even_when_no_table_knows_it(qtbot, table, session):
    table.go(1, "code")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(table), "K99.900")
    qtbot.keyClick(editor(table), Qt.Key.Key_Tab)
    assert session.store.page(session.page_id).diagnoses[1].code == "K99.900"
    assert table.rows.index(1, table.rows.column_of("name")).data(STANDARD_NAME) == "编码库中没有这个编码"


@pytest.mark.parametrize("text", ["K80", "k80.1", "51.23", "I10.x00", "A01.002+G01*", "M8500/3", "K", "8"])
def test_beginnings_of_codes_are_told_from_words(text):
    assert looks_like_code(text)
    assert not looks_like_code("胆囊")
    assert not looks_like_code("2型糖尿病")


def test_standard_name_is_shown_where_the_words_differ(session, table):
    name = table.rows.column_of("name")
    assert table.rows.index(0, name).data(STANDARD_NAME).startswith("标准名称：")
    table.rows.write(1, {"code": "I10.x00x002"})
    assert table.rows.index(1, name).data(STANDARD_NAME).startswith("所属类目：")
    table.rows.write(1, {"code": "乱码"})
    assert table.rows.index(1, name).data(STANDARD_NAME) == "不是编码的写法"
    standard = session.knowledge.codes.dx.get("K80.100").name
    table.rows.write(0, {"name": standard})
    assert table.rows.index(0, name).data(STANDARD_NAME) == ""


def test_finding_of_a_row_is_marked_in_its_cell(table):
    place = Place("other_dx_poa", 2)
    finding = Finding("FP-X", Dimension.ACCURACY, Severity.WARNING, place, "入院病情不在值域内", "", "RC027")
    table.rows.set_marks(marks_of([finding]))
    mark = table.rows.index(2, table.rows.column_of("poa")).data(MARK)
    assert mark.severity is Severity.WARNING
    assert "RC027" in mark.tip


def test_tab_leaves_the_table_at_its_last_cell(qtbot, table):
    table.go(99, "poa")
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert not table.hasFocus()


def test_opening_another_page_closes_what_was_being_edited(qtbot, form, table, session):
    qtbot.keyClick(table, Qt.Key.Key_F2)
    type_words(editor(table), "胆石")
    form.flush()
    result = session.store.import_reading(Reading("二.csv", "n041", "utf-8", (), (FrontPage({"case_no": "9"}),)))
    first = session.page_id
    session.open(result.added[0])
    assert table.rows.rowCount() == 1
    assert session.store.page(first).diagnoses[0].name == "胆石"
    assert session.store.page(result.added[0]).diagnoses == ()


def test_undo_key_inside_a_cell_takes_back_what_was_typed_there(qtbot, form, table, session):
    undo = QAction(form)
    undo.setShortcut(QKeySequence("Ctrl+Z"))
    undo.triggered.connect(session.undo)
    form.addAction(undo)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    type_words(editor(table), "胆石")
    qtbot.keyClick(editor(table), Qt.Key.Key_Z, CONTROL)
    assert names(session)[0] == "胆囊结石"
    assert editor(table).text() == "胆囊结石"


def test_undo_of_a_new_row_closes_the_editor_in_it(qtbot, table, session):
    table.go(99, "name")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    type_words(editor(table), "肺炎")
    table.flush()
    assert len(names(session)) == 4
    session.undo()
    assert names(session) == [d.name for d in DIAGNOSES]
    assert table.rows.rowCount() == 4


def test_a_cell_that_was_only_looked_at_stays_as_it_came(qtbot, table, session):
    odd = Diagnosis(" K80.100", "胆囊\n结石 ", "1")
    page = FrontPage({"case_no": "5"}, (odd,))
    result = session.store.import_reading(Reading("五.csv", "n041", "utf-8", (), (page,)))
    session.open(result.added[0])
    for attribute in ("name", "code", "poa"):
        table.go(0, attribute)
        qtbot.keyClick(table, Qt.Key.Key_F2)
        qtbot.keyClick(editor(table), Qt.Key.Key_Return)
    assert session.page.diagnoses == (odd,)
    assert session.store.history(session.page_id) == []


def test_the_menu_of_a_row_does_what_its_keys_do(table, session):
    table.go(2)
    actions = {a.text().split("\t")[0]: a for a in table.row_menu().actions()}
    assert not actions["下移"].isEnabled()
    actions["设为主要诊断"].trigger()
    assert names(session)[0] == "2型糖尿病"


def test_words_that_an_input_method_commits_at_once_open_the_cell_and_are_kept(table, session):
    table.go(1, "name")
    type_words(table, "高血压2级")
    table.flush()
    assert session.page.diagnoses[1].name == "高血压2级"
    assert table.indexWidget(table.currentIndex()).hasFocus()


def test_a_cell_is_copied_and_pasted_without_opening_it_and_stays_one_line(table, session, qtbot):
    table.go(1, "name")
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "高血压病"
    QApplication.clipboard().setText("高血压病\n3级\t极高危\n")
    qtbot.keyClick(table, Qt.Key.Key_V, CONTROL)
    assert session.page.diagnoses[1].name == "高血压病 3级 极高危"


def test_enter_ends_a_cell_without_a_word_on_the_console(table, session, qtbot, capfd):
    table.go(1, "name")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    type_words(table.indexWidget(table.currentIndex()), "高血压3级")
    qtbot.keyClick(table.indexWidget(table.currentIndex()), Qt.Key.Key_Return)
    qtbot.wait(30)
    assert session.page.diagnoses[1].name == "高血压3级"
    assert "commitData" not in capfd.readouterr().err


def test_the_number_of_the_forty_first_diagnosis_is_not_cut(table, session):
    head = table.verticalHeader()
    for _ in range(40):
        session.apply(insert_row(session.page, "diagnosis", Diagnosis("I10.x00", "高血压病", "1")))
    words = table.rows.headerData(40, Qt.Orientation.Vertical)
    assert head.fontMetrics().horizontalAdvance(words) < head.width()
