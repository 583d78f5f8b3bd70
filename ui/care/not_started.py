"""无法启动: why the data file does not open, and the bundle for whoever is asked about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from ui.care.bundle_dialog import BundleDialog
from ui.care.bundle_facts import asked_of_window, gather
from ui.dialogs.message import MessageDialog

if TYPE_CHECKING:
    from pathlib import Path

    from coding.base.errors import CodingError


class NotStartedDialog(MessageDialog):
    """The sentence, and a second button beside the one that closes it."""

    def __init__(self, error: CodingError, path: Path) -> None:
        super().__init__(None, str(error), "error", "无法启动")
        self._error, self._path = error, path
        self.support = QPushButton("求助包…")
        self.support.setAutoDefault(False)
        self.support.clicked.connect(self.show_bundle)
        self.buttons.addButton(self.support, self.buttons.ButtonRole.ResetRole)

    def show_bundle(self) -> BundleDialog:
        """What can be told without the data file."""
        asked = asked_of_window(self._path, None, type(self._error).__name__)
        dialog = BundleDialog(gather(asked, None), None, self)
        dialog.open()
        return dialog
