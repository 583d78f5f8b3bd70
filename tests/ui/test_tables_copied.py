"""Ctrl+C in a table that is only read, files dropped together: what a person carries in and out by hand."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ui.app import application
from ui.dropping import Dropping
from ui.table_copy import as_sheet

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
    from PySide6.QtWidgets import QTableView

    view = QTableView()
    qtbot.addWidget(view)
    model = QStandardItemModel(0, 2, view)
    model.setHorizontalHeaderLabels(["甲", "乙"])
    view.setModel(model)
    assert as_sheet(view) == "甲\t乙"
    model.appendRow([QStandardItem("1"), QStandardItem("2")])
    assert as_sheet(view) == "甲\t乙"


def drop(target, paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, data, left, none))


@pytest.fixture
def target(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_files_dropped_together_are_opened_in_turn_each_when_the_one_before_is_done(qtbot, target, tmp_path):
    opened, busy = [], []

    def take(path):
        opened.append(path.name)
        busy.append(path)

    dropping = Dropping(target, lambda: not busy)
    dropping.dropped.connect(take)
    paths = [tmp_path / name for name in ("七月.csv", "八月.csv", "九月.csv")]
    drop(target, paths)
    assert opened == ["七月.csv"]
    qtbot.wait(400)
    assert opened == ["七月.csv"], "it is still being read"
    for count in (2, 3):
        busy.clear()
        qtbot.waitUntil(lambda count=count: len(opened) == count)
    assert opened == ["七月.csv", "八月.csv", "九月.csv"]
    assert dropping.waiting == 0


def test_several_files_dropped_on_the_window_are_all_read(coder, tmp_path):
    from coding.base.resources import resource_path

    lines = resource_path("sample/sample_n041.csv").read_bytes().splitlines(keepends=True)
    paths = [tmp_path / "上旬.csv", tmp_path / "下旬.csv"]
    for at, path in enumerate(paths):
        path.write_bytes(b"".join([lines[0], *lines[1 + 8 * at : 9 + 8 * at]]))
    window = coder.start()
    coder.rest()
    drop(window, paths)

    def all_in():
        if (told := QApplication.activeModalWidget()) is not None:
            told.close()
        return window.session.store.count() == 16

    coder.wait(all_in)
    coder.rest()
