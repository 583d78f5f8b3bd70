"""Tables that are only read, carried into a sheet: the chosen rows, all of them, as a workbook; rights and audit."""

import re
from html import unescape

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QListWidget,
    QMenu,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from coding.base.sheets import read_workbook
from tests.ui.exports_told import taken_out
from ui.app import application
from ui.table_copy import as_sheet, copy_all, copy_rows, save_all

ROWS = (("=1+1", "甲\t乙", "-1.5"), ("@SUM(A1)", "丙\n丁", "＋3"))


def in_sight(qtbot, view):
    application()
    view.show()
    view.activateWindow()
    qtbot.addWidget(view)
    qtbot.waitExposed(view)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    return view


def copied(view):
    QApplication.clipboard().setText("之前")
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QApplication.clipboard().text()


def test_rows_of_a_table_stand_under_their_titles_and_none_becomes_a_formula(qtbot):
    table = QTableWidget(2, 3)
    table.setHorizontalHeaderLabels(["编码", "名称", "差"])
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            table.setItem(row, column, QTableWidgetItem(text))
    in_sight(qtbot, table)
    table.selectAll()
    assert copied(table).split("\n") == ["编码\t名称\t差", "'=1+1\t甲 乙\t-1.5", "'@SUM(A1)\t丙 丁\t'＋3"]
    table.clearSelection()
    table.setColumnHidden(1, True)
    table.selectRow(1)
    assert copied(table).split("\n") == ["编码\t差", "'@SUM(A1)\t'＋3"]


def test_a_list_copies_its_lines_and_a_tree_its_columns(qtbot):
    lines = QListWidget()
    lines.addItems(["一", "=二"])
    in_sight(qtbot, lines)
    lines.setCurrentRow(1)
    assert copied(lines) == "'=二"
    tree = QTreeWidget()
    tree.setHeaderLabels(["步", "结果"])
    tree.addTopLevelItem(QTreeWidgetItem(["入组", "BR25"]))
    in_sight(qtbot, tree)
    tree.setCurrentItem(tree.topLevelItem(0))
    assert copied(tree) == "步\t结果\n入组\tBR25"


def test_a_table_that_is_written_in_keeps_its_own_way(qtbot):
    table = QTableWidget(1, 2)
    table.setHorizontalHeaderLabels(["甲", "乙"])
    table.setItem(0, 0, QTableWidgetItem("一格"))
    table.setItem(0, 1, QTableWidgetItem("另一格"))
    in_sight(qtbot, table)
    table.setCurrentCell(0, 0)
    assert copied(table) == "一格"


def test_nothing_chosen_copies_the_titles_alone(qtbot):
    view = QTableView()
    qtbot.addWidget(view)
    model = QStandardItemModel(0, 2, view)
    model.setHorizontalHeaderLabels(["甲", "乙"])
    view.setModel(model)
    assert as_sheet(view) == "甲\t乙"
    model.appendRow([QStandardItem("1"), QStandardItem("2")])
    assert as_sheet(view) == "甲\t乙"


def pasted():
    """What a sheet takes of the clipboard: the rows of the table in it, each cell with whether it is kept as text."""
    html = QApplication.clipboard().mimeData().html()
    cells = re.compile(r'<t([hd])( style="mso-number-format:[^"]*")?>(.*?)</t[hd]>')
    return [
        [(unescape(text), bool(style)) for _, style, text in cells.findall(row)]
        for row in re.findall("<tr>(.*?)</tr>", html)
    ]


def filled(cells, titles=(), figures=()):
    table = QTableWidget(len(cells), len(cells[0]))
    table.setHorizontalHeaderLabels(list(titles) or [f"列{at}" for at in range(len(cells[0]))])
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            item = QTableWidgetItem(text)
            if column in figures:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, column, item)
    return table


def press_copy_all(view):
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_C, keys)


def test_codes_stay_text_in_a_sheet_and_figures_can_be_reckoned_with(qtbot):
    line = ["0012", "51.2300", "A<b>&\n", "1,234.50", "−3", "=1+1"]
    table = in_sight(qtbot, filled([line], ["病案号", "编码", "名称", "元", "差", "公式"], figures=(3, 4, 5)))
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.selectRow(0)
    copied(table)
    assert pasted() == [
        [(title, True) for title in ("病案号", "编码", "名称", "元", "差", "公式")],
        [("0012", True), ("51.2300", True), ("A<b>&", True), ("1,234.50", False), ("-3", False), ("'=1+1", True)],
    ]


