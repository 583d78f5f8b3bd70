"""The page as it stood then: after an entry of its history, or at any moment. For looking at only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QTime, Signal
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.page.step import PageState
from coding.work.page_ledger import grouped_words, page_rows
from ui.drawer.cells import Cell, CellTable, Column
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM, SMALL
from ui.worklist.worklist_model import weight_text

if TYPE_CHECKING:
    from datetime import datetime

    from coding.page.front_page import FrontPage
    from coding.store.kept_audit import Grouped, PageThen
    from ui.session import Session

_COLUMNS = (Column("部分", 74), Column("栏目", 110), Column("那时的内容", 160, grows=True))
#: A moment that is chosen counts to the end of its second.
_A_SECOND = timedelta(seconds=1) - timedelta(microseconds=1)
_TIP = "与现在不同"


class PageThenView(QWidget):
    """``moment_chosen``: she looks at a moment of her own, not at that of an entry."""

    moment_chosen = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.then: PageThen | None = None
        self.moment = QDateTimeEdit(self)
        self.moment.setDisplayFormat("yyyy-MM-dd HH:mm:ss")
        self.moment.setCalendarPopup(True)
        self.moment.setAccessibleName("看哪个时刻的首页")
        now = QPushButton("现在", self)
        now.setAutoDefault(False)
        now.clicked.connect(lambda _checked=False: self.show_moment(self._session.clock()))
        self.told = PlainLabel(self, wordWrap=True)
        self.table = CellTable(_COLUMNS, "那时的首页", self)
        line = QHBoxLayout()
        line.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        line.setSpacing(MEDIUM)
        line.addWidget(self.moment)
        line.addWidget(now)
        line.addWidget(self.told, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(line)
        box.addWidget(self.table, 1)
        self.moment.dateTimeChanged.connect(self._on_moment)

    def show_moment(self, moment: datetime, seen: Grouped | None = None) -> None:
        """Show the page as it stood at a moment, to the microsecond; ``seen``: the group that it was judged to have by
        then, where the judgement came a moment later.
        """
        self.moment.blockSignals(True)
        day, time = QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute, moment.second)
        self.moment.setDateTime(QDateTime(day, time))
        self.moment.blockSignals(False)
        self._look(moment, seen)

    def show_original(self, page: FrontPage) -> None:
        """Show the page as it came."""
        self.then = None
        self.told.setText("导入时的首页")
        self._fill(page)

    def clear(self) -> None:
        """Show nothing."""
        self.then = None
        self.told.setText("")
        self.table.show_lines([])

    def group_words(self, grouped: Grouped | None) -> str:
        """A group as it was kept then, with its weight for those who see it."""
        weight = grouped.weight if grouped is not None and self._session.sees_money else None
        return grouped_words(grouped) + (f"　{weight_text(weight)}" if weight is not None else "")

    def _on_moment(self, chosen: QDateTime) -> None:
        self.moment_chosen.emit()
        self._look(chosen.toPython() + _A_SECOND)

    def _look(self, moment: datetime, seen: Grouped | None = None) -> None:
        page_id = self._session.page_id
        if page_id is None:
            return
        try:
            then = self.then = self._session.store.page_on(page_id, moment)
        except CodingError as error:
            self.clear()
            self.told.setText(str(error))
            return
        self.told.setText(f"状态 {PageState(then.state).label}　当时病组 {self.group_words(seen or then.grouped)}")
        self._fill(then.page)

    def _fill(self, page: FrontPage) -> None:
        now = set(page_rows(self._session.page)) if self._session.page is not None else set()
        lines = []
        for row in page_rows(page):
            differs = row not in now
            lines.append(tuple(Cell(text, f"{text}\n{_TIP}" if differs else "", bold=differs) for text in row))
        self.table.show_lines(lines)
