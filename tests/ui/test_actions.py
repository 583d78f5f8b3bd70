"""Actions are data: every key once, every icon drawn, every handler there."""

from collections import Counter

from PySide6.QtWidgets import QLabel

from ui.actions import MENUS, sheet, shown_keys
from ui.dialogs.shortcuts import ShortcutSheet
from ui.drawer.registry import ALL_PANELS
from ui.icons.icons import icon_names
from ui.panels.registry import all_actions
from ui.people.people_actions import SEALED_ONLY

ACTIONS = all_actions(ALL_PANELS)


def test_no_key_of_the_window_is_given_twice():
    keys = Counter(k for a in ACTIONS if a.handled for k in a.keys)
    assert [k for k, n in keys.items() if n > 1] == []


def test_every_action_stands_in_a_menu_and_has_its_icon():
    for action in ACTIONS:
        if action.handled:
            assert action.menu.split("/")[0] in MENUS
        assert not action.icon or action.icon in icon_names()


def test_the_sheet_tells_every_key(qtbot):
    told = [a for _, specs in sheet(ACTIONS) for a in specs]
    assert {a.id for a in told} == {a.id for a in ACTIONS if a.keys}
    dialog = ShortcutSheet(ACTIONS)
    qtbot.addWidget(dialog)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {shown_keys(a) for a in told} <= texts


def test_every_action_of_the_window_does_something(coder):
    """An action that nobody handles is dead, whether a page is open or not."""
    window = coder.start()
    handlers = [action.id for action in ACTIONS if action.handled and not window.actions_[action.id].isEnabled()]
    assert all(window.actions_[i].receivers("2triggered(bool)") for i in handlers if i not in SEALED_ONLY)
    signed_in = set(SEALED_ONLY)  # of no use where nobody has signed in
    assert {a.id for a in ACTIONS if a.needs_page} | signed_in >= set(handlers)
