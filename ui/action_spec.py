"""What an action of the window is made of: its words, its place in the menus, its keys, who may do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.review.people import Command


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. ``menu`` is where it stands (``文件/导入知识`` nests); "" = only on the sheet of keys.

    ``keys`` in portable text, the first is the one that is shown. ``handled`` False: the key belongs to a
    part of the window that takes it itself (Enter in the list of suggestions), it stands here to be told.
    ``pane``: the part of the window that the key is about, under which the sheet of keys tells it; "" = all of it, and
    of what a panel brings the panel.
    """

    id: str
    text: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    toolbar: bool = False
    checkable: bool = False
    separator: bool = False  # a line above it in its menu
    short: str = ""  # the word on the toolbar
    hint: str = ""
    needs_page: bool = False
    handled: bool = True
    once: bool = False  # a key that is held down does it once
    tells: bool = False  # shows pages by name, verdicts or money: barred while a page is graded blind
    pane: str = ""
    command: Command | None = None  # what one has to be allowed to do


def action(id_: str, text: str, menu: str, *keys: str, **more: object) -> ActionSpec:
    """One action of the lists, in few words."""
    return ActionSpec(id_, text, menu, keys, **more)  # type: ignore[arg-type]
