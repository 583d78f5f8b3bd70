"""One entry line for codes: what is typed into a name or a code cell asks for a code, and Enter takes it."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coding.examine.examine import examine
from coding.examine.preview import Shift
from coding.knowledge.knowledge import load_knowledge
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.suggest.choosing import Offer
from coding.suggest.suggestion import Match
from coding.suggest.term_book import TermPair
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.drafts_on_disk import drafted
from tests.ui.input_method import press, type_words
from ui.form.candidates import CodeEdit, NameEdit
from ui.form.form_view import PageForm
from ui.form.list_keys import is_for_window
from ui.session import Session

DIAGNOSES = (
    Diagnosis("K80.200", "胆囊结石", "1"),
    Diagnosis("", "老毛病", "1"),
    Diagnosis("E11.900", "2型糖尿病", ""),
)
PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "age_years": "54", "discharge_datetime": "2026-07-09 10:00:00"},
    DIAGNOSES,
    (Procedure("51.2300", "胆囊切除", "2026-07-02", "3", surgeon="某医"),),
)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def knowledge():
    known = load_knowledge()
    known.lookup.dx_search.prepare()
    known.lookup.px_search.prepare()
    return known


@pytest.fixture
def session(tmp_path, knowledge):
    store = SqliteStore(tmp_path / "entry.sqlite")
    result = store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    session = Session(store, knowledge)
    session.open(result.added[0])
    yield session
    store.close()


@pytest.fixture
def form(qtbot, session):
    form = PageForm(session)
    form.resize(690, 700)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitExposed(form)
    yield form
    form.settle()


@pytest.fixture
def table(form):
    return form._tables["diagnosis"]


def opened(table):
    return table.indexWidget(table.currentIndex())


def typed(qtbot, table, row, attribute, text):
    """Go to a cell, type upon it, and wait for the list: the editor."""
    if (popup := QApplication.activePopupWidget()) is not None:  # the list of the cell before; see Coder
        qtbot.waitUntil(lambda: not popup.isVisible() or QGuiApplication.focusWindow() == popup.windowHandle())
    table.go(row, attribute)
    if text.isascii():
        QTest.keyClick(table, text[0])
        for letter in text[1:]:
            QTest.keyClick(QApplication.activePopupWidget() or opened(table), letter)
    else:
        type_words(table, text)
    cell = opened(table)
    qtbot.waitUntil(lambda: cell.asked == text and cell.list_is_open())
    return cell


def history(session):
    return session.store.history(session.page_id)


# -- the same list in both cells


@pytest.mark.parametrize(("attribute", "kind"), [("name", NameEdit), ("code", CodeEdit)])
@pytest.mark.parametrize("text", ["冠心病", "gxb", "guanxinbing", "I25", "冠心炳"])
def test_words_initials_a_prefix_and_a_typing_error_are_answered_in_both_cells(qtbot, table, attribute, kind, text):
    cell = typed(qtbot, table, 1, attribute, text)
    assert isinstance(cell, kind)
    assert cell.candidates[0].code.startswith("I25")
    assert len(cell.offers) <= 8
    assert cell.list_view().currentIndex().row() == 0


def test_the_words_of_the_doctor_stay_and_one_undo_takes_all_back(qtbot, table, session):
    cell = typed(qtbot, table, 1, "name", "gxb")
    taken = cell.candidates[0]
    press(qtbot, cell, Qt.Key.Key_Return)
    assert session.page.diagnoses[1] == Diagnosis(taken.code, "老毛病", "1")
    assert len(history(session)) == 1
    [term] = session.store.terms()
    assert term.pair == TermPair("老毛病", (taken.name,), taken.code, "dx", approved=False, count=1)
    session.undo()
    assert session.page == PAGE
    assert session.store.terms() == []


def test_a_new_row_gets_the_standard_name_and_enter_leads_on_to_the_next_line(qtbot, table, session):
    cell = typed(qtbot, table, 3, "name", "慢阻肺")
    taken = cell.candidates[0]
    press(qtbot, cell, Qt.Key.Key_Return)
    assert session.page.diagnoses[3] == Diagnosis(taken.code, taken.name)
    assert (table.currentIndex().row(), table.attribute) == (3, "poa")
    qtbot.keyClicks(opened(table), "2")
    press(qtbot, opened(table), Qt.Key.Key_Return)
    assert session.page.diagnoses[3].poa == "2"
    assert (table.currentIndex().row(), table.attribute) == (4, "name")
    assert table.rows.value(4, "code") == ""
    assert len(history(session)) == 2


def test_what_a_row_says_already_is_passed_over(qtbot, table, session):
    cell = typed(qtbot, table, 0, "code", "gxb")
    press(qtbot, cell, Qt.Key.Key_Return)
    assert (table.currentIndex().row(), table.attribute) == (0, "poa")
    assert opened(table) is None
    press(qtbot, table, Qt.Key.Key_Return)
    assert (table.currentIndex().row(), table.attribute) == (1, "name")
    assert session.page.diagnoses[0].poa == "1"


def test_enter_in_an_opened_admission_field_goes_down_its_column(qtbot, table, session):
    table.go(1, "poa")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    qtbot.keyClicks(opened(table), "2")
    press(qtbot, opened(table), Qt.Key.Key_Return)
    assert (table.currentIndex().row(), table.attribute) == (2, "poa")


def test_the_words_of_a_name_can_still_be_corrected(qtbot, table, session):
    table.go(0, "name")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    cell = opened(table)
    cell.selectAll()
    type_words(cell, "胆囊结石症")
    qtbot.waitUntil(cell.list_is_open)
    assert not cell.list_view().currentIndex().isValid()  # she corrects: nothing is taken unasked
    press(qtbot, cell, Qt.Key.Key_Return)
    assert session.page.diagnoses[0] == Diagnosis("K80.200", "胆囊结石症", "1")


def test_letters_that_the_list_answers_are_no_words_and_others_are(qtbot, table, session):
    cell = typed(qtbot, table, 1, "name", "gxb")
    press(qtbot, cell, Qt.Key.Key_Tab)
    assert session.page == PAGE
    table.close_cell()
    table.go(1, "name")
    QTest.keyClick(table, "Z")
    qtbot.keyClicks(opened(table), "ZQV")
    qtbot.keyClick(opened(table), Qt.Key.Key_Tab)
    assert session.page.diagnoses[1].name == "ZZQV"


def test_tab_over_the_list_keeps_the_words_and_goes_on_to_the_next_cell(qtbot, table, session):
    cell = typed(qtbot, table, 1, "name", "肺部感染")
    press(qtbot, cell, Qt.Key.Key_Tab)
    assert session.page.diagnoses[1].name == "肺部感染"
    assert session.page.diagnoses[1].code == ""
    assert isinstance(opened(table), CodeEdit)


# -- what Enter takes


def test_a_whole_code_is_taken_as_typed_and_a_beginning_is_answered_first(qtbot, table, session):
    table.go(1, "code")
    QTest.keyClick(table, "I")
    qtbot.keyClicks(opened(table), "10.x00")
    press(qtbot, opened(table), Qt.Key.Key_Return)
    assert session.page.diagnoses[1].code == "I10.x00"
    table.go(1, "code")
    QTest.keyClick(table, "J")
    qtbot.keyClicks(opened(table), "44")
    cell = opened(table)
    press(qtbot, cell, Qt.Key.Key_Return)  # before the list has come by itself
    assert session.page.diagnoses[1].code == "I10.x00"
    assert cell.list_is_open()
    press(qtbot, cell, Qt.Key.Key_Return)
    assert session.page.diagnoses[1].code == cell.candidates[0].code


def test_a_code_that_the_table_lacks_is_not_exchanged_for_a_neighbour(qtbot, table, session):
    cell = typed(qtbot, table, 1, "code", "K80.299")
    assert cell.candidates
    assert not cell.list_view().currentIndex().isValid()
    press(qtbot, cell, Qt.Key.Key_Return)
    assert session.page.diagnoses[1].code == "K80.299"


def test_a_grey_code_is_never_chosen_beforehand(table):
    table.go(1, "code")
    table.edit(table.currentIndex())
    cell = opened(table)
    match = Match("K80.200", "胆囊结石", 90.0, "名称完全一致（医保灰码，不可上报）")
    cell.asked = "胆囊结石"
    assert cell._armed([Offer(match, grey=True)]) is None
    assert cell._armed([Offer(match)]) == 0


# -- Esc, and keys of the window


def test_escape_gives_back_what_stood_there_and_the_second_leaves_the_cell(qtbot, table, session):
    cell = typed(qtbot, table, 0, "name", "gxb")
    press(qtbot, cell, Qt.Key.Key_Escape)
    assert not cell.list_is_open()
    assert cell.text() == "胆囊结石"
    assert opened(table) is cell
    press(qtbot, cell, Qt.Key.Key_Escape)
    assert opened(table) is None
    assert session.page == PAGE
    assert history(session) == []
    qtbot.waitUntil(lambda: drafted(session.store) == [])


@pytest.mark.parametrize("key", [Qt.Key.Key_F7, Qt.Key.Key_F8])
def test_a_function_key_closes_the_list_for_the_action_of_the_window(qtbot, table, key):
    cell = typed(qtbot, table, 1, "code", "gxb")
    press(qtbot, cell, key)
    assert not cell.list_is_open()


@pytest.mark.parametrize(
    ("chord", "is_window"),
    [
        ("F7", True),
        ("Shift+F1", True),
        ("Ctrl+Down", True),
        ("Ctrl+Return", True),
        ("Alt+Return", True),
        ("Ctrl+K", True),
        ("Ctrl+Tab", True),
        ("Alt+Left", True),
        ("Ctrl+V", False),
        ("Ctrl+Z", False),
        ("Ctrl+Left", False),
        ("Down", False),
        ("1", False),
        ("Return", False),
    ],
)
def test_a_chord_that_edits_nothing_is_the_windows(chord, is_window):
    key = QKeySequence(chord)[0]
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key.key(), key.keyboardModifiers())
    assert is_for_window(event) is is_window


# -- what the chosen row would do


def test_the_chosen_row_is_told_before_enter_and_taken_back_when_the_list_closes(qtbot, table, session):
    told = []
    session.considered.connect(told.append)
    before = session.page
    cell = typed(qtbot, table, 0, "code", "gxb")
    qtbot.waitUntil(lambda: bool(told))
    shift = told[-1]
    assert isinstance(shift, Shift)
    assert shift.before.grouping == session.examination.grouping
    assert before.apply(shift.change).diagnoses[0].code == cell.candidates[0].code
    assert shift.after.grouping == examine(before.apply(shift.change), session.knowledge, session.context).grouping
    qtbot.keyClick(cell.list_view(), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert before.apply(told[-1].change).diagnoses[0].code == cell.candidates[1].code
    press(qtbot, cell, Qt.Key.Key_Escape)
    assert told[-1] is None
    assert session.page == before
    assert history(session) == []


def test_what_was_told_is_what_enter_does(qtbot, table, session):
    told = []
    session.considered.connect(told.append)
    cell = typed(qtbot, table, 3, "name", "慢阻肺")
    qtbot.waitUntil(lambda: bool(told))
    press(qtbot, cell, Qt.Key.Key_Return)
    assert told[-1] is None
    [entry] = history(session)
    assert entry.change.edits == told[-2].change.edits


def test_nothing_is_judged_while_she_types(qtbot, table, session):
    judged = []
    session.examined.connect(judged.append)
    typed(qtbot, table, 1, "name", "gxb")
    qtbot.wait(450)
    assert judged == []
    assert history(session) == []
    assert session.store.terms() == []
    assert drafted(session.store) == []


# -- the columns


def test_the_columns_mark_complications_and_what_cannot_be_principal(qtbot, table):
    cell = typed(qtbot, table, 1, "code", "J96")
    assert "MCC" in cell.marks_of(0)
    cell = typed(qtbot, table, 1, "code", "Z37")
    assert "不作主诊" in cell.marks_of(0)
    cell = typed(qtbot, table, 0, "code", "J96")  # a principal diagnosis is no complication
    assert cell.marks_of(0) == ()
    told = cell.list_view().model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert cell.candidates[0].reason in told


def test_grey_codes_and_complications_are_told_to_a_screen_reader(qtbot, table):
    cell = typed(qtbot, table, 1, "code", "J96")
    told = cell.list_view().model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "MCC" in told


def test_nothing_is_marked_on_procedures(qtbot, form):
    table = form._tables["procedure"]
    cell = typed(qtbot, table, 0, "code", "51.2")
    assert all(cell.marks_of(row) == () for row in range(len(cell.offers)))


def test_the_list_never_covers_the_cell(qtbot, table):
    cell = typed(qtbot, table, 1, "name", "gxb")
    top = cell.mapToGlobal(QPoint(0, 0)).y()
    frame = cell.list_view().geometry()
    assert frame.top() >= top + cell.height() or frame.bottom() < top


# -- input methods


def compose(widget, preedit, commit=""):
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


def test_while_words_are_composed_the_list_is_away_and_no_key_is_taken(qtbot, table, session):
    cell = typed(qtbot, table, 1, "name", "冠心病")
    compose(cell, "gao")
    assert not cell.list_is_open()
    qtbot.wait(150)
    assert not cell.list_is_open()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_1, Qt.Key.Key_Escape, Qt.Key.Key_Down):
        qtbot.keyClick(cell, key)
    assert opened(table) is cell
    assert session.page == PAGE
    cell.selectAll()
    compose(cell, "", "高血压")
    qtbot.waitUntil(lambda: cell.list_is_open() and cell.candidates[0].code.startswith("I10"))
