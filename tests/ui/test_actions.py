"""Actions are data: every key once, every icon drawn, every handler there."""

from collections import Counter

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from ui.actions import EVERYWHERE, MENUS, PANES, sheet, shown_keys, told_under
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


def test_the_sheet_goes_from_part_to_part_of_the_window_and_says_nothing_twice():
    parts = dict(sheet(ACTIONS))
    assert list(parts) == [*PANES, EVERYWHERE]
    where = {action.id: pane for pane, specs in parts.items() for action in specs}
    assert len(where) == sum(map(len, parts.values())), "each stands in one part"
    told = {"views": "病案列表", "open_row": "病案列表", "section": "首页表单", "move_row": "诊断、手术表"}
    told |= {
        "next_finding": "问题",
        "choose_finding": "问题",
        "accept": "建议",
        "evidence": "依据",
        "judge_right": "审核",
    }
    told |= {"drawer_next": "抽屉", "take_back": "抽屉", "drg_mains": "抽屉", "pivot_sort": "质控台：汇总"}
    told |= {"list_send": "质控台：问题和改动", "month_again": "月工作台", "undo": EVERYWHERE, "to_drawer": EVERYWHERE}
    assert {id_: where[id_] for id_ in told} == told
    said = [told_under(pane, action) for pane, specs in parts.items() for action in specs]
    assert [text for text, n in Counter(said).items() if n > 1] == []
    again = [
        a.text for pane, specs in parts.items() for a in specs if pane in (a.hint, told_under(pane, a)[: len(pane)])
    ]
    assert again == ["抽屉的下一页", "抽屉的上一页"]


def test_the_sheet_tells_the_keys_that_the_month_takes(coder):
    window = coder.start(sample=True)
    coder.rest()
    coder.press("F12")
    coder.rest()
    told = {key for action in ACTIONS for key in action.keys}
    told |= {f"{key[:-3]}{digit}" for key in told if key[-2:-1] == "…" for digit in range(1, int(key[-1]) + 1)}
    taken = window.month.keys()
    taken = {key.toString(QKeySequence.SequenceFormat.PortableText) for key in taken}
    assert "F5" in taken
    assert taken - told == set()


def test_every_action_of_the_window_does_something(coder):
    """An action that nobody handles is dead, whether a page is open or not."""
    window = coder.start()
    handlers = [action.id for action in ACTIONS if action.handled and not window.actions_[action.id].isEnabled()]
    assert all(window.actions_[i].receivers("2triggered(bool)") for i in handlers if i not in SEALED_ONLY)
    signed_in = set(SEALED_ONLY)  # of no use where nobody has signed in
    assert {a.id for a in ACTIONS if a.needs_page} | signed_in >= set(handlers)
