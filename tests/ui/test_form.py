"""The page form over a real store: what is typed is kept, shown and taken back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coding.page.edits import set_field
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.finding import Place
from coding.page.front_page import FRONT_PAGE_KEYS, FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.drafts_on_disk import drafted
from tests.ui.input_method import press, type_words
from ui.form.fees import fee_items, fee_sum
from ui.form.form_layout import LINE_UNITS, form_sections, row_columns
from ui.form.form_view import PageForm
from ui.form.values import read, shown
from ui.session import Session

PAGE = FrontPage(
    {
        "case_no": "000001",
        "patient_name": "试甲",
        "sex": "1",
        "age_years": "54",
        "admission_times": "1",
        "discharge_datetime": "2024-03-06 10:00:00",
        "discharge_way": "X",
        "fee_total": "100.00",
        "fee_nursing": "60.5",
        "fee_surgical": "39.5",
        "fee_anesthesia": "20",
    },
    (Diagnosis("K80.100", "胆囊结石", "1"), Diagnosis("I10.x00", "高血压病", "1")),
    (Procedure("51.2300", "胆囊切除", "2024-03-02", "3"),),
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
    window = QWidget()
    column = QVBoxLayout(window)
    form = PageForm(session)
    column.addWidget(form)
    undo = QAction(window)
    undo.setShortcut(QKeySequence("Ctrl+Z"))
    undo.triggered.connect(session.undo)
    window.addAction(undo)
    window.resize(660, 700)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    form.window_ = window
    return form


def stored(session):
    return session.store.page(session.page_id)


def edit_of(form, key):
    form.focus_place(Place(key))
    return form._edits[key]


def test_every_item_of_the_front_page_stands_on_the_form():
    single = {k for k in FRONT_PAGE_KEYS if k not in ROW_ATTRIBUTES}
    shown = {item.key for section in form_sections() for line in section.lines for item in line if item.kind == "field"}
    assert single <= shown
    for group in ("diagnosis", "procedure", "intensive_care"):
        mine = {a for k, (g, a) in ROW_ATTRIBUTES.items() if g == group and k in FRONT_PAGE_KEYS}
        assert mine <= {c.attribute for c in row_columns(group)}


def test_lines_of_the_form_are_never_wider_than_the_paper():
    for section in form_sections():
        for line in section.lines:
            assert sum(item.span for item in line) <= LINE_UNITS
            assert all(item.kind != "field" or item.key in field_catalogue() for item in line)


def test_typed_text_is_in_the_store_within_a_second_without_a_save_key(qtbot, form, session):
    edit = edit_of(form, "employer")
    type_words(edit, "示例厂")
    assert 0 <= form._timer.remainingTime() < 1000
    qtbot.waitUntil(lambda: drafted(session.store) == ["示例厂"])
    assert edit.hasFocus()
    assert session.store.history(session.page_id) == []


def test_leaving_a_field_writes_it_down_at_once(qtbot, form, session):
    edit = edit_of(form, "employer")
    type_words(edit, "示例厂")
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert stored(session).text("employer") == "示例厂"


def test_who_looks_into_another_window_and_comes_back_types_on_where_she_was(qtbot, form, session):
    edit, other = edit_of(form, "patient_name"), QWidget()
    qtbot.addWidget(other)

    def look_there_and_come_back():
        other.show()
        other.activateWindow()
        qtbot.waitUntil(other.isActiveWindow)
        form.window_.activateWindow()
        qtbot.waitUntil(edit.hasFocus)

    look_there_and_come_back()
    assert edit.selectedText() == "试甲", "what she types takes the place of the name"
    qtbot.keyClicks(edit, "ab")
    look_there_and_come_back()
    qtbot.keyClicks(edit, "c")
    assert edit.text() == "abc"
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert stored(session).text("patient_name") == "abc"
    assert edit.cursorPosition() == 0, "of what was left the beginning is in sight"


def test_undo_key_inside_a_field_takes_back_the_change_and_shows_it(qtbot, form, session):
    edit = edit_of(form, "patient_name")
    edit.setFocus()
    edit.selectAll()
    type_words(edit, "试乙")
    qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert stored(session).text("patient_name") == "试甲"
    assert edit.text() == "试甲"
    assert len(session.store.history(session.page_id)) == 2


def test_a_change_elsewhere_moves_neither_focus_nor_caret(qtbot, form, session):
    edit = edit_of(form, "current_address")
    type_words(edit, "示例路一号")
    edit.setCursorPosition(2)
    session.apply(set_field(session.page, "birthplace", "示例市"))
    assert form._edits["birthplace"].text() == "示例市"
    assert edit.hasFocus()
    assert (edit.text(), edit.cursorPosition()) == ("示例路一号", 2)
    form.flush()
    assert stored(session).text("current_address") == "示例路一号"


def test_coded_field_takes_code_or_label(qtbot, form, session):
    edit = edit_of(form, "sex")
    assert edit.text() == "1 男"
    edit.selectAll()
    qtbot.keyClicks(edit, "2")
    press(qtbot, edit, Qt.Key.Key_Tab)
    assert stored(session).text("sex") == "2"
    assert edit.text() == "2 女"
    edit = edit_of(form, "marital_status")
    type_words(edit, "已婚")
    form.flush()
    assert stored(session).text("marital_status") == "2"


def test_value_outside_its_domain_is_shown_and_kept(qtbot, form, session):
    edit = edit_of(form, "discharge_way")
    assert edit.text() == "X"
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert stored(session).text("discharge_way") == "X"
    assert session.store.history(session.page_id) == []


def test_down_opens_the_list_of_a_coded_field_and_enter_takes_from_it(qtbot, form, session):
    edit = edit_of(form, "abo_blood")
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    popup = edit.completer().popup()
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    form.flush()
    assert stored(session).text("abo_blood") == "2"


def test_escape_gives_back_what_stood_there_even_when_it_was_written_down(qtbot, form, session):
    edit = edit_of(form, "patient_name")
    edit.selectAll()
    type_words(edit, "误")
    form.flush()
    assert stored(session).text("patient_name") == "误"
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    form.flush()
    assert edit.text() == "试甲"
    assert stored(session).text("patient_name") == "试甲"


def test_code_that_was_written_down_while_typing_shows_its_label_when_she_leaves(qtbot, form, session):
    edit = edit_of(form, "sex")
    edit.selectAll()
    qtbot.keyClicks(edit, "2")
    form.flush()
    assert stored(session).text("sex") == "2"
    assert edit.text() == "2"
    press(qtbot, edit, Qt.Key.Key_Tab)
    assert edit.text() == "2 女"


def test_enter_goes_to_the_next_field(qtbot, form):
    edit = edit_of(form, "current_phone")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert form._edits["current_postcode"].hasFocus()


def test_section_keys_jump_to_the_tables(qtbot, form):
    qtbot.keyClick(form.window_, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert form._tables["diagnosis"].hasFocus()
    qtbot.keyClick(form.window_, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert form._tables["procedure"].hasFocus()
    qtbot.keyClick(form.window_, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert form._edits["fee_total"].hasFocus()


def test_items_of_the_old_form_are_shown_only_where_the_page_has_them(qtbot, form, session):
    old = form._body.boxes[-1]
    assert old.isHidden()
    page = FrontPage({"case_no": "3", "hbsag": "0", "patient_name": "试丙"})
    result = session.store.import_reading(Reading("三.csv", "n041", "utf-8", (), (page,)))
    session.open(result.added[0])
    assert not old.isHidden()
    assert form._edits["hbsag"].value == "0"


def test_every_item_of_the_catalogue_has_its_place(form):
    for key, field in field_catalogue().items():
        if field.on_front_page and key not in ROW_ATTRIBUTES:
            assert key in form._edits


def test_blank_required_fields_say_so_and_unsupplied_ones_that_they_were_not_supplied(qtbot, session):
    page = FrontPage({"case_no": "2"}, supplied=FRONT_PAGE_KEYS - {"employer"})
    result = session.store.import_reading(Reading("二.csv", "n041", "utf-8", (), (page,)))
    session.open(result.added[0])
    form = PageForm(session)
    qtbot.addWidget(form)
    assert form._edits["birthplace"].placeholderText() == "必填"
    assert form._edits["employer"].placeholderText() == "未提供"
    assert form._edits["health_card_no"].placeholderText() == ""


def test_fee_items_add_up_without_the_parts_of_items():
    assert len(fee_items()) == 24
    assert "fee_anesthesia" not in fee_items()
    total = fee_sum(PAGE)
    assert total.items == 100
    assert total.difference == 0
    assert fee_sum(FrontPage({"fee_nursing": "x"})).difference is None


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [("sex", "女", "2"), ("sex", "2 女", "2"), ("sex", " 2 ", "2"), ("sex", "7", "7"), ("employer", " a ", " a ")],
)
def test_reading_of_typed_values(key, text, value):
    assert read(key, text)[0] == value


def test_shown_value_reads_back_to_itself():
    catalogue = field_catalogue()
    for key in catalogue:
        domain = catalogue.domain_of(key)
        for code in domain.labels if domain else ():
            assert read(key, shown(key, code)) == (code, True)


def test_form_without_a_page_asks_to_choose_one(qtbot, session):
    form = PageForm(session)
    qtbot.addWidget(form)
    session.close_page()
    form.flush()
    assert form._stack.currentWidget() is form._empty


def test_esc_on_the_next_page_does_not_bring_the_value_of_the_page_before(form, session, qtbot):
    first = session.page_id
    other = session.store.import_reading(
        Reading("又.csv", "n041", "utf-8", (), (FrontPage({"case_no": "000002", "patient_name": "孙演示"}),))
    ).added[0]
    edit = form._edits["patient_name"]
    edit.setFocus()
    form.flush()
    session.open(other)
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    form.flush()
    assert session.page.text("patient_name") == "孙演示"
    assert session.store.history(other) == []
    session.open(first)


def test_who_changes_the_page_stays_at_her_field_and_sees_it(form, session, qtbot):
    other = session.store.import_reading(
        Reading("又.csv", "n041", "utf-8", (), (FrontPage({"case_no": "000002", "fee_total": "100"}),))
    ).added[0]
    edit = form._edits["fee_total"]
    form.focus_place(Place("fee_total"))
    session.open(other)
    assert edit.hasFocus()
    assert not edit.visibleRegion().isEmpty()


def test_an_open_cell_leaves_the_focus_to_its_table_when_the_page_changes(form, session, qtbot):
    other = session.store.import_reading(
        Reading("又.csv", "n041", "utf-8", (), (FrontPage({"case_no": "000002"}),))
    ).added[0]
    table = form._tables["diagnosis"]
    table.go(0, "name")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    session.open(other)
    qtbot.wait(20)
    assert table.hasFocus()
    assert form.place == Place("principal_dx_name", 0)
