"""Entering a year's days off in the real window by keyboard, and the line that tells in December what is missing."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.reference.sex_table import SexEntry, SexTable
from coding.work.hospital_knowledge import shelves_of
from tests.reference.notice_2027 import LINES, NOTICE
from ui.knowledge.calendar_dialog import CalendarDialog, _known_words
from ui.knowledge.knowledge_desk import KnowledgeDesk
from ui.knowledge.sex_table_dialog import SexTableDialog
from ui.plain import PlainLabel

DECEMBER = datetime(2026, 12, 2, 9)


@pytest.fixture
def december(coder):
    coder.start()
    coder.rest()
    coder.session.clock = lambda: DECEMBER
    coder.window.stack.setCurrentWidget(coder.window.work)
    coder.window.calendar_hint.tell()
    return coder


def dialog_of(coder, kind=CalendarDialog):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    coder.wait(lambda: found.isActiveWindow() and found.isAncestorOf(QApplication.focusWidget() or coder.window))
    return found


def is_known(coder):
    knowledge = coder.session.knowledge
    return knowledge is not None and 2027 in knowledge.reference.calendar.years


def test_the_line_in_december_opens_the_dialog_and_goes_when_the_notice_is_pasted(december):
    hint = december.window.calendar_hint
    assert hint.isVisible()
    assert "2027 年放假安排尚未录入" in hint.words.text()
    hint.enter_button.click()
    dialog = dialog_of(december)
    assert dialog.text.hasFocus()
    assert dialog.year.value() == 2027
    assert not dialog.use_button.isEnabled()
    QApplication.clipboard().setText(NOTICE)
    dialog.text.paste()
    assert "放假 28 天" in dialog.told.text()
    assert dialog.off["春节"].text() == "2.5-2.12"
    assert dialog.work["春节"].text() == "1.31、2.14"
    assert dialog.use_button.isDefault()
    dialog.off["元旦"].setFocus()
    QTest.keyClick(dialog.off["元旦"], Qt.Key.Key_Return)
    december.wait(lambda: is_known(december))
    december.rest()
    assert not hint.isVisible()
    (copy,) = shelves_of(december.session.store)["calendar"]
    assert copy.original == "放假安排2027.csv"


def test_the_days_are_typed_festival_by_festival_from_field_to_field(december):
    december.window.actions_["import_calendar"].trigger()
    dialog = dialog_of(december)
    dialog.year.setFocus()
    for name, off, work in LINES:
        for cell, text in ((dialog.off[name], off), (dialog.work[name], work)):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            assert QApplication.focusWidget() is cell
            cell.selectAll()
            QApplication.clipboard().setText(text)
            if text:
                cell.paste()
    assert dialog.use_button.isEnabled(), dialog.doubt.text()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    december.wait(lambda: is_known(december))


def test_what_is_wrong_is_said_while_it_is_typed_and_nothing_is_entered(december):
    december.window.actions_["import_calendar"].trigger()
    dialog = dialog_of(december)
    dialog.text.setPlainText(NOTICE.replace("1月1日（周五）", "1月1日（周二）"))
    assert "是周五：请核对年份" in dialog.doubt.text()
    assert not dialog.use_button.isEnabled()
    dialog.reject()
    assert not is_known(december)


def test_a_file_is_chosen_and_the_desk_of_knowledge_leads_there(december, tmp_path, monkeypatch):
    path = tmp_path / "通知2027.txt"
    path.write_bytes(NOTICE.encode("gb18030"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    december.window.actions_["knowledge"].trigger()
    desk = dialog_of(december, KnowledgeDesk)
    desk.choose("calendar")
    assert "内置的放假安排" in desk.chosen.state
    desk.import_button.click()
    dialog = dialog_of(december)
    dialog.file_button.click()
    assert dialog.off["国庆节"].text() == "10.1-10.7"
    dialog.use_button.click()
    december.wait(lambda: is_known(december))


def test_the_line_is_put_away_until_the_next_start(december):
    december.window.calendar_hint.later_button.click()
    assert not december.window.calendar_hint.isVisible()


def test_the_table_of_codes_of_one_sex_is_looked_at_and_used(december, tmp_path, monkeypatch):
    path = tmp_path / "性别库.csv"
    path.write_bytes("疾病编码,疾病名称,性别\nN60,乳腺,女\nN61,炎,母\n".encode("gb18030"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    december.window.actions_["import_sex_table"].trigger()
    dialog = dialog_of(december, SexTableDialog)
    assert "第3行的性别“母”看不懂" in dialog.notes.text()
    assert dialog.table.rowCount() == 1
    dialog.accept_button.click()
    december.wait(lambda: december.session.knowledge.reference.sex_table is not None)
    assert december.session.knowledge.reference.sex_table.title == "性别库"


def test_a_year_between_that_is_not_known_is_not_told_as_known():
    assert _known_words(frozenset({2024, 2025, 2026, 2028})) == "已有 2024–2026、2028 年的安排。"
    assert _known_words(frozenset()) == "还没有任何一年的安排。"


def test_of_a_long_table_both_kinds_are_shown_and_that_it_is_not_all(qtbot):
    def entries(codes):
        return {code: SexEntry(code, "1", "名称", n) for n, code in enumerate(codes, start=2)}

    table = SexTable("性别库", "x", entries(f"N{n:04}" for n in range(900)), entries(f"60.{n}" for n in range(30)))
    dialog = SexTableDialog(table, "性别库.csv")
    qtbot.addWidget(dialog)
    kinds = [dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())]
    assert (kinds.count("诊断"), kinds.count("手术操作")) == (470, 30)
    assert any("只列前 500 条" in label.text() for label in dialog.findChildren(PlainLabel))
