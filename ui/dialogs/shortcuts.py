"""The shortcut sheet, made from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.actions import sheet, shown_keys, told_under
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.fonts import POINTS, code_font
from ui.theme.spacing import LARGE, MEDIUM, SCROLL_BAR, TINY, WIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.action_spec import ActionSpec

#: Width of the column of keys, so that all parts stand in line.
_KEYS_WIDTH = 200
#: Of both columns together.
_WIDTH = 1240


class ShortcutSheet(QDialog):
    """All keys at one look, in two columns."""

    def __init__(self, actions: Sequence[ActionSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键一览")
        parts = list(sheet(actions))
        lines = [len(specs) + 1 for _, specs in parts]
        columns = [_column(), _column()]
        used = 0
        for (title, specs), size in zip(parts, lines, strict=True):
            grid = columns[0 if used < sum(lines) / 2 else 1]
            used += size
            head = PlainLabel(title)
            head.setProperty("role", "large")
            head.setContentsMargins(0, MEDIUM, 0, 0)
            grid.addWidget(head, grid.rowCount(), 0, 1, 2)
            for spec in specs:
                row = grid.rowCount()
                keys = PlainLabel(shown_keys(spec))
                keys.setFont(code_font(POINTS, bold=True))
                grid.addWidget(keys, row, 0, Qt.AlignmentFlag.AlignTop)
                words = PlainLabel(told_under(title, spec))
                words.setWordWrap(True)
                grid.addWidget(words, row, 1)
        for grid in columns:
            grid.setRowStretch(grid.rowCount(), 1)
        inner = QWidget()
        both = QHBoxLayout(inner)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(WIDE * 2)
        for grid in columns:
            both.addLayout(grid, 1)
        self.area = QScrollArea()  # on a small screen the keys are scrolled
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName("快捷键")
        self.area.setWidget(inner)
        buttons = QDialogButtonBox()
        close = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.AcceptRole)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.addWidget(self.area, 1)
        box.addWidget(buttons)
        wide = QSize(_WIDTH, max(inner.sizeHint().height(), inner.heightForWidth(_WIDTH)))
        whole = wide + QSize(2 * WIDE + SCROLL_BAR, WIDE + LARGE + MEDIUM + buttons.sizeHint().height())
        self.resize(size_on_screen(self, whole.width(), whole.height()))
        self.area.setFocus()


def _column() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(WIDE)
    grid.setVerticalSpacing(TINY)
    grid.setColumnMinimumWidth(0, _KEYS_WIDTH)
    grid.setColumnStretch(1, 1)
    return grid
