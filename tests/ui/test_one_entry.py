"""One entry is one Change: counted in the history that the store really holds."""

from shutil import copytree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from coding.knowledge.knowledge import load_knowledge
from coding.page.change import ChangeSource
from coding.page.edits import set_field
from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.suggest.term_book import TermPair
from coding.work.drafts import Chosen, offers
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.drafts_on_disk import drafted
from tests.ui.input_method import press, type_words
from ui.form.form_view import PageForm
from ui.session import Session

DIAGNOSES = (
    Diagnosis("K80.100", "胆囊结石", "1"),
    Diagnosis("", "老毛病", "1"),
    Diagnosis("E11.900", "2型糖尿病", "1"),
)
PAGE = FrontPage(
    {
        "case_no": "000001",
        "sex": "2",
        "birth_date": "19700203",
        "admission_datetime": "2026-07-01 08:00:00",
        "discharge_datetime": "20260709",
        "employer": "示例厂",
    },
    DIAGNOSES,
    (Procedure("51.2300", "胆囊切除", "20260702", "3"),),
    (IntensiveCare("4", "2026-07-02 09:00:00", "2026-07-03 09:00:00"),),
)
#: Longer than the pause after which typing is kept.
PAUSE = 550


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "entry.sqlite")
    result = store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    session = Session(store, load_knowledge())
    session.open(result.added[0])
    yield session
    store.close()


@pytest.fixture
def form(qtbot, session):
    form = PageForm(session)
    undo = QAction(form)
    undo.setShortcut(QKeySequence("Ctrl+Z"))
    undo.triggered.connect(session.undo)
    form.addAction(undo)
    form.resize(690, 700)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitExposed(form)
    form.show_coding(False)  # all of the form, so that a cell can be gone to without being unfolded first
    return form


def history(session):
    return session.store.history(session.page_id)


def stored(session):
    return session.store.page(session.page_id)


def edit_of(form, key):
    form.focus_place(Place(key))
    return form._edits[key]


def cell(qtbot, form, group, row, attribute):
    """The open editor of a cell."""
    table = form._tables[group]
    table.go(row, attribute)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    return open_cell(table)


def open_cell(table):
    found = [w for w in table.viewport().children() if w.isWidgetType() and w.isVisible()]
    return found[0] if found else None


def type_with_pauses(qtbot, widget, *parts):
    for part in parts:
        (qtbot.keyClicks if part.isascii() else lambda w, text: type_words(w, text))(widget, part)
        qtbot.wait(PAUSE)


def retype(qtbot, edit, text):
    edit.selectAll()
    (qtbot.keyClicks if text.isascii() else lambda w, words: type_words(w, words))(edit, text)


# -- dates


@pytest.mark.parametrize("typed", ["20260705", "2026-7-5", "2026/7/5", "2026年7月5日", "２０２６－０７－０５"])
def test_a_typed_date_becomes_that_of_the_standard_as_one_change(qtbot, form, session, typed):
    edit = edit_of(form, "discharge_datetime")
    retype(qtbot, edit, typed)
    qtbot.wait(PAUSE)
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert stored(session).text("discharge_datetime") == "2026-07-05"
    assert edit.text() == "2026-07-05"
    assert len(history(session)) == 1
    session.undo()
    assert stored(session).text("discharge_datetime") == "20260709"
    assert not session.can_undo()


def test_a_typed_time_is_given_its_seconds_and_enter_is_as_good_as_tab(qtbot, form, session):
    edit = edit_of(form, "admission_datetime")
    retype(qtbot, edit, "202607051430")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert stored(session).text("admission_datetime") == "2026-07-05 14:30:00"
    assert edit.text() == "2026-07-05 14:30:00"
    assert len(history(session)) == 1


def test_a_date_of_the_tables_is_normalised_as_one_change(qtbot, form, session):
    editor = cell(qtbot, form, "procedure", 0, "date")
    type_with_pauses(qtbot, editor, "2026", "0705", "1430")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert stored(session).procedures[0].date == "2026-07-05 14:30:00"
    editor = cell(qtbot, form, "intensive_care", 0, "in_time")
    type_words(editor, "2026年7月5日14时30分")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert stored(session).intensive_cares[0].in_time == "2026-07-05 14:30:00"
    assert len(history(session)) == 2


def test_a_date_pasted_upon_a_cell_is_normalised_too(qtbot, form, session):
    table = form._tables["procedure"]
    table.go(0, "date")
    QApplication.clipboard().setText("2026/7/5")
    qtbot.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert stored(session).procedures[0].date == "2026-07-05"
    assert len(history(session)) == 1


@pytest.mark.parametrize("typed", ["2026-02-30", "26-7-5", "7-5", "2026715"])
def test_an_ambiguous_or_impossible_date_stays_as_typed_and_gets_its_finding(qtbot, form, session, typed):
    edit = edit_of(form, "discharge_datetime")
    retype(qtbot, edit, typed)
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert stored(session).text("discharge_datetime") == typed
    assert "FP-STD-030" in {f.rule for f in session.examination.findings if f.place.field == "discharge_datetime"}


