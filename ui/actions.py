"""Menus, toolbar, context menus and the shortcut sheet, made from the table of actions."""

from __future__ import annotations

import re
from string import ascii_uppercase
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction, QKeySequence

from ui.allowed import who_may
from ui.icons.icons import icon
from ui.plain import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

    from coding.review.people import Command
    from ui.action_spec import ActionSpec

#: Behind these stand the actions that the panels bring: those of the menus, and the keys they take themselves.
_PANEL_ACTIONS_AFTER: Final = "reopen"
_PANEL_KEYS_AFTER: Final = "make_first"

#: The parts of the window in the order of the sheet of keys; what else brings keys comes behind them.
PANES: Final = (
    "病案列表",
    "首页表单",
    "诊断、手术表",
    "问题",
    "建议",
    "依据",
    "审核",
    "抽屉",
    "质控台：汇总",
    "质控台：问题和改动",
    "月工作台",
)
#: Keys that are about no part by itself.
EVERYWHERE: Final = "全局"
#: The menus in their order, each with the letter that opens it with Alt.
MENUS: Final[Mapping[str, str]] = {
    "文件": "F",
    "编辑": "E",
    "病案": "B",
    "流转": "L",
    "分组": "G",
    "质控": "Q",
    "用户": "U",
    "数据": "D",
    "视图": "V",
    "帮助": "H",
}
_LETTER: Final = re.compile(r"\(&[A-Z]\)")


_KEY_WORDS: Final = {
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "PgUp": "PageUp",
    "PgDown": "PageDown",
    "Return": "Enter",
    "Ins": "Insert",
    "Space": "空格",
    "Del": "Delete",
}


def key_text(keys: str) -> str:
    """A key in the words of the keyboard in front of her: Ctrl+↑, PageUp, Enter."""
    return "+".join(_KEY_WORDS.get(part, part) for part in keys.split("+"))


def shown_keys(spec: ActionSpec) -> str:
    """All keys of an action as the sheet tells them."""
    return "  或  ".join(dict.fromkeys(key_text(k) for k in spec.keys))


def with_panel_actions(actions: Sequence[ActionSpec], brought: Sequence[ActionSpec]) -> tuple[ActionSpec, ...]:
    """``actions`` with those that the panels have ``brought``, each kind at its place in the table."""
    kinds = {_PANEL_ACTIONS_AFTER: True, _PANEL_KEYS_AFTER: False}
    found: list[ActionSpec] = []
    for spec in actions:
        found.append(spec)
        if spec.id in kinds:
            found += [one for one in brought if one.handled == kinds[spec.id]]
    return tuple(found)


def sheet(actions: Sequence[ActionSpec]) -> Iterator[tuple[str, list[ActionSpec]]]:
    """The sheet of keys: each part of the window and the actions that have a key there, what holds everywhere last."""
    told = [spec for spec in actions if spec.keys]
    others = dict.fromkeys(spec.pane for spec in told if spec.pane and spec.pane not in PANES)
    for pane in (*PANES, *others, ""):
        if specs := [spec for spec in told if spec.pane == pane]:
            yield pane or EVERYWHERE, specs


def told_under(pane: str, spec: ActionSpec) -> str:
    """An action as the sheet tells it under the title of its part, which it does not say again."""
    text = spec.text.rstrip("…").removeprefix(f"{pane}：")
    return f"{text}（{spec.hint}）" if spec.hint else text


