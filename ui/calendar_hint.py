"""One quiet line over the areas in December: next year's days off have not been entered, and where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from coding.reference.workday_calendar import reminder
from ui.elided_label import ElidedLabel
from ui.plain import plain_tip
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.session import Session


class CalendarHint(QWidget):
    """Seen while the notice of this year, or in December of the next one, is missing; put away until the next start.

    ``offered``: not over the sample, whose pages are invented.
    """

    def __init__(self, session: Session, enter: Callable[[], object], *, offered: bool) -> None:
        super().__init__()
        self._session = session
        self._is_away = not offered
        self.words = ElidedLabel("")
        self.words.setProperty("role", "warning")
        self.enter_button = QPushButton("现在录入…")
        self.enter_button.setProperty("kind", "flat")
        self.enter_button.setAccessibleName("录入放假安排")
        self.enter_button.clicked.connect(lambda _checked=False: enter())
        self.later_button = QPushButton("稍后")
        self.later_button.setProperty("kind", "flat")
        self.later_button.setAccessibleName("稍后录入放假安排")
        self.later_button.clicked.connect(self._put_away)
        line = QHBoxLayout(self)
        line.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        line.setSpacing(MEDIUM)
        line.addWidget(self.words, 1)
        line.addWidget(self.enter_button)
        line.addWidget(self.later_button)
        session.knowledge_changed.connect(self.tell)
        self.tell()

    def tell(self) -> None:
        """Show or hide the line, as it is now."""
        knowledge = self._session.knowledge
        today = self._session.clock().date()
        sentence = reminder(knowledge.reference.calendar, today) if knowledge is not None else ""
        self.words.setText(sentence)
        self.words.setToolTip(plain_tip(sentence))
        self.setVisible(bool(sentence) and not self._is_away)

    def _put_away(self) -> None:
        self._is_away = True
        self.tell()
