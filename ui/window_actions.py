"""What the actions do that open a small dialog over the main window: the sheet of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from ui.action_spec import ActionSpec


def show_shortcuts(actions: Sequence[ActionSpec], parent: QWidget) -> None:
    """The shortcut sheet."""
    from ui.dialogs.shortcuts import ShortcutSheet

    ShortcutSheet(actions, parent).open()
