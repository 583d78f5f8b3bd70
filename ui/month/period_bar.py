"""Which spell of time the desk is about: month, quarter, half or year; one further and one back by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from coding.base.errors import CodingError
from coding.base.period import Period, read_period
from ui.plain import PlainLabel
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from datetime import date

#: What may be chosen, and how a day names it.
_KINDS: Final = ("月", "季度", "半年", "年")
_WIDTH: Final = 96


class PeriodBar(QWidget):
    """``chosen`` carries the Period. In the line 2026-10, 2026-Q3, 2026-H1 and 2026 are understood; Enter takes it.

    ``refused``: what was typed names no period; a sentence.
    """

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, first: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.period = first
        self.kinds = QComboBox(self)
        self.kinds.setAccessibleName("月、季度、半年或年")
        self.kinds.addItems(_KINDS)
        self.name = QLineEdit(first.name, self)
        self.name.setAccessibleName("时期")
        self.name.setToolTip("写 2026-10、2026-Q3、2026-H1 或 2026，Enter 确认")
        self.name.setMaximumWidth(_WIDTH)
        self.back = QPushButton("‹", self)
        self.back.setAccessibleName("前一时期")
        self.back.setToolTip("前一时期（Alt+←）")
        self.forth = QPushButton("›", self)
        self.forth.setAccessibleName("后一时期")
        self.forth.setToolTip("后一时期（Alt+→）")
        for button in (self.back, self.forth):
            button.setAutoDefault(False)
            button.setMaximumWidth(32)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SMALL)
        for widget in (PlainLabel("时期", self), self.kinds, self.back, self.name, self.forth):
            line.addWidget(widget)
        self.kinds.activated.connect(lambda at: self.go(in_kind(self.period.last, at)))
        self.back.clicked.connect(lambda: self.go(self.period.before))
        self.forth.clicked.connect(lambda: self.go(self.period.after))
        self.name.returnPressed.connect(self._take)
        self._show()

    @property
    def is_month(self) -> bool:
        """Whether the spell is one month, which may be opened and closed."""
        return kind_of(self.period) == 0

    def go(self, period: Period) -> None:
        """Show this one, and say so."""
        self.period = period
        self._show()
        self.chosen.emit(period)

    def _show(self) -> None:
        self.name.setText(self.period.name)
        self.kinds.setCurrentIndex(kind_of(self.period))

    def _take(self) -> None:
        try:
            self.go(read_period(self.name.text()))
        except CodingError as error:
            self.refused.emit(str(error))
            self.name.selectAll()


def kind_of(period: Period) -> int:
    """0 month, 1 quarter, 2 half, 3 year; -1 of a week or a day."""
    kind = period.name[5:]
    if not kind:
        return len(_KINDS) - 1
    if kind[0] in "QH":
        return 1 if kind[0] == "Q" else 2
    return 0 if kind.isdigit() else -1


def in_kind(day: date, kind: int) -> Period:
    """The month, quarter, half or year of a day."""
    names = (
        f"{day:%Y-%m}",
        f"{day.year}-Q{(day.month + 2) // 3}",
        f"{day.year}-H{(day.month + 5) // 6}",
        f"{day.year}",
    )
    return read_period(names[kind])
