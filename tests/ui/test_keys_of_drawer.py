"""How many keys it takes in the drawer, counted by pressing them in the real window."""

import re

import pytest
from PySide6.QtWidgets import QApplication

from coding.page.edits import set_field
from tests.ui.keys_per_task import COUNTED
from tests.ui.test_screen_fit import at_work, resized
from ui.drawer.registry import DRAWER

__all__ = ["at_work"]  # a fixture


class Counted:
    """Presses keys where the focus is, and counts them."""

    def __init__(self, coder):
        self.coder, self.keys = coder, 0

    def press(self, *keys):
        for key in keys:
            self.coder.press(key)
            self.keys += 1


@pytest.fixture
def counted(at_work):
    """In the form, with the drawer closed and the page of the trace seen last."""
    resized(at_work, 1366, 697)
    at_work.press("Ctrl+2")
    return Counted(at_work)


def focus_in(widget):
    focus = QApplication.focusWidget()
    return focus is not None and widget.isAncestorOf(focus)


def test_each_as_principal_takes_two_keys_and_back_one(counted):
    window = counted.coder.window
    before = QApplication.focusWidget()
    counted.press("F9", "2")
    assert counted.keys == COUNTED["principals"].keys
    view = window.drawer.view("drg_principals")
    assert view.isVisible()
    assert focus_in(view)
    counted.press("Esc")
    assert QApplication.focusWidget() is before
    counted.keys = 0
    counted.press("Ctrl+F9")
    assert counted.keys == 1
    assert view.isVisible()


def test_every_page_of_the_drawer_takes_two_keys(counted):
    window = counted.coder.window
    shown = [page.key for page in DRAWER if page.fits(window.session) and not page.on_demand]
    assert shown[:6] == ["drg", "drg_principals", "drg_mains", "drg_without", "drg_schemes", "changes"]
    for number, key in enumerate(shown, start=1):
        counted.keys = 0
        counted.press("F9", str(number))
        assert window.drawer.current == key
        assert counted.keys == COUNTED["page_of_drawer"].keys
        assert focus_in(window.drawer.view(key))
        counted.press("Esc")


def test_the_digits_that_are_told_are_those_that_are_taken(counted):
    """Desks that were asked for stand behind the seven pages of every page in work: the eighth and the ninth."""
    window = counted.coder.window
    told = re.search(r"抽屉中按 1–(\d) 换页", window.actions_["drawer"].statusTip())
    for action in ("rules", "term_book"):
        window.actions_[action].trigger()
    counted.press("Alt+2", "F9", "Ctrl+Tab")
    tabs = window.drawer.tabs
    shown = [number for number in range(tabs.count()) if tabs.isTabVisible(number)]
    assert len(shown) == int(told[1])
    for place, number in enumerate(shown, start=1):
        window.drawer.choose("drg")
        window.drawer.take_focus()
        counted.press(str(place))
        assert tabs.currentIndex() == number


def test_the_changes_take_one_key_and_taking_back_one_more(counted):
    coder = counted.coder
    session = coder.session
    session.apply(set_field(session.page, "employer", "示例市机床厂"))
    counted.press("Ctrl+Shift+H")
    view = coder.window.drawer.view("changes")
    coder.wait(lambda: view.table.cells.rowCount() == 2)
    counted.press("Del")
    assert counted.keys == COUNTED["undo_in_ledger"].keys
    assert session.page.text("employer") != "示例市机床厂"


def test_the_list_folds_and_comes_back_by_one_key(counted):
    window = counted.coder.window
    counted.press("Ctrl+\\")
    assert not window.worklist.isVisible()
    counted.press("Ctrl+\\")
    assert window.worklist.isVisible()
    assert counted.keys == 2


def test_ctrl_tab_is_not_swallowed_by_what_has_the_focus(counted):
    """Neither a tree nor a table nor a field of the form keeps it for itself."""
    window = counted.coder.window
    for key in ("drg", "drg_principals", "drg_schemes", "changes"):
        window.show_panel(key).take_focus()
        here = window.drawer.tabs.currentIndex()
        counted.press("Ctrl+Tab")
        assert window.drawer.tabs.currentIndex() != here, key
        counted.press("Ctrl+Shift+Tab")
        assert window.drawer.current == key
    counted.press("Alt+2")
    here = window.drawer.tabs.currentIndex()
    counted.press("Ctrl+Tab")
    assert window.drawer.tabs.currentIndex() != here
    assert focus_in(window.form)


def test_twelve_rows_of_another_principal_are_in_sight_at_the_greatest_height(counted):
    window = counted.coder.window
    store = window.session.store
    window.pages.open(max(window.worklist.ids, key=lambda page_id: len(store.page(page_id).diagnoses)))
    window.splitter.drawer_height = 420
    counted.press("Ctrl+F9")
    table = window.drawer.view("drg_principals").table
    counted.coder.wait(lambda: table.cells.rowCount() > 2)
    counted.coder.qtbot.wait(50)
    assert table.viewport().height() // table.verticalHeader().defaultSectionSize() >= 12
    assert window.drawer.height() <= 420
    titles = [c.title for at, c in enumerate(table.cells.columns) if not table.isColumnHidden(at)]
    assert titles == ["行", "编码", "名称", "病组", "病组名称", "权重", "差", "规则意见", "理由"]
    assert table.horizontalHeader().length() <= table.viewport().width(), "without scrolling sideways"
