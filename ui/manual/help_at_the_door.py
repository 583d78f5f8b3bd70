"""F1 in a dialog that stands before there is a window: signing in, sealing, the recovery key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from ui.manual.places import place_in_manual
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from ui.manual.manual_window import ManualWindow


class HelpAtTheDoor(QObject):
    """Opens the manual over the dialog, at what tells of it. ``end`` when the dialog is done."""

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._runner: TaskRunner | None = None
        self.manual: ManualWindow | None = None
        QShortcut(QKeySequence("F1"), dialog).activated.connect(self.open)

    def open(self) -> None:
        """One manual, kept for the next time."""
        from ui.manual.manual_window import ManualWindow  # no part of the start

        if self._runner is None:
            self._runner = TaskRunner(self, threads=1)
        if self.manual is None:
            self.manual = ManualWindow(self._runner, self._dialog)
            self.manual.setWindowModality(Qt.WindowModality.NonModal)
        self.manual.show()
        self.manual.go(*place_in_manual(self._dialog))
        self.manual.raise_()
        self.manual.activateWindow()

    def end(self) -> None:
        """Close it, and wait for what it reads."""
        if self.manual is not None:
            self.manual.close()
        if self._runner is not None:
            self._runner.shutdown()
            self._runner = self.manual = None
