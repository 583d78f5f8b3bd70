"""A scheme dropped on the window opens its own dialog; what is offered to mend it goes along on a tick."""

import csv

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from coding.drg.amendments import amendments_of
from coding.work.what_file import is_scheme
from tests.drg.national_book import BOOK, write_book
from tests.drg.small_pack import SMALL, case
from ui.dialogs.first_start import FirstStart
from ui.grouping.scheme_dialog import SchemeDialog
from ui.plain import PlainLabel
from ui.shelves.days_dialog import DaysDialog

EARLY = {"ADRG": [(*row[:4], 0) if row[0] == "F00" else row for row in BOOK["ADRG"]]}


@pytest.fixture
def window(coder):
    window = coder.start()
    window.show_offer(False)
    coder.rest()
    return window


def drop(coder, window, path):
    """What the window system does when a file is let fall on the window; the dialog that opens."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), copy, data, left, none)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), copy, data, left, none))
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), SchemeDialog))
    return QApplication.activeModalWidget()


def use_for_every_day(coder):
    """The published edition is proposed from the day that was announced; somebody wants to see it today."""
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), DaysDialog))
    days = QApplication.activeModalWidget()
    assert days.form.first.text() == "2027-01-01"
    days.form.first.clear()
    coder.wait(lambda: days.use_button.isEnabled())
    days.use_button.click()


def test_the_published_workbook_is_shown_before_it_is_used(coder, window, tmp_path):
    (tmp_path / "基层病组.csv").write_text("病组编码\nFR1\n", encoding="utf-8")
    dialog = drop(coder, window, write_book(tmp_path / "全国_20260909更新.xlsx"))
    assert not dialog.mend.isVisible()
    assert any("基层病组 1 个" in label.text() for label in dialog.findChildren(PlainLabel))
    dialog.use_button.click()
    use_for_every_day(coder)
    coder.wait(lambda: not window.session.knowledge.scheme.is_general)
    scheme = window.session.knowledge.scheme
    assert scheme.group(case("I50.900")).drg == "FR15"
    assert scheme.traits("FR15").is_basic
    assert not scheme.traits("FB19").is_basic
    assert "全国_20260909更新.xlsx" in scheme.trace(case("I50.900")).children[0].title


def test_amendments_go_along_on_a_tick_and_stay_with_the_copy(coder, window, tmp_path):
    book = write_book(tmp_path / "全国_20260909更新.xlsx", **EARLY)
    dialog = drop(coder, window, book)
    assert dialog.mend.isVisible()
    assert not dialog.mend.isChecked()
    dialog.mend.setFocus()
    coder.press("Space")
    dialog.use_button.click()
    use_for_every_day(coder)
    coder.wait(lambda: not window.session.knowledge.scheme.is_general)
    book.unlink()
    (made,) = amendments_of(window.session.knowledge.scheme.pack)
    assert (made.table, made.key, made.column) == ("adrg", "F00", "order")
    assert len(list(window.session.store.knowledge_folder.iterdir())) == 1


def write_pack(folder, tables):
    folder.mkdir()
    for table, rows in tables.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def test_files_are_told_apart_without_being_read(tmp_path):
    assert is_scheme(write_book(tmp_path / "a.xlsx"))
    assert is_scheme(write_pack(tmp_path / "包", SMALL))
    assert is_scheme(tmp_path / "包" / "scheme.csv")
    pages = tmp_path / "首页.csv"
    pages.write_text("case_id,dx\n1,I50.900\n", encoding="utf-8")
    assert not is_scheme(pages)
    assert not is_scheme(tmp_path / "nothing.zip")
    (tmp_path / "损坏.xlsx").write_bytes(b"PK\x03\x04")
    assert not is_scheme(tmp_path / "损坏.xlsx")


def test_the_first_start_says_which_file_to_fetch_and_where_to_drop_it(qtbot):
    start = FirstStart()
    qtbot.addWidget(start)
    text = "".join(label.text() for label in start.findChildren(PlainLabel))
    assert "按病组（DRG）付费3.0版分组方案配置信息" in text
    assert "拖到本窗口" in text