def test_of_chosen_cells_none_goes_along_that_lies_between(qtbot):
    table = in_sight(qtbot, filled([["甲", "乙", "丙"], ["丁", "戊", "己"], ["庚", "辛", "壬"]]))
    table.setSelectionMode(QTableWidget.SelectionMode.ExtendedSelection)
    table.clearSelection()
    for row, column in ((0, 0), (2, 2)):
        table.item(row, column).setSelected(True)
    assert copied(table).split("\n") == ["列0\t列2", "甲\t", "\t壬"]
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    assert copied(table).split("\n") == ["列0\t列1\t列2", "甲\t乙\t丙", "庚\t辛\t壬"], "rows that do not touch"


def test_the_whole_of_a_table_that_asks_for_its_rows_bit_by_bit(qtbot):
    class Lazy(QStandardItemModel):
        def canFetchMore(self, parent):  # noqa: N802
            return not parent.isValid() and self.rowCount() < 1234

        def fetchMore(self, parent):  # noqa: N802
            for _ in range(100):
                self.appendRow([QStandardItem(f"{self.rowCount():05}"), QStandardItem("甲")])

    view = QTableView(editTriggers=QTableView.EditTrigger.NoEditTriggers)
    model = Lazy(0, 2, view)
    model.setHorizontalHeaderLabels(["号", "名"])
    view.setModel(model)
    in_sight(qtbot, view)
    view.setRowHidden(1, True)
    press_copy_all(view)
    qtbot.waitUntil(lambda: QApplication.clipboard().text().count("\n") == 1299)
    lines = QApplication.clipboard().text().split("\n")
    assert lines[:3] == ["号\t名", "00000\t甲", "00002\t甲"]
    assert lines[-1] == "01299\t甲"


def test_the_whole_of_a_tree_goes_with_what_is_folded(qtbot):
    tree = QTreeWidget()
    tree.setHeaderLabels(["步", "结果"])
    above = QTreeWidgetItem(["入组", "BR25"])
    above.addChild(QTreeWidgetItem(["条件", "是"]))
    tree.addTopLevelItem(above)
    in_sight(qtbot, tree)
    press_copy_all(tree)
    qtbot.waitUntil(lambda: QApplication.clipboard().text() == "步\t结果\n入组\tBR25\n　条件\t是")


def test_the_key_of_the_menu_offers_the_same(qtbot):
    table = in_sight(qtbot, filled([["甲", "乙"]]))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(3, 3), QPoint(3, 3))
    QApplication.sendEvent(table, event)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()] == ["复制所选的行", "复制整张表"]
    menu.actions()[1].trigger()
    menu.close()
    qtbot.waitUntil(lambda: QApplication.clipboard().text() == "列0\t列1\n甲\t乙")


# -- in the window: rights and audit


@pytest.fixture
def window(coder):
    window = coder.start(sample=True)
    coder.rest()
    return window


def dialog_table(window, table):
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(table)
    table.setAccessibleName("病组")
    dialog.show()
    table.setFocus()
    return dialog


def test_a_whole_table_that_is_copied_stands_in_the_audit_and_a_line_of_it_does_not(coder, window, tmp_path):
    table = filled([["BR25", "脑缺血"], ["FR15", "心衰"]], ["编码", "名称"])
    dialog = dialog_table(window, table)
    table.selectRow(0)
    copy_rows(table)
    assert taken_out(window.session.store) == []
    copy_all(table)
    coder.wait(lambda: QApplication.clipboard().text().count("\n") == 2)
    assert taken_out(window.session.store) == [("表格“病组”", "剪贴板", True)]
    path = tmp_path / "病组.xlsx"
    save_all(table, path)
    coder.wait(path.exists)
    coder.rest()
    assert list(read_workbook(path)[0].rows) == [["编码", "名称"], ["BR25", "脑缺血"], ["FR15", "心衰"]]
    assert taken_out(window.session.store)[0] == ("表格“病组”", "病组.xlsx", True)
    dialog.close()


def test_a_line_with_the_name_of_a_patient_is_an_export(coder, window):
    table = window.worklist.focus_widget()
    table.setFocus()
    coder.wait(table.hasFocus)
    copy_rows(table)
    name = window.session.page.text("patient_name")
    coder.wait(lambda: name in QApplication.clipboard().text())
    assert taken_out(window.session.store) == [("表格“病案列表”", "剪贴板", False)]
    copy_all(table)
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    assert "导出校正后首页" in QApplication.activeModalWidget().sentence
    QApplication.activeModalWidget().close()


def test_while_a_page_is_graded_blind_nothing_is_copied(coder, window, monkeypatch):
    table = filled([["甲", "乙"]])
    dialog = dialog_table(window, table)
    monkeypatch.setattr(type(window.modes), "is_blind", property(lambda _self: True))
    QApplication.clipboard().setText("之前")
    copy_rows(table)
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    assert "盲评" in QApplication.activeModalWidget().sentence
    assert QApplication.clipboard().text() == "之前"
    QApplication.activeModalWidget().close()
    dialog.close()
