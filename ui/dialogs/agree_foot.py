"""The foot of a dialog that puts something to a person: do it, or leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton


def agree_foot(dialog: QDialog, do: str, agree: Callable[[], object]) -> tuple[QDialogButtonBox, QPushButton]:
    """The row of buttons, and the one that says ``do``, which Enter presses; beside it 取消, which closes it."""
    buttons = QDialogButtonBox(dialog)
    button = buttons.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
    button.setDefault(True)
    buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(agree)
    buttons.rejected.connect(dialog.reject)
    return buttons, button