class ActionSet:
    """The actions of one window, made from their table and tied to what they do."""

    def __init__(
        self,
        owner: QWidget,
        actions: Sequence[ActionSpec],
        handlers: Mapping[str, Callable[[], object]],
        may: Callable[[Command], bool] = lambda _command: True,
        unavailable: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """``may``: whether the person at the store may do it; ``unavailable``: actions that there are not here, why."""
        self._barred: dict[str, str] = dict(unavailable)
        self._specs = {a.id: a for a in actions if a.handled}
        self._actions: dict[str, QAction] = {}
        self._off: set[str] = set()  # what was told not to be pressed
        self._tips: dict[str, str] = {}  # what is said of it, without why it cannot be pressed
        self._resting: Mapping[str, str] = {}
        self.menus: dict[str, QMenu] = {}  # by path, once they are filled
        for spec in self._specs.values():
            action = QAction(spec.text, owner)
            action.setObjectName(spec.id)
            action.setShortcuts([QKeySequence(k) for k in spec.keys])
            action.setCheckable(spec.checkable)
            action.setAutoRepeat(not spec.once)
            if spec.short:
                action.setIconText(spec.short)
            tip = f"{spec.text.rstrip('…')}（{key_text(spec.keys[0])}）" if spec.keys else spec.text
            self._tips[spec.id] = tip
            self._actions[spec.id] = action
            if spec.command is not None and not may(spec.command):
                self._barred.setdefault(spec.id, who_may(spec.command))
            self._tell(spec.id, self._barred.get(spec.id) or spec.hint)
            if spec.id in self._barred:
                action.setEnabled(False)
            elif spec.id in handlers:
                action.triggered.connect(lambda _checked=False, do=handlers[spec.id]: do())
            else:
                self._off.add(spec.id)
                action.setEnabled(False)
            owner.addAction(action)
        self.recolour()

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def recolour(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        for id_, action in self._actions.items():
            if self._specs[id_].icon:
                action.setIcon(icon(self._specs[id_].icon))

    def enable(self, id_: str, on: bool) -> None:
        """Have an action pressed or not; one that the person may not do stays as it is."""
        if id_ in self._barred:
            return
        (self._off.discard if on else self._off.add)(id_)
        self._actions[id_].setEnabled(on and id_ not in self._resting)

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """The rows of the table that are actions."""
        return tuple(self._specs.values())

    def rests(self, id_: str) -> bool:
        """Whether an action rests now."""
        return id_ in self._resting

    def rest(self, why: Mapping[str, str]) -> None:
        """Have these actions rest, and no others, each for its reason: what they are about is out of sight, and their
        keys are free.
        """
        touched, self._resting = self._resting.keys() | why.keys(), why
        for id_ in touched - self._barred.keys():
            self._actions[id_].setEnabled(id_ not in why and id_ not in self._off)
            self._tell(id_, why.get(id_) or self._specs[id_].hint)

    def _tell(self, id_: str, more: str) -> None:
        """Say what an action is, and under it what it is for, or why it cannot be pressed."""
        tip = self._tips[id_]
        self._actions[id_].setToolTip(plain_tip(f"{tip}\n{more}" if more else tip))
        self._actions[id_].setStatusTip(more)

    def enable_for_page(self, there_is_one: bool) -> None:
        """Actions that need a page in work can be pressed only when there is one."""
        for id_, spec in self._specs.items():
            if spec.needs_page:
                self.enable(id_, there_is_one)

    def fill_menus(self, menus: dict[str, QMenu]) -> None:
        """The menus, in the order of the table."""
        self.menus = menus
        for spec in self._specs.values():
            menu = self._menu(menus, spec.menu)
            if spec.separator:
                menu.addSeparator()
            menu.addAction(self._actions[spec.id])

    def fill_toolbar(self, bar: QToolBar) -> None:
        """The toolbar: the actions that are marked for it, a line between two menus."""
        last = ""
        for spec in self._specs.values():
            if not spec.toolbar:
                continue
            menu = spec.menu.split("/")[0]
            if last and menu != last:
                bar.addSeparator()
            bar.addAction(self._actions[spec.id])
            last = menu

    @staticmethod
    def _menu(menus: dict[str, QMenu], path: str) -> QMenu:
        if path not in menus:
            parent, _, name = path.rpartition("/")
            menu = menus[path] = menus[parent].addMenu(name)
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(lambda: give_letters(menu))
        return menus[path]


def empty_menus(bar: QMenuBar) -> dict[str, QMenu]:
    """The menus of the window by name, to be filled."""
    menus = {name: bar.addMenu(f"{name}(&{letter})") for name, letter in MENUS.items()}
    for menu in menus.values():
        menu.setToolTipsVisible(True)  # which role may do what is disabled here
        menu.aboutToShow.connect(lambda menu=menu: give_letters(menu))
    return menus


def plain_text(action: QAction) -> str:
    """The text of an action without the letter that its menu has given it."""
    return _LETTER.sub("", action.text())


def give_letters(menu: QMenu) -> None:
    """Give each line of a menu a letter of its own: the first letter of a character of its text as it is spoken, else
    whichever is left.
    """
    from coding.suggest.pinyin import initials  # no part of the start

    free = dict.fromkeys(ascii_uppercase)
    for action in menu.actions():
        text = plain_text(action)
        if action.isSeparator() or not text:
            continue
        own = (letter for letter in initials(text).upper() if letter in free)
        letter = next(own, None) or next(iter(free), None)
        if letter is not None:
            del free[letter]
            action.setText(f"{text}(&{letter})")
