"""A procedure has two lines and nothing lies sideways; the head of a row says what it counts for."""

import itertools

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from coding.examine.row_marks import RowMark, RowSign
from coding.page.edits import set_row
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.conftest import Coder
from ui.app import application
from ui.form.form_layout import FormColumn, row_columns
from ui.form.row_lines import is_lined, spans
from ui.form.rows_model import CARRIES_ROLE, SIGN_ROLE, RowsModel
from ui.theme.theme import resize_text

PAGE = FrontPage(
    {"case_no": "000001", "sex": "1", "age_years": "60", "los_days": "8", "discharge_way": "1"},
    (
        Diagnosis("S72.000", "股骨颈骨折", "1"),
        Diagnosis("J18.900", "肺炎", "1"),
        Diagnosis("K29.500", "慢性胃炎", "1"),
    ),
    (
        Procedure("79.3500x016", "股骨骨折切开复位内固定术", "2026-03-02", "3", "王样例", "李样例", anesthesia="0101"),
        Procedure("93.4400", "牵引", "2026-03-01"),
    ),
)
UPRIGHT = Qt.Orientation.Vertical


@pytest.fixture
def at_work(qtbot, tmp_path):
    coder = Coder(qtbot, tmp_path / "病案.sqlite")
    store = SqliteStore(coder.path)
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    store.close()
    window = coder.start()
    coder.rest()
    window.showNormal()
    window.resize(1280, 720)
    coder.wait(lambda: window.width() == 1280)
    window.pages.open(window.worklist.ids[0])
    qtbot.wait(50)
    yield coder
    coder.end()
    resize_text(application(), 100)


def table_of(coder, group="procedure"):
    return coder.window.form.table(group)


def boxes(table, row):
    return [table.visualRect(table.rows.index(row, column)) for column in range(table.rows.columnCount())]


def test_cells_lie_in_two_lines_beside_each_other_and_none_is_cut(at_work):
    table = table_of(at_work)
    assert table.lines == 2
    assert not table.horizontalScrollBar().isVisible()
    room = QRect(0, table.rowViewportPosition(0), table.viewport().width(), table.rowHeight(0))
    found = boxes(table, 0)
    assert all(room.contains(box) for box in found)
    assert not [1 for i, a in enumerate(found) for b in found[i + 1 :] if a.intersects(b)]
    names = [column.attribute for column in table.rows.columns]
    tops = {name: box.top() for name, box in zip(names, found, strict=True)}
    assert tops["code"] == tops["name"] == tops["date"] == tops["level"] == tops["surgeon"]
    assert tops["assistant1"] == tops["anesthesia"] == tops["anesthetist"] > tops["code"]


def test_a_point_belongs_to_the_cell_that_is_drawn_there(at_work):
    table = table_of(at_work)
    for row in range(2):
        for column, box in enumerate(boxes(table, row)):
            index = table.indexAt(box.center())
            assert (index.row(), index.column()) == (row, column)


def test_tab_reads_the_row_line_by_line_and_goes_on_to_the_next(at_work):
    table = table_of(at_work)
    table.go(0, "surgeon")
    at_work.press("Tab")
    assert table.attribute == "assistant1"
    table.go(0, table.rows.columns[-1].attribute)
    at_work.press("Tab")
    assert (table.currentIndex().row(), table.attribute) == (1, "code")
    at_work.press("Down")
    assert (table.currentIndex().row(), table.attribute) == (2, "code")


def test_an_editor_lies_over_its_cell_of_the_second_line_and_writes_it(at_work, qtbot):
    table = table_of(at_work)
    table.go(0, "anesthesia")
    at_work.press("F2")
    editor = QApplication.focusWidget()
    cell = table.visualRect(table.currentIndex())
    assert abs(editor.geometry().top() - cell.top()) <= 2
    assert editor.geometry().left() == cell.left()
    editor.selectAll()
    qtbot.keyClicks(editor, "02")
    at_work.press("Return")
    assert at_work.session.page.procedures[0].anesthesia == "02"
    at_work.press("Ctrl+Z")
    assert at_work.session.page.procedures[0].anesthesia == "0101"


def test_a_click_chooses_the_cell_under_it(at_work, qtbot):
    table = table_of(at_work)
    column = table.rows.column_of("assistant1")
    cell = table.visualRect(table.rows.index(1, column))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    assert (table.currentIndex().row(), table.attribute) == (1, "assistant1")
    assert [i.column() for i in table.selectionModel().selectedIndexes()] == [column]


def test_the_blank_row_has_its_second_line_once_she_is_in_it(at_work, qtbot):
    table = table_of(at_work)
    last = table.rows.rowCount() - 1
    before = table.rowHeight(last)
    table.go(last, "code")
    qtbot.wait(20)
    assert table.rowHeight(last) > before
    assert table.height() >= table.verticalHeader().length()


