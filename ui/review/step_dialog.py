"""Asks what the table of steps asks for: the reason of a step, and the day on which somebody looks again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDateEdit, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.dialogs.about_page import about_page
from ui.dialogs.agree_foot import agree_foot
from ui.plain import PlainLabel
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from coding.review.case_life import StepRule
    from ui.session import Session

_WIDTH: Final = 460
_HEIGHT: Final = 76
#: So many days on a page that is put off is looked at again, unless she says otherwise.
_DAYS: Final = 3


class StepDialog(QDialog):
    """``reason`` and ``until`` are the answer. Ctrl+Enter agrees wherever the focus is."""

    def __init__(self, session: Session, rule: StepRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(rule.label)
        about_page(self, session)
        self.setMinimumWidth(_WIDTH)
        self._rule = rule
        self.words = QPlainTextEdit(self)
        self.words.setAccessibleName("理由")
        must = "必填" if rule.needs_reason else "可不填"
        self.words.setPlaceholderText(f"理由（{must}），随修改记录保存，编码员和质控员都能看到")
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_HEIGHT)
        self.day = QDateEdit(self, calendarPopup=True)
        self.day.setAccessibleName("到哪一天再看")
        self.day.setDisplayFormat("yyyy-MM-dd")
        today = session.clock().date()
        self.day.setMinimumDate(QDate(today.year, today.month, today.day))
        later = today + timedelta(days=_DAYS)
        self.day.setDate(QDate(later.year, later.month, later.day))
        line = QHBoxLayout()
        until = PlainLabel("到哪一天再看", self)
        line.addWidget(until)
        line.addWidget(self.day)
        line.addStretch(1)
        until.setVisible(rule.needs_date)
        self.day.setVisible(rule.needs_date)
        foot, self.agree = agree_foot(self, rule.label, self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(PlainLabel(f"状态：{rule.before.label} → {rule.after.label}", self))
        box.addWidget(self.words)
        box.addLayout(line)
        box.addWidget(foot)
        self.words.textChanged.connect(self._judge)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.agree.click)
        self._judge()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def reason(self) -> str:
        """Why."""
        return self.words.toPlainText().strip()

    @property
    def until(self) -> date | None:
        """The day on which somebody looks again, of a page that is put off."""
        day = self.day.date()
        return date(day.year(), day.month(), day.day()) if self._rule.needs_date else None

    def _judge(self) -> None:
        self.agree.setEnabled(bool(self.reason) or not self._rule.needs_reason)
