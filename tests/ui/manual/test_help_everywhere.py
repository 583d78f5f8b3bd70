"""F1 leads to a page and a heading that are there, wherever she is: every dialog, every part that takes the focus."""

import ast
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget

from ui.manual.pages import FIRST_PAGE, headings_of, page_text
from ui.manual.places import known_places, place_in_manual
from ui.panels.registry import all_actions
from ui.window import MainWindow

ROOT = Path(__file__).resolve().parents[3]
#: Actions that leave the window, or whose dialog is the one of the system.
NOT_PRESSED = {"quit", "open_sample", "switch_user", "lock", "help"}


@cache
def bases():
    """Name of a class of the window → the names of its bases."""
    return {
        node.name: [_name(base) for base in node.bases]
        for path in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }


def _name(base):
    base = base.value if isinstance(base, ast.Subscript) else base
    return base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")


def above(name):
    """A class and all that it is made of."""
    return {name}.union(*(above(base) for base in bases().get(name, ())))


def dialogs():
    return sorted(name for name in bases() if {"QDialog", "QMainWindow"} & (above(name) - {name}))


def is_there(page, heading):
    headings = {one.words for one in headings_of(page_text(page))}
    return bool(headings) and (not heading or heading in headings)


def test_there_are_dialogs_to_be_told():
    assert len(dialogs()) > 50


@pytest.mark.parametrize("name", [name for name in dialogs() if name != "WindowFrame"])
def test_every_dialog_has_its_place(name):
    places = [known_places()[one] for one in above(name) if one in known_places()]
    assert places, f"resources/help/places.csv has no row for {name}"
    assert all(is_there(*place) for place in places), places


def places_around(window):
    """Of all that is seen and takes the focus: the widget and where F1 leads."""
    return [
        (widget, window.helping.about(widget))
        for top in QApplication.topLevelWidgets()
        if top.isVisible() and not isinstance(top, QMenu) and _belongs(top, window)
        for widget in [top, *top.findChildren(QWidget)]
        if widget.isVisible() and (widget is top or widget.focusPolicy() != Qt.FocusPolicy.NoFocus)
    ]


def _belongs(top, window):
    while top is not None and top is not window:
        top = top.parentWidget()
    return top is window


def unknown(window):
    """What of it leads to no page, to a heading that is not there, or only to the contents."""
    return sorted(
        {
            f"{type(widget.window()).__name__} › {type(widget).__name__} → {page}#{heading}"
            for widget, (page, heading) in places_around(window)
            if (page, heading) == (FIRST_PAGE, "") or not is_there(page, heading)
        }
    )


@pytest.mark.parametrize("mode", ["mode_code", "mode_review", "mode_month"])
def test_every_part_of_the_window_has_its_place(coder, mode):
    window = coder.start(sample=True)
    coder.rest()
    window.pages.open(window.worklist.ids[0])
    window.actions_[mode].trigger()
    coder.rest()
    assert len(places_around(window)) > 8
    assert unknown(window) == []


def test_what_every_action_opens_has_its_place(coder, monkeypatch):
    """Each action of the menus is done, and F1 is asked for in what it brings; dialogs are closed again."""
    for ask in ("getOpenFileName", "getSaveFileName", "getOpenFileNames"):
        monkeypatch.setattr(QFileDialog, ask, staticmethod(lambda *_a, **_k: ("", "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_a, **_k: ""))
    monkeypatch.setattr(QDialog, "exec", lambda dialog: dialog.show() or 0)
    window = coder.start(sample=True)
    coder.rest()
    window.pages.open(window.worklist.ids[0])
    wrong, opened = {}, set()
    for id_ in [spec.id for spec in all_actions() if spec.handled and spec.id not in NOT_PRESSED]:
        action = window.actions_[id_]
        if not action.isEnabled():
            continue
        action.trigger()
        coder.rest()
        if found := unknown(window):
            wrong[id_] = found
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QDialog) and top.isVisible() and not isinstance(top, MainWindow):
                opened.add(type(top).__name__)
                top.close()
        QApplication.processEvents()
    assert wrong == {}
    assert len(opened) > 12, opened


def test_a_widget_of_nobody_leads_to_the_contents(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    assert place_in_manual(widget) == (FIRST_PAGE, "")
