"""Rules, terms, comparison of schemes in the drawer: beside the page, with the keys and functions of their own."""

import pytest
from PySide6.QtWidgets import QApplication, QTabBar

from coding.page.edits import set_field
from coding.suggest.term_book import TermPair
from tests.ui.test_screen_fit import at_work, resized
from ui.grouping.month import MonthDialog
from ui.grouping.versions_window import VersionsDialog

__all__ = ["at_work"]  # a fixture


@pytest.fixture
def window(at_work):
    return resized(at_work, 1366, 697)


def tab(window, key):
    number = next(n for n, page in enumerate(window.drawer.pages) if page.key == key)
    return number, window.drawer.tabs.isTabVisible(number)


def test_the_rules_stand_beside_the_page_and_not_in_a_window(at_work, window):
    assert not tab(window, "rules_page")[1]
    at_work.press("Ctrl+R")
    rules = window.rules.window
    assert tab(window, "rules_page")[1]
    assert not rules.isWindow()
    assert QApplication.activeWindow() is window
    assert window.form.isVisible()
    assert window.drawer.isAncestorOf(rules)
    assert (window.width(), window.height()) == (1366, 697)


def test_keys_of_the_desk_are_its_own_while_she_is_in_it(at_work, window):
    at_work.press("Ctrl+R")
    rules = window.rules.window
    line = rules.line
    assert line.is_on
    at_work.press("Ctrl+T")  # of the window: the term book
    assert rules.line.id == line.id
    assert not rules.line.is_on
    assert not tab(window, "terms_page")[1]
    at_work.press("Alt+2")
    at_work.press("Ctrl+T")
    assert tab(window, "terms_page")[1]
    assert window.actions_["term_book"].shortcut().toString() == "Ctrl+T"


def test_escape_or_the_cross_closes_the_desk_and_she_is_where_she_was(at_work, window):
    at_work.press("Ctrl+2")
    before = QApplication.focusWidget()
    at_work.press("Ctrl+R")
    at_work.press("Esc")
    assert not tab(window, "rules_page")[1]
    assert not window.drawer.isVisible(), "it was opened for the rules"
    assert QApplication.focusWidget() is before
    at_work.press("F9")
    at_work.press("Ctrl+R")
    number, _ = tab(window, "rules_page")
    window.drawer.tabs.tabButton(number, QTabBar.ButtonPosition.RightSide).click()
    assert not tab(window, "rules_page")[1]
    assert window.drawer.isVisible(), "it was open before"
    assert window.drawer.current == "drg"


def test_a_desk_may_have_all_the_height_and_gives_it_back(at_work, window):
    at_work.press("Ctrl+R")
    assert window.form.isVisible()
    at_work.press("Ctrl+Shift+F9")
    assert not window.form.isVisible()
    assert window.rules.window.isVisible()
    at_work.press("Esc")
    assert window.form.isVisible()


def test_the_terms_open_at_what_waits_for_a_decision(at_work, window):
    store = at_work.session.store
    store.add_terms([TermPair("老毛病", ("脑梗死",), "I63.900", "dx")])
    store.add_terms([TermPair("割胆", ("胆囊切除术",), "51.2200", "px")], approve=True)
    at_work.press("Ctrl+T")
    book = window.terms.window.book
    assert book.states.currentData() == "learned"
    assert [t.pair.raw for t in book.model.lines] == ["老毛病"]
    book.table.setFocus()
    at_work.press("Ctrl+Return")
    assert {t.state for t in store.terms()} == {"approved"}
    assert at_work.session.state.value != "passed", "the window's own key did nothing to the page"
    book.states.setCurrentIndex(0)
    at_work.press("Esc")
    at_work.press("Ctrl+T")
    assert book.states.currentData() == "learned", "and again the next time"


def test_the_comparison_begins_anew_after_it_was_closed(at_work, window):
    at_work.press("Ctrl+Shift+B")
    (first,) = window.findChildren(MonthDialog)
    assert window.drawer.isAncestorOf(first)
    at_work.press("Alt+2")
    at_work.press("Ctrl+Shift+B")
    assert window.findChildren(MonthDialog) == [first]
    first.reject()
    at_work.press("Ctrl+Shift+B")
    assert window.findChildren(MonthDialog)[-1] is not first


def test_figures_are_typed_into_a_desk(at_work, window):
    at_work.press("Ctrl+R")
    window.rules.window.search.setFocus()
    at_work.type("2")
    assert window.rules.window.search.text() == "2"
    assert window.drawer.current == "rules_page"


def test_the_desks_are_closed_with_the_window_and_not_open_at_the_next_start(at_work, window):
    at_work.press("Ctrl+R")
    at_work.end()
    again = at_work.start(sample=True)
    assert not tab(again, "rules_page")[1]
    assert again.rules.window is None


def test_versions_stand_beside_their_page_follow_its_edits_and_go_with_it(at_work, window):
    session = at_work.session
    at_work.press("Ctrl+B")
    (versions,) = window.findChildren(VersionsDialog)
    assert window.drawer.isAncestorOf(versions)
    assert "读入时" not in [versions.choices[0].itemText(n) for n in range(versions.choices[0].count())]
    session.apply(set_field(session.page, "employer", "示例市机床厂"))
    assert versions.choices[0].itemText(0) == "读入时"
    at_work.press("Alt+1")
    window.pages.step(1)
    assert not tab(window, "versions_page")[1]
    assert window.worklist.isAncestorOf(QApplication.focusWidget()), "who is in the list stays there"
