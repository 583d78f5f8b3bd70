"""Records that came late into the archive: the statement by ward and doctor, who is excused, frozen with the month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QLineEdit, QTabWidget

from coding.base.errors import CodingError
from coding.reports.fines_tables import fines_page, lead_sentences, notes_of
from coding.review.archiving import Excuse
from coding.review.people import Command
from coding.work.archiving import excuse, excuses_of, fines_now, freeze_fines, frozen_fines, withdraw_excuse
from ui.grouping.group_table import ReadTable
from ui.month.report_table import report_table
from ui.month.step_view import StepView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from coding.review.fines import FinesStatement
    from ui.workplace import Workplace

_TITLES: Final = ("按病区", "按医师", "逐份")
_EXCUSED: Final = ("病案号", "出院日期", "理由", "延至")


class LateView(StepView):
    """The statement in three tables, the excused list in the fourth."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(place, "", parent)
        self.statement: FinesStatement | None = None
        self.lead.setWordWrap(True)
        self.tabs = QTabWidget(self)
        self.excused = ReadTable(_EXCUSED, (120, 110, 0, 110), self)
        self.excused.setAccessibleName("免责名单")
        self.body.addWidget(self.tabs, 1)
        self.reason = QLineEdit(self, placeholderText="免责理由：先在“逐份”选一份，写好后按 Enter")
        self.reason.setAccessibleName("免责理由")
        self.row.addWidget(self.reason, 1)
        self.excuse_button = self.action("免责", self.excuse, Command.KEEP_FINES)
        self.withdraw_button = self.action("撤销免责", self.withdraw, Command.KEEP_FINES)
        self.freeze_button = self.action("冻结扣罚单", self.freeze, Command.KEEP_FINES)
        self.reason.returnPressed.connect(lambda: self.attempt(self.excuse))
        self.first(self.tabs)

    def refresh(self) -> None:
        at = self.tabs.currentIndex()
        while self.tabs.count():
            widget = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if widget is not self.excused and widget is not None:
                widget.deleteLater()
        for button in (self.excuse_button, self.withdraw_button, self.freeze_button):
            self.enable(button, bool(self.month), "请选一个月")
        if self.period is None or not self.month:
            self.lead.setText("归档逾期按月核算：请在上方选一个月。")
            return
        session = self.place.session
        if not session.sees_money:
            self.lead.setText("归档逾期的扣罚涉及金额，您的角色不显示。")
            return
        calendar = session.knowledge.reference.calendar if session.knowledge is not None else None
        frozen = frozen_fines(self.store, self.month)
        self.statement = frozen or fines_now(self.store, self.period, session.clock(), calendar)
        page = fines_page(self.statement)
        for title, table in zip(_TITLES, page.tables, strict=True):
            self.tabs.addTab(report_table(table, self), f"{title} {len(table.rows):,}")
        excuses = excuses_of(self.store, self.month)
        self.excused.fill([_excuse_cells(one) for one in excuses])
        self.tabs.addTab(self.excused, f"免责 {len(excuses):,}")
        self.tabs.setCurrentIndex(max(at, 0))
        state = f"已冻结（{self.statement.frozen}）。" if self.statement.frozen else "尚未冻结。"
        self.lead.setText(state + "".join(lead_sentences(self.statement)))
        self.say("".join(notes_of(self.statement)))

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
        self.changed.emit()
        self.refresh()

    def withdraw(self) -> None:
        """Take the record that is chosen off the list again."""
        excuses, at = excuses_of(self.store, self.month), self.excused.currentRow()
        if not 0 <= at < len(excuses):
            raise CodingError("请先在“免责”中选一份病案。")
        withdraw_excuse(self.store, self.month, excuses[at])
        self.changed.emit()
        self.refresh()

    def freeze(self) -> None:
        """Freeze the statement."""
        session = self.place.session
        calendar = session.knowledge.reference.calendar if session.knowledge is not None else None
        assert self.period is not None
        freeze_fines(self.store, self.period, session.clock(), calendar)
        self.changed.emit()
        self.refresh()


def _excuse_cells(one: Excuse) -> tuple[str, ...]:
    day = one.discharged.isoformat() if one.discharged is not None else ""
    return (one.case_no, day, one.reason, one.until.isoformat() if one.until is not None else "")
