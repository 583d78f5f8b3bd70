"""Ctrl+K finds what can be done and what can be looked at, by words, first letters and codes; Enter does it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from ui import settings
from ui.actions import MENUS, plain_text
from ui.palette import sources
from ui.palette.entry import Sort, best, sought


@pytest.fixture
def palette(coder):
    window = coder.start(sample=True)
    coder.wait(lambda: window.session.is_search_ready and not window.batch.is_running)
    coder.press("Ctrl+K")
    QAbstractItemModelTester(window.palette.palette.model, QAbstractItemModelTester.FailureReportingMode.Fatal, window)
    return window.palette.palette


def type_in(coder, palette, text):
    palette.typed.insert(text)
    coder.wait(lambda: not palette._timer.isActive() and not coder.window.palette._runner.running)
    return palette.entries


def texts(entries, sort):
    return [entry.text for entry in entries if entry.sort is sort]


@pytest.mark.parametrize(
    ("typed", "rank"), [("版本比较", 0), ("版本", 1), ("比较", 2), ("bbb", 3), ("bj", 4), ("zz", None)]
)
def test_what_fits_better_stands_first(typed, rank):
    assert sought("版本比较").fit(typed) == rank


def test_lines_that_fit_alike_keep_their_order():
    found = [(sought(text), text) for text in ("导入码表", "码表", "看码表", "码表二")]
    assert best(found, "码表", 3) == ["码表", "码表二", "导入码表"]


def test_an_action_is_found_by_its_first_letters_and_done(coder, palette):
    entries = type_in(coder, palette, "bbbj")
    assert texts(entries, Sort.ACTION)[0] == "版本比较"
    assert entries[0].keys == "Ctrl+B"
    assert entries[0].beside == "分组"


def test_the_words_of_the_actions_are_made_ready_once_and_not_with_every_key(coder, palette, monkeypatch):
    made = []
    monkeypatch.setattr(sources, "sought", lambda text: made.append(text) or sought(text))
    for letter in "bdf":
        palette.typed.clear()
        palette.typed.insert(letter)
        assert palette.entries
    QTest.keyClick(palette.typed, Qt.Key.Key_Escape)
    coder.press("Ctrl+K")
    palette.typed.insert("d")
    assert palette.entries
    assert len(made) == len(set(made)), "each name, and each name with its hint"


def test_what_cannot_be_done_now_says_why_and_stays(coder, palette):
    entry = next(one for one in type_in(coder, palette, "重做") if one.key == "redo")
    assert entry.why_not
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert entry.why_not in palette.told.text()


def test_a_page_is_found_by_its_number_and_opened(coder, palette):
    session = coder.session
    row = session.store.rows(session.store.worklist()[-1:])[0]
    entries = type_in(coder, palette, row.case_no)
    at = next(n for n, one in enumerate(entries) if one.sort is Sort.PAGE)
    for _ in range(at):
        QTest.keyClick(palette.typed, Qt.Key.Key_Down)
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    coder.wait(lambda: session.page_id == row.id)
    assert not palette.isVisible()


def test_codes_groups_and_rules_are_found(coder, palette):
    assert any(text.startswith("I10") for text in texts(type_in(coder, palette, "I10"), Sort.DIAGNOSIS))
    palette.typed.clear()
    knowledge = coder.session.knowledge
    group = knowledge.scheme.groups[3]
    assert any(text.startswith(group) for text in texts(type_in(coder, palette, group), Sort.GROUP))
    palette.typed.clear()
    assert any(text.startswith("FP-COD-158") for text in texts(type_in(coder, palette, "FP-COD-158"), Sort.RULE))


def test_a_code_is_shown_on_its_card(coder, palette):
    entries = type_in(coder, palette, "I10")
    at = next(n for n, one in enumerate(entries) if one.sort is Sort.DIAGNOSIS)
    for _ in range(at):
        QTest.keyClick(palette.typed, Qt.Key.Key_Down)
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    coder.wait(lambda: coder.window.splitter.is_drawer_open)
    browser = coder.window.show_panel("cards").browser
    coder.wait(lambda: "I10" in browser.toPlainText())


def test_what_is_chosen_stays_chosen_when_more_is_found(coder, palette):
    palette.typed.insert("备份")
    QTest.keyClick(palette.typed, Qt.Key.Key_Down)
    chosen = palette.list.currentIndex().row()
    coder.wait(lambda: not palette._timer.isActive() and not coder.window.palette._runner.running)
    assert palette.list.currentIndex().row() == chosen


def test_esc_gives_the_focus_back_to_where_it_was(coder, palette):
    QTest.keyClick(palette.typed, Qt.Key.Key_Escape)
    coder.press("Alt+2")
    focus = QApplication.focusWidget()
    coder.press("Ctrl+K")
    assert QApplication.focusWidget() is palette.typed
    QTest.keyClick(palette.typed, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is focus


def test_whoever_goes_elsewhere_has_left_it(coder, palette):
    coder.window.worklist.search.setFocus()
    assert not palette.isVisible()


def test_what_was_done_last_stands_there_before_anything_is_typed(coder, palette):
    type_in(coder, palette, "深色")
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    coder.wait(lambda: settings.PALETTE_LAST.read(coder.session.store) == "dark")
    coder.press("Ctrl+K")
    assert [entry.key for entry in palette.entries] == ["dark"]


def test_every_menu_and_every_line_of_it_has_a_letter_of_its_own(coder):
    window = coder.start()
    for title, menu in window.actions_.menus.items():
        menu.aboutToShow.emit()
        lines = [a.text() for a in menu.actions() if not a.isSeparator() and a.text()]
        letters = [text[text.index("(&") + 2] for text in lines if "(&" in text]
        assert len(letters) == len(set(letters)) == min(len(lines), 26), title
        assert all("(&" not in plain_text(a) for a in menu.actions())
    assert len(set(MENUS.values())) == len(MENUS)
