"""A walk without a mouse, and without eyes: every action, tab and control by key, each with a name that can be read."""

import re

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu

from tests.ui.test_chinese_screen import strange, texts_of
from tests.ui.walked import dumb, nameless, stuck_tabs, traps, walk_by_tab
from ui.actions import MENUS, plain_text
from ui.drawer.registry import DRAWER

#: Actions that open something to be looked through, on the sample, without asking for a file first.
WINDOWS = (
    "term_book", "term_clusters", "rules", "waivers", "compare_schemes", "versions", "packages", "knowledge",
    "sampling", "deal", "same_words", "export", "export_findings", "grouping_options", "tariff_options", "own_weights",
    "payment_of_month", "paid_results", "region_scheme", "insurer_proof", "month_records", "brief", "import_calendar",
    "print_page", "own_password", "audit", "waive", "evidence", "shortcuts", "about", "help",
    "settings", "verify_store", "support", "new_version",
)  # fmt: skip


@pytest.fixture
def at_work(coder):
    coder.start(sample=True)
    coder.wait(lambda: coder.window.worklist.ids)
    coder.rest()
    close_all()
    window = coder.window
    rows = window.session.store.rows(window.worklist.ids)
    window.pages.open(next(r.id for r in rows if r.errors > 0 and r.warnings > 0))
    coder.rest()
    return coder


def close_all():
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        QApplication.processEvents()


def plain(text):
    """A text without the signs of its layout and the options of the command line."""
    return re.sub(r"<[^>]*>|--[a-z-]+", " ", text or "")


def faults(window, where):
    """What is wrong for a walker in what a window shows now."""
    found = [f"{where}：无名称 {w}" for w in nameless(window)]
    found += [f"{where}：Tab 出不来 {w}" for w in traps(window)]
    found += [f"{where}：复制不出内容 {w}" for w in dumb(window)]
    found += [f"{where}：页签换不了 {w}" for w in stuck_tabs(window)]
    found += [f"{where}：不是中文 {w} {text[:60]}" for text in texts_of(window) for w in strange(plain(text))]
    return found


def shown_dialogs(coder):
    shown = [*QApplication.topLevelWidgets(), *coder.window.findChildren(QDialog)]
    return [w for w in dict.fromkeys(shown) if isinstance(w, QDialog) and w.isVisible()]


def test_every_action_is_reached_by_a_key_or_a_letter_of_the_menu(at_work):
    window = at_work.window
    bar = window.menuBar()
    letters = [action.text().partition("&")[2][:1] for action in bar.actions()]
    assert len(set(letters)) == len(letters) == len(MENUS)
    reached = set()

    def go_through(menu):
        menu.aboutToShow.emit()
        shown = [action for action in menu.actions() if action.isVisible() and not action.isSeparator()]
        own = [action.text().replace("&&", "").partition("&")[2][:1].upper() for action in shown]
        assert all(own), (menu.title(), [a.text() for a in shown])
        assert len(set(own)) == len(own), (menu.title(), own)
        for action in shown:
            reached.add(action.objectName())
            if isinstance(action.menu(), QMenu):
                go_through(action.menu())

    for action in bar.actions():
        go_through(action.menu())
    for spec in window.actions_.specs:
        assert spec.id in reached or spec.keys, spec.id


def test_no_two_actions_want_the_same_key(at_work):
    taken = {}
    for spec in at_work.window.actions_.specs:
        for keys in spec.keys:
            assert taken.setdefault(keys, spec.id) == spec.id, keys


def test_the_window_is_walked_through_by_tab_and_leaves_nobody_standing(at_work):
    window = at_work.window
    for area, inside in (("Alt+1", window.worklist), ("Alt+2", window.form), ("Alt+3", window.knowledge)):
        at_work.press(area)
        assert inside.isAncestorOf(QApplication.focusWidget()), area
        seen, stuck = walk_by_tab(window, 140, at_work.press)
        assert not stuck, (area, stuck)
        assert len({id(w) for w in seen}) > 3, area
    at_work.press("F9")
    seen, stuck = walk_by_tab(window, 12, at_work.press)
    assert not stuck
    at_work.press("Esc")


def test_areas_are_gone_round_by_f6_and_back(at_work):
    window = at_work.window
    at_work.press("F9")
    areas = (window.worklist, window.form, window.knowledge, window.drawer)

    def here():
        return next(n for n, area in enumerate(areas) if area.isAncestorOf(QApplication.focusWidget()))

    at_work.press("Alt+1")
    round_ = [here()]
    for _ in range(3):
        at_work.press("F6")
        round_.append(here())
    assert sorted(round_) == [0, 1, 2, 3]
    at_work.press("Shift+F6")
    assert here() == round_[-2]


def test_both_desks_and_the_month_have_names_and_no_dead_end(at_work):
    window = at_work.window
    found = faults(window, "编码")
    for section in window.knowledge.column.sections:
        window.knowledge.column.bring(section)
        at_work.rest()
        found += faults(window, section.panel.title)
    for page in DRAWER:
        if not page.on_demand:
            window.show_panel(page.key)
            at_work.rest()
            found += faults(window, f"抽屉·{page.title}")
    window.drawing.close()
    at_work.press("Ctrl+Alt+2")
    at_work.rest()
    found += faults(window, "质控")
    at_work.press("D")
    found += faults(window, "质控，只看改动")
    at_work.press("Ctrl+Alt+3")
    at_work.rest()
    desk = window.month.show()
    at_work.rest()
    for key in list(desk.steps._items):
        desk.show_step(key)
        at_work.rest()
        found += faults(window, f"月·{key}")
    assert not found, "\n".join(dict.fromkeys(found))


def test_every_other_window_has_names_and_no_dead_end(at_work, monkeypatch):
    for asks in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, asks, lambda *_of, **_more: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_of, **_more: "")
    window, found = at_work.window, []
    window.actions_["palette"].trigger()
    found += faults(window, "命令面板")
    window.palette.palette.leave()
    for id_ in WINDOWS:
        if id_ == "waive":
            at_work.press("F4")
        if not window.actions_[id_].isEnabled():
            continue
        window.actions_[id_].trigger()
        at_work.rest()
        for dialog in shown_dialogs(at_work):
            where = f"{id_}：{dialog.windowTitle()}"
            found += faults(dialog, where)
            dialog.close()
        close_all()
        QApplication.processEvents()
    assert not found, "\n".join(dict.fromkeys(found))


def test_plain_texts_of_the_menu_are_those_of_the_table(at_work):
    window = at_work.window
    for spec in window.actions_.specs:
        if spec.menu and spec.id != "open_sample":
            assert plain_text(window.actions_[spec.id]) == spec.text, spec.id
