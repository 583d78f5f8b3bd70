"""编码 | 质控 | 月: the desks of the window as one segmented control at the left of the toolbar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from coding.review.modes import Mode, modes_for
from ui.plain import plain_tip
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from coding.review.people import Person

#: Mode → its key, as the table of actions has it.
MODE_KEYS = {Mode.CODE: "Ctrl+Alt+1", Mode.REVIEW: "Ctrl+Alt+2", Mode.MONTH: "Ctrl+Alt+3"}


class ModeSwitch(QWidget):
    """Offers what the roles of the person allow; of one desk alone there is nothing to switch. ``chosen`` carries the
    Mode.
    """

    chosen = Signal(object)

    def __init__(self, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("工作台")
        self.buttons: dict[Mode, QToolButton] = {}
        frame = QFrame(self)
        frame.setObjectName("segments")
        group = QButtonGroup(self)
        line = QHBoxLayout(frame)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for row in modes_for(person):
            button = QToolButton(frame)
            button.setText(row.label)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setAccessibleName(f"{row.label}工作台")
            button.setToolTip(plain_tip(f"{row.label}（{MODE_KEYS[row.mode]}）\n{row.tip}"))
            button.clicked.connect(lambda _on=False, mode=row.mode: self.chosen.emit(mode))
            group.addButton(button)
            line.addWidget(button)
            self.buttons[row.mode] = button
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, MEDIUM, 0)
        box.addWidget(frame)
        self.is_needed = len(self.buttons) > 1

    def show_mode(self, mode: Mode) -> None:
        """Mark the desk that is shown."""
        for each, button in self.buttons.items():
            button.setChecked(each is mode)