def test_what_was_changed_keeps_its_mark_in_the_second_line(at_work):
    table = table_of(at_work)
    session = at_work.session
    session.apply(set_row(session.page, "procedure", 0, {"assistant1": "张样例"}))
    cell = table.rows.index(0, table.rows.column_of("assistant1"))
    assert "导入时：李样例" in cell.data(Qt.ItemDataRole.ToolTipRole)
    box = table.visualRect(cell)
    image = table.viewport().grab(box).toImage()
    plain = table.viewport().grab(table.visualRect(table.rows.index(1, cell.column()))).toImage()
    assert image.pixelColor(1, 1) != plain.pixelColor(1, 1)


def test_nothing_lies_sideways_at_any_size(at_work, qtbot):
    window = at_work.window
    for percent, width in itertools.product((90, 100, 130), (1366, 1280, 1093)):
        window.appearance.choose_size(percent)
        window.resize(width, 697)
        window.reset_layout()
        window.resize(width, 697)
        qtbot.wait(50)
        for group in ("diagnosis", "procedure"):
            table = table_of(at_work, group)
            assert not table.horizontalScrollBar().isVisible(), (percent, width, group)
            assert max(box.right() for box in boxes(table, 0)) <= table.viewport().width(), (percent, width, group)


# -- the places, by themselves


def columns(*lines):
    return tuple(FormColumn(f"c{number}", "", 50, "always", line) for number, line in enumerate(lines))


def test_the_wide_one_of_a_line_takes_what_is_left_else_the_last():
    found = spans(columns(1, 1, 2, 2), (50, 0, 40, 60), 300, 100)
    assert [(s.line, s.left, s.width) for s in found] == [(0, 0, 50), (0, 50, 250), (1, 0, 40), (1, 40, 260)]


def test_a_line_that_is_too_long_is_broken():
    found = spans(columns(1, 2, 2, 2), (50, 80, 80, 80), 200, 100)
    assert [s.line for s in found] == [0, 1, 1, 2]
    assert all(s.left + s.width <= 200 for s in found)


def test_procedures_alone_have_several_lines():
    assert [group for group in ("diagnosis", "procedure", "intensive_care") if is_lined(row_columns(group))] == [
        "procedure"
    ]


# -- the head of a row


def head(model, row, role):
    return model.headerData(row, UPRIGHT, role)


def test_the_head_says_what_the_row_counts_for_and_whether_it_carries(at_work):
    at_work.wait(lambda: at_work.session.examination is not None)
    model = table_of(at_work, "diagnosis").rows
    assert head(model, 1, SIGN_ROLE).words == "CC"
    assert head(model, 1, CARRIES_ROLE)
    assert head(model, 2, SIGN_ROLE) is None
    assert not head(model, 2, CARRIES_ROLE)
    assert "没有这一行：IF35" in head(model, 1, Qt.ItemDataRole.ToolTipRole)
    assert "CC" in model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert head(table_of(at_work).rows, 0, CARRIES_ROLE)
    assert head(model, 3, Qt.ItemDataRole.ToolTipRole) == "新增一行"


def test_a_row_that_has_gone_takes_its_signs_along(at_work):
    table = table_of(at_work, "diagnosis")
    table.go(1, "name")
    at_work.press("Ctrl+Del")
    assert head(table.rows, 1, SIGN_ROLE) is None
    assert "IF35" in at_work.session.examination.grouping.drg


def test_an_open_row_between_the_rows_moves_no_sign(at_work):
    table = table_of(at_work, "diagnosis")
    table.go(0, "name")
    at_work.press("Ins")
    assert head(table.rows, 1, SIGN_ROLE) is None
    assert head(table.rows, 2, SIGN_ROLE).words == "CC"


def test_the_head_draws_its_signs(at_work):
    table = table_of(at_work, "diagnosis")
    before = table.verticalHeader().grab().toImage()
    table.rows.set_row_marks({("diagnosis", 2): RowMark(RowSign("灰", is_wrong=True), ("灰码：K29.500",))})
    assert table.verticalHeader().grab().toImage() != before
    assert "灰码" in head(table.rows, 2, Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("group", ["diagnosis", "procedure", "intensive_care"])
def test_the_models_keep_the_contract_of_qt(at_work, group):
    model = RowsModel(at_work.session, group)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.reset()
    model.set_row_marks({(group, 0): RowMark(RowSign("CC"), ("CC",), "承载")})
    if model.length:
        model.open_gap(1)
        model.close_gap()
    assert tester.model() is model
