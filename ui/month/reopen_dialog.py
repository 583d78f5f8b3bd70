"""Reopening a month that is closed: for who keeps the people and sees no figures, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout

from coding.base.errors import CodingError
from coding.work.months import known_months, reopen_month, state_words
from ui.dialogs.agree_foot import agree_foot
from ui.plain import PlainLabel
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from ui.workplace import Workplace

_WIDTH: Final = 460


class ReopenDialog(QDialog):
    """Which of the closed months, and why. What the person here may not do is refused by the store, and said."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self.setWindowTitle("重开已关账的月份")
        self.setMinimumWidth(_WIDTH)
        self.months = QComboBox(self)
        self.months.setAccessibleName("已关账的月份")
        for month in reversed(known_months(workplace.store)):
            if month.is_closed:
                self.months.addItem(state_words(month), month.month)
        self.words = QLineEdit(self, placeholderText="为什么重开（必填，记入审计）")
        self.words.setAccessibleName("重开理由")
        told = PlainLabel("重开后指标随病案改动而变，可以再次关账；原来冻结的数保留。", self)
        told.setWordWrap(True)
        told.setProperty("role", "muted")
        foot, agree = agree_foot(self, "重开", self.keep)
        agree.setEnabled(self.months.count() > 0)
        if not self.months.count():
            told.setText("没有已关账的月份。")
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (self.months, self.words, told, foot):
            box.addWidget(widget)

    def keep(self) -> None:
        """Reopen the month that is chosen; without a reason the dialog stays."""
        name = str(self.months.currentData())
        try:
            reopen_month(self._place.store, name, self.words.text().strip())
        except CodingError as error:
            self._place.refuse(str(error))
            self.words.setFocus()
            return
        self.accept()
        self._place.say(f"{name} 已重开。")
