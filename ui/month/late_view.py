"""Records that came late into the archive: the statement by ward and doctor, who is excused, frozen with the month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QTabWidget

from coding.base.errors import CodingError
from coding.reports.fines_tables import fines_page, lead_sentences, notes_of
from coding.review.archiving import Excuse
from coding.review.people import Command
from coding.work.archiving import excuse, excuses_of, fines_now, freeze_fines, frozen_fines, withdraw_excuse
from ui.grouping.group_table import ReadTable
from ui.month.report_table import report_table
from ui.month.step_view import StepView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from coding.reference.workday_calendar import WorkdayCalendar
    from coding.review.fines import FinesStatement
    from ui.workplace import Workplace

_TITLES: Final = ("按病区", "按医师", "逐份")
_EXCUSED: Final = ("病案号", "出院日期", "理由", "延至")


class LateView(StepView):
    """The statement in three tables, the excused list in the fourth."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(place, "", parent)
        self.statement: FinesStatement | None = None
        self.excuses: Sequence[Excuse] = ()
        self.tabs = QTabWidget(self)
        self.excused = ReadTable(_EXCUSED, (120, 110, 0, 110), self)
        self.excused.setAccessibleName("免责名单")
        self.body.addWidget(self.tabs, 1)
        self.reason = self.line("免责理由", "免责理由：先在“逐份”选一份，写好后按 Enter")
        self.row.addWidget(self.reason, 1)
        self.excuse_button = self.action("免责", self.excuse, Command.KEEP_FINES)
        self.withdraw_button = self.action("撤销免责", self.withdraw, Command.KEEP_FINES)
        self.freeze_button = self.action("冻结扣罚单", self.freeze, Command.KEEP_FINES)
        self.reason.returnPressed.connect(lambda: self.attempt(self.excuse))
        self.first(self.tabs)

    def forget(self) -> None:
        self.look_no_more()
        self.statement, self.excuses = None, ()
        self._drop_tables()
        self.say("")

    def refresh(self) -> None:
        why = self._why_not()
        for button in self.buttons:
            self.enable(button, not why, why)
        if why:
            self.lead.setText(why)
            return
        store, period, month, (now, calendar) = self.store, self.period, self.month, self._as_of()
        assert period is not None
        self.look(
            "核算归档逾期",
            lambda _task: (
                frozen_fines(store, month) or fines_now(store, period, now, calendar),
                excuses_of(store, month),
            ),
            self._show,
        )

    def excuse(self) -> None:
        """Put the record that is chosen on the excused list."""
        statement, reason = self.statement, self.reason.text().strip()
        table = self.tabs.widget(len(_TITLES) - 1)
        at = table.currentRow() if isinstance(table, ReadTable) else -1
        if statement is None or not 0 <= at < len(statement.lines):
            raise CodingError("请先在“逐份”中选一份病案，再写免责理由。")
        if not reason:
            raise CodingError("免责要写明理由：请填写后再试。")
        stay = statement.lines[at].stay
        day = stay.discharged.date() if stay.discharged is not None else None
        excuse(self.store, self.month, Excuse(stay.case_no, reason, discharged=day))
        self.reason.clear()
        self.renew()

    def withdraw(self) -> None:
        """Take the record that is chosen off the list again."""
        at = self.excused.currentRow()
        if not 0 <= at < len(self.excuses):
            raise CodingError("请先在“免责”中选一份病案。")
        withdraw_excuse(self.store, self.month, self.excuses[at])
        self.renew()

    def freeze(self) -> None:
        """Freeze the statement."""
        store, period, (now, calendar) = self.store, self.period, self._as_of()
        assert period is not None
        self.run("冻结扣罚单", lambda: freeze_fines(store, period, now, calendar), lambda _: self.renew())

    # -- inside

    def _why_not(self) -> str:
        """Why nothing is shown; "" where something is."""
        if not self.month:
            return "归档逾期按月核算：请在上方选一个月。"
        return "" if self.place.session.sees_money else "归档逾期的扣罚涉及金额，您的权限看不到：请由能看金额的人办理。"

    def _as_of(self) -> tuple[datetime, WorkdayCalendar | None]:
        session = self.place.session
        calendar = session.knowledge.reference.calendar if session.knowledge is not None else None
        return session.clock(), calendar

    def _show(self, found: tuple[FinesStatement, Sequence[Excuse]]) -> None:
        at = self.tabs.currentIndex()
        self._drop_tables()
        statement, self.excuses = found
        self.statement = statement
        for title, table in zip(_TITLES, fines_page(statement).tables, strict=True):
            self.tabs.addTab(report_table(table, self), f"{title} {len(table.rows):,}")
        self.excused.fill([_excuse_cells(one) for one in self.excuses])
        self.tabs.addTab(self.excused, f"免责 {len(self.excuses):,}")
        self.tabs.setCurrentIndex(max(at, 0))
        state = f"已冻结（{statement.frozen}）。" if statement.frozen else "尚未冻结。"
        self.lead.setText(state + "".join(lead_sentences(statement)))
        self.say("".join(notes_of(statement)))

    def _drop_tables(self) -> None:
        while self.tabs.count():
            widget = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if widget is not self.excused and widget is not None:
                widget.deleteLater()


def _excuse_cells(one: Excuse) -> tuple[str, ...]:
    day = one.discharged.isoformat() if one.discharged is not None else ""
    return (one.case_no, day, one.reason, one.until.isoformat() if one.until is not None else "")