def test_a_date_that_nobody_altered_stays_as_it_came(qtbot, form, session):
    for key in ("birth_date", "discharge_datetime"):
        edit = edit_of(form, key)
        qtbot.keyClick(edit, Qt.Key.Key_End)
        qtbot.keyClicks(edit, "1")
        qtbot.keyClick(edit, Qt.Key.Key_Backspace)
        qtbot.keyClick(edit, Qt.Key.Key_Tab)
        edit = edit_of(form, key)
        qtbot.keyClicks(edit, "1")
        qtbot.keyClick(edit, Qt.Key.Key_Escape)
        qtbot.keyClick(edit, Qt.Key.Key_Tab)
    editor = cell(qtbot, form, "procedure", 0, "date")
    qtbot.keyClicks(editor, "1")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert stored(session) == PAGE
    assert history(session) == []


# -- words, single fields


def test_words_typed_with_pauses_are_one_undo_step(qtbot, form, session):
    edit = edit_of(form, "employer")
    edit.selectAll()
    type_with_pauses(qtbot, edit, "演示", "厂", "三车间")
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert stored(session).text("employer") == "演示厂三车间"
    assert len(history(session)) == 1


def test_words_given_up_with_escape_leave_no_history_and_no_draft(qtbot, form, session):
    edit = edit_of(form, "employer")
    type_with_pauses(qtbot, edit, "误", "再误")
    qtbot.waitUntil(lambda: drafted(session.store) == ["误再误"])
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert stored(session) == PAGE
    assert history(session) == []
    qtbot.waitUntil(lambda: drafted(session.store) == [])
    assert session.store.rows([session.page_id])[0].progress == "coding"


def test_what_another_change_shows_anew_is_not_what_is_being_typed(qtbot, form, session):
    editor = cell(qtbot, form, "diagnosis", 1, "name")
    type_words(editor, "老毛病又犯")
    session.apply(set_field(session.page, "sex", "1"))
    session.examine_anew()
    form._tables["diagnosis"].rows.refresh_names()
    assert editor.text() == "老毛病又犯"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert stored(session).diagnoses[1].name == "老毛病又犯"


def test_what_was_being_typed_when_the_program_was_cut_off_is_one_change_later(qtbot, form, session, tmp_path):
    editor = cell(qtbot, form, "diagnosis", 9, "name")
    type_with_pauses(qtbot, editor, "肺", "炎")
    assert len(stored(session).diagnoses) == 3
    qtbot.waitUntil(lambda: drafted(session.store) == ["肺炎"])
    editor.close_list()
    later = copytree(tmp_path, tmp_path.with_name(f"{tmp_path.name}_later"))  # what lies on the disk when it is cut off
    again = SqliteStore(later / "entry.sqlite")
    [offer] = offers(again, again.left_drafts())
    [unsaved] = Chosen(offer, offer.lines).unsaved("编码员", session.clock())
    again.append(unsaved.page_id, unsaved.change)
    assert again.page(session.page_id).diagnoses[3].name == "肺炎"
    assert len(again.history(session.page_id)) == 1
    again.close()


# -- rows


def test_a_row_put_in_between_and_given_up_leaves_neither_row_nor_history(qtbot, form, session):
    table = form._tables["diagnosis"]
    table.go(0, "name")
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    assert table.rows.rowCount() == 5
    type_with_pauses(qtbot, open_cell(table), "误", "再误")
    qtbot.keyClick(open_cell(table), Qt.Key.Key_Escape)
    assert table.rows.rowCount() == 4
    assert (table.currentIndex().row(), table.hasFocus()) == (0, True)
    assert stored(session) == PAGE
    assert history(session) == []
    qtbot.waitUntil(lambda: drafted(session.store) == [])


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_a_row_put_in_between_without_a_word_goes_again(qtbot, form, session, key):
    table = form._tables["diagnosis"]
    table.go(1, "name")
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    qtbot.keyClick(open_cell(table), key)
    assert table.rows.rowCount() == 4
    assert history(session) == []


def test_a_row_put_in_between_is_left_by_the_arrows_or_by_another_table(qtbot, form, session):
    table = form._tables["diagnosis"]
    for go in (lambda: table.go(3), lambda: form.focus_place(Place("op_code", 0))):
        table.go(1, "name")
        qtbot.keyClick(table, Qt.Key.Key_Insert)
        assert table.rows.gap == 2
        go()
        qtbot.wait(20)
        assert table.rows.gap is None
    assert history(session) == []


