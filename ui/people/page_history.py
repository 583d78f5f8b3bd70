"""历史: what was done to a page, by whom and why, with the group before and after; and the page as it stood then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, Qt, QTime
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.page.step import PageState
from coding.work.page_course import CourseLine, course_lines, grouped_words, page_rows
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM
from ui.worklist.worklist_model import weight_text

if TYPE_CHECKING:
    from datetime import datetime

    from coding.store.kept_audit import Grouped, PageThen
    from ui.session import Session

_HEADERS = ("时间", "用户", "内容", "原因", "修改前病组", "修改后病组")
_WIDTHS = (140, 90, 0, 180, 110, 110)
_PAGE_HEADERS = ("部分", "栏目", "内容")
_PAGE_WIDTHS = (150, 190, 0)
#: A moment that is chosen counts to the end of its second.
_A_SECOND = timedelta(seconds=1) - timedelta(microseconds=1)


class PageHistoryDialog(QDialog):
    """The course of the page in work, newest first; choosing a line, or a moment, shows the page as it stood after it.
    Nothing can be altered here.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert session.page is not None
        assert session.page_id is not None
        self._session = session
        self._page_id = session.page_id
        self.lines: list[CourseLine] = list(reversed(course_lines(session.store, session.page_id)))
        self.then: PageThen | None = None
        name = session.page.text("patient_name") or "（无姓名）"
        self.setWindowTitle(f"历史：{name}　病案号 {session.page.case_no or '（空）'}")
        self.resize(size_on_screen(self, 1100, 680))
        self._build()
        self._fill()

    def _build(self) -> None:
        self.table = ReadTable(_HEADERS, _WIDTHS, self)
        self.table.setAccessibleName("修改与流转")
        self.moment = QDateTimeEdit()
        self.moment.setDisplayFormat("yyyy-MM-dd HH:mm:ss")
        self.moment.setCalendarPopup(True)
        self.moment.setAccessibleName("看哪个时刻的首页")
        now = QPushButton("现在")
        now.setAutoDefault(False)
        now.clicked.connect(lambda _checked=False: self.show_moment(self._session.clock()))
        self.told = PlainLabel(wordWrap=True)
        self.page = ReadTable(_PAGE_HEADERS, _PAGE_WIDTHS, self)
        self.page.setAccessibleName("那时的首页")
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        line.addWidget(PlainLabel("那时的首页："))
        line.addWidget(self.moment)
        line.addWidget(now)
        line.addWidget(self.told, 1)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, MEDIUM, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(line)
        column.addWidget(self.page, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(below)
        split.setSizes([240, 380])
        note = PlainLabel("只供查看。首页按修改记录逐条退回得出，病组是当时保存的质控结果。")
        note.setProperty("role", "muted")
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(note, 1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(split, 1)
        box.addLayout(foot)
        self.table.setFocus()

    def _fill(self) -> None:
        self.table.fill(
            [
                (
                    f"{one.entry.at:%Y-%m-%d %H:%M:%S}",
                    one.entry.author,
                    one.what,
                    one.entry.change.reason,
                    self._group(one.before),
                    self._group(one.after),
                )
                for one in self.lines
            ]
        )
        self.show_moment(self._session.clock())
        self.table.currentCellChanged.connect(lambda row, *_: self._choose(row))
        self.moment.dateTimeChanged.connect(lambda _moment: self._look(self.moment.dateTime().toPython() + _A_SECOND))

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.lines):
            self.show_moment(self.lines[row].entry.at)

    def show_moment(self, moment: datetime) -> None:
        """Show the page as it stood at a moment, to the microsecond."""
        self.moment.blockSignals(True)
        day, time = QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute, moment.second)
        self.moment.setDateTime(QDateTime(day, time))
        self.moment.blockSignals(False)
        self._look(moment)

    def _look(self, moment: datetime) -> None:
        try:
            then = self.then = self._session.store.page_on(self._page_id, moment)
        except CodingError as error:
            self.then = None
            self.page.fill([])
            self.told.setText(str(error))
            return
        self.told.setText(f"状态 {PageState(then.state).label}　病组 {self._group(then.grouped)}")
        self.page.fill(page_rows(then.page))

    def _group(self, grouped: Grouped | None) -> str:
        weight = grouped.weight if grouped is not None and self._session.sees_money else None
        return grouped_words(grouped) + (f"　{weight_text(weight)}" if weight is not None else "")
