"""The drawer in the real window: opened, gone through, raised, closed by key; nothing computes while it is closed."""

import pytest
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from tests.ui.test_screen_fit import at_work, resized
from ui.drawer.registry import DRAWER
from ui.window_layout import DRAWER_HEIGHTS, kept_widths

__all__ = ["at_work"]  # a fixture


def in_drawer(window):
    focus = QApplication.focusWidget()
    return focus is not None and window.drawer.isAncestorOf(focus)


def test_it_opens_under_form_and_panel_and_not_under_the_list(at_work):
    window = resized(at_work, 1366, 697)
    below = window.worklist.height()
    at_work.press("F9")
    drawer = window.drawer
    assert drawer.isVisible()
    assert window.worklist.height() == below
    assert drawer.width() == window.form.width() + window.knowledge.width() + window.splitter.pair.handleWidth()
    assert DRAWER_HEIGHTS[0] <= drawer.height() <= DRAWER_HEIGHTS[1]
    assert (window.width(), window.height()) == (1366, 697)


def test_escape_closes_it_and_she_is_where_she_was_in_the_form(at_work):
    window = at_work.window
    at_work.press("Ctrl+2")
    before = QApplication.focusWidget()
    assert window.form.isAncestorOf(before)
    at_work.press("F9")
    assert in_drawer(window)
    at_work.press("Esc")
    assert not window.drawer.isVisible()
    assert QApplication.focusWidget() is before
    at_work.press("F9")
    at_work.press("F9")
    assert not window.drawer.isVisible(), "the same key closes it"
    assert QApplication.focusWidget() is before


def test_control_tab_goes_through_its_pages_and_around(at_work):
    window = at_work.window
    at_work.press("F9")
    shown = [page.key for page in DRAWER if page.fits(window.session) and not page.on_demand]
    seen = [window.drawer.current]
    for _ in shown:
        at_work.press("Ctrl+Tab")
        assert in_drawer(window)
        seen.append(window.drawer.current)
    assert seen == [*shown, shown[0]]
    at_work.press("Ctrl+Shift+Tab")
    assert window.drawer.current == shown[-1]
    at_work.press("Alt+2")
    at_work.press("Ctrl+Tab")
    assert window.drawer.current == shown[0], "from the form too"
    assert not in_drawer(window), "who types in the form stays there"


def test_nothing_is_made_while_it_is_closed(at_work):
    window = at_work.window
    assert not window.drawer._views
    window.pages.step(1)
    assert not window.drawer._views
    at_work.press("F9")
    assert list(window.drawer._views) == [window.drawer.current]


def test_the_row_she_looks_at_stays_in_sight_when_it_opens(at_work):
    window = resized(at_work, 1366, 697)
    table = window.form._tables["diagnosis"]
    table.go(0)
    at_work.qtbot.wait(20)
    window.form._scroll.verticalScrollBar().setValue(max(0, window.form._scroll.verticalScrollBar().value() - 200))
    at_work.press("F9")
    at_work.qtbot.wait(20)
    box = table.current_box()
    view = window.form._scroll.viewport()
    top = table.viewport().mapTo(view, box.topLeft()).y()
    assert top >= 0
    assert top + box.height() <= view.height()


def test_raised_it_has_the_height_of_form_and_panel_and_the_form_is_one_key_away(at_work):
    window = resized(at_work, 1366, 697)
    at_work.press("F9")
    own = window.drawer.height()
    at_work.press("Ctrl+Shift+F9")
    assert not window.form.isVisible()
    assert window.drawer.height() == window.splitter.height()
    assert in_drawer(window)
    at_work.press("Alt+2")
    assert window.form.isVisible()
    assert window.drawer.height() == own


def test_in_a_short_window_it_stands_in_the_place_of_the_form(at_work):
    window = resized(at_work, 1093, 500)
    at_work.press("Ctrl+1")
    before = QApplication.focusWidget()
    at_work.press("F9")
    assert window.drawer.isVisible()
    assert not window.form.isVisible()
    at_work.press("Esc")
    assert window.form.isVisible()
    assert QApplication.focusWidget() is before
    at_work.press("F9")
    at_work.press("Alt+2")
    assert window.form.isVisible()
    assert not window.drawer.isVisible()
    assert (window.width(), window.height()) == (1093, 500)


@pytest.mark.parametrize("is_open", [True, False])
def test_open_or_closed_its_page_and_its_height_come_back(at_work, is_open):
    window = resized(at_work, 1366, 697)
    at_work.press("F9")
    at_work.press("2")
    column = window.splitter.column
    column.setSizes([column.height() - 390, 390])
    window.splitter._on_raised()
    height = window.drawer.height()
    page = window.drawer.current
    if not is_open:
        at_work.press("Esc")
    at_work.end()
    at_work.start(sample=True)
    window = resized(at_work, 1366, 697)
    assert window.drawer.isVisible() == is_open
    if not is_open:
        at_work.press("F9")
    assert window.drawer.current == page == "drg_principals"
    assert window.drawer.height() == pytest.approx(height, abs=4)


def test_widths_that_a_version_before_kept_are_taken_over(qtbot):
    """The state of one splitter of three, as it was written until now; and what is none."""
    before = QSplitter()
    qtbot.addWidget(before)
    for _ in range(3):
        before.addWidget(QWidget())
    before.resize(1366, 400)
    before.setSizes([250, 756, 360])
    assert kept_widths(before.saveState().toBase64().data().decode()) == [250, 756, 360]
    assert kept_widths("250 756 360") == [250, 756, 360]
    assert [kept_widths(kept) for kept in ("", "no state at all", "AAAA", "250 756", "1e9 1 1")] == [None] * 5


def test_ctrl_backslash_folds_the_list_to_its_edge_and_it_unfolds_while_she_is_in_it(at_work):
    window = resized(at_work, 1366, 697)
    wide = window.form.width()
    at_work.press("Ctrl+\\")
    assert not window.worklist.isVisible()
    assert window.folding.left.isVisible()
    assert window.knowledge.isVisible()
    assert window.form.width() > wide
    for key in ("Alt+1", "Ctrl+F"):
        at_work.press(key)
        assert window.worklist.isVisible()
        at_work.press("Alt+2")
        assert not window.worklist.isVisible()
    at_work.end()
    window = at_work.start(sample=True)
    assert not window.worklist.isVisible(), "remembered"
    at_work.press("Ctrl+\\")
    assert window.worklist.isVisible()
    assert not window.folding.left.isVisible()


def test_a_number_key_chooses_a_page_and_is_typed_where_one_types(at_work):
    window = at_work.window
    at_work.press("F9")
    at_work.press("2")
    assert window.drawer.current == "drg_principals"
    at_work.press("1")
    assert window.drawer.current == "drg"