def test_a_row_put_in_between_is_one_change_with_its_first_entry_and_tab_goes_on_in_it(qtbot, form, session):
    table = form._tables["diagnosis"]
    table.go(0, "name")
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    qtbot.keyClick(open_cell(table), Qt.Key.Key_Tab)  # nothing yet: the code comes first
    qtbot.wait(20)
    assert table.rows.gap == 1
    qtbot.keyClicks(open_cell(table), "I10.x00")
    press(qtbot, open_cell(table), Qt.Key.Key_Tab)
    assert stored(session).diagnoses == (DIAGNOSES[0], Diagnosis("I10.x00"), *DIAGNOSES[1:])
    assert len(history(session)) == 1
    qtbot.keyClicks(open_cell(table), "1")
    press(qtbot, open_cell(table), Qt.Key.Key_Tab)
    assert stored(session).diagnoses[1] == Diagnosis("I10.x00", "", "1")
    assert len(history(session)) == 2
    session.undo()
    session.undo()
    assert stored(session) == PAGE
    assert table.rows.rowCount() == 4


def test_the_blank_row_at_the_end_given_up_is_no_row(qtbot, form, session):
    editor = cell(qtbot, form, "diagnosis", 9, "name")
    type_with_pauses(qtbot, editor, "误", "再误")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert stored(session) == PAGE
    assert history(session) == []


# -- the code cell


def choose(qtbot, editor, typed, down=0):
    """Type, wait for the list, go down in it, Enter: what was chosen."""
    (qtbot.keyClicks if typed.isascii() else lambda w, text: type_words(w, text))(editor, typed)
    qtbot.waitUntil(lambda: editor.asked == typed and editor.list_is_open())
    for _ in range(down):
        qtbot.keyClick(editor.list_view(), Qt.Key.Key_Down)
    chosen = editor.list_view().currentIndex().row()
    match = editor.candidates[chosen]
    qtbot.keyClick(editor.list_view(), Qt.Key.Key_Return)
    return match


def test_a_code_chosen_by_its_beginning_is_one_change_one_lesson_and_the_words_stay(qtbot, form, session):
    editor = cell(qtbot, form, "diagnosis", 1, "code")
    qtbot.keyClicks(editor, "J")
    qtbot.wait(PAUSE)
    editor.clear()
    match = choose(qtbot, editor, "J18", down=2)
    row = stored(session).diagnoses[1]
    assert (row.code, row.name) == (match.code, "老毛病")
    [entry] = history(session)
    assert entry.change.source is ChangeSource.LOOKUP
    assert "J18" in entry.change.reason
    [term] = session.store.terms()
    assert term.pair == TermPair("老毛病", (match.name,), match.code, "dx", approved=False, count=1)
    qtbot.waitUntil(lambda: drafted(session.store) == [])
    session.undo()
    assert stored(session) == PAGE
    assert session.store.terms() == []


def test_words_given_up_in_a_code_cell_leave_no_history(qtbot, form, session):
    editor = cell(qtbot, form, "diagnosis", 1, "code")
    type_with_pauses(qtbot, editor, "高血", "压")
    editor.close_list()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    editor = cell(qtbot, form, "diagnosis", 1, "code")
    type_with_pauses(qtbot, editor, "J1", "8")
    editor.close_list()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert stored(session) == PAGE
    assert history(session) == []
    qtbot.waitUntil(lambda: drafted(session.store) == [])


def test_a_code_chosen_in_the_blank_row_brings_its_name_as_one_change(qtbot, form, session):
    editor = cell(qtbot, form, "diagnosis", 9, "code")
    match = choose(qtbot, editor, "高血压")
    assert stored(session).diagnoses[3] == Diagnosis(match.code, match.name)
    assert len(history(session)) == 1


def test_a_code_chosen_in_a_row_put_in_between_stands_there_as_one_change(qtbot, form, session):
    table = form._tables["diagnosis"]
    table.go(0, "name")
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    qtbot.keyClick(open_cell(table), Qt.Key.Key_Tab)
    match = choose(qtbot, open_cell(table), "高血压")
    assert stored(session).diagnoses == (DIAGNOSES[0], Diagnosis(match.code, match.name), *DIAGNOSES[1:])
    assert table.rows.rowCount() == 5
    assert len(history(session)) == 1


def test_enter_before_the_list_has_answered_takes_nothing_of_the_list_before(qtbot, form, session):
    editor = cell(qtbot, form, "diagnosis", 1, "code")
    type_words(editor, "高血压")
    qtbot.waitUntil(editor.list_is_open)
    editor.selectAll()
    type_words(editor, "急性阑尾炎")
    press(qtbot, editor, Qt.Key.Key_Return)
    assert history(session) == []
    assert editor.asked == "急性阑尾炎"
    assert "阑尾炎" in editor.candidates[0].name
    press(qtbot, editor, Qt.Key.Key_Return)
    assert stored(session).diagnoses[1].code == editor.candidates[0].code
    assert len(history(session)) == 1


def test_undo_in_an_open_cell_takes_back_the_whole_entry(qtbot, form, session):
    editor = cell(qtbot, form, "diagnosis", 1, "name")
    type_with_pauses(qtbot, editor, "旧", "病")
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert stored(session) == PAGE
    assert editor.text() == "老毛病"
    assert not session.can_undo()
