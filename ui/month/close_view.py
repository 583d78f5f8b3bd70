"""Step 7, last part: what is not done yet, closing with the figures frozen, reopening by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.work.month_steps import steps_at
from coding.work.months import close_month, reopen_month, state_words, the_month
from ui.grouping.group_table import ReadTable
from ui.month.late_view import LateView
from ui.month.month_reading import read_month
from ui.month.step_view import StepView
from ui.month.tabbed_view import TabbedView
from ui.month.write_back_view import WriteBackView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from coding.review.month_life import MonthAt, StepAt
    from ui.workplace import Workplace

_HEADS: Final = ("步骤", "谁做", "完成", "还差什么", "怎样算做完")
_WIDTHS: Final = (120, 120, 110, 280, 0)


class CloseView(TabbedView):
    """Closing in the first tab; late archiving and what the HIS took over beside it: both are settled before."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        parts = (("关账", ClosingView(place)), ("归档逾期", LateView(place)), ("回写核对", WriteBackView(place)))
        super().__init__(place, parts, parent)
        self.closing, self.late, self.write_back = (view for _, view in parts)


class ClosingView(StepView):
    """What is missing, the words, the two buttons."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "关账冻结本月的指标和知识标识；此后的改动走补报。重开须由管理员写明理由，原来冻结的数保留。"
        super().__init__(place, lead, parent)
        self.steps: list[StepAt] = []
        self.table = ReadTable(_HEADS, _WIDTHS, self, (2,))
        self.table.setAccessibleName("各步骤的完成情况")
        self.body.addWidget(self.table, 1)
        self.words = self.line("说明", "")
        self.row.addWidget(self.words, 1)
        self.close_button = self.action("关账", self.close_it, Command.KEEP_MONTH, primary=True)
        self.reopen_button = self.action("重开本月", self.reopen, Command.REOPEN_MONTH)
        self.words.returnPressed.connect(self._take)
        self.table.activated.connect(lambda index: self._go(index.row()))
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self.steps = []
        self.table.fill([])

    def refresh(self) -> None:
        if not self.month:
            self.say("关账按月：请在上方选一个月。")
            for button in self.buttons:
                self.enable(button, on=False, why="请选一个月")
            return
        store, name = self.store, self.month

        def work(_task: object) -> tuple[MonthAt, Sequence[StepAt]]:
            month = the_month(store, name)
            return month, steps_at(store, name, month)

        self.look("列出各步骤", work, self._show)

    def close_it(self) -> None:
        """Close the month with its figures as they are now: those that are looked at may be older."""
        session, store, period = self.place.session, self.store, self.period
        knowledge = session.knowledge
        if knowledge is None or period is None or not self.month:
            raise CodingError("知识库还在装入：请稍候再关账。")
        self.place.write_down()
        contexts, now, words = session.contexts, session.clock(), self.words.text().strip()

        def work() -> None:
            made = read_month(store, knowledge, contexts, period, now).made
            calendar = knowledge.reference.calendar
            close_month(store, made.figures, words, made=made, as_of=now, calendar=calendar)

        self.run("关账", work, lambda _: self._done())

    def reopen(self) -> None:
        """Reopen it, with the reason of the line."""
        reopen_month(self.store, self.month, self.words.text().strip())
        self._done()

    def _done(self) -> None:
        self.words.clear()
        self.renew()

    def _show(self, found: tuple[MonthAt, Sequence[StepAt]]) -> None:
        month, steps = found
        self.steps = list(steps)
        self.table.fill([_cells(one) for one in self.steps])
        self._tell(month)

    def _take(self) -> None:
        button = self.reopen_button if the_month(self.store, self.month).is_closed else self.close_button
        if button.isEnabled():
            button.click()

    def _tell(self, month: MonthAt) -> None:
        self.enable(self.close_button, month.state is not None and not month.is_closed, state_words(month))
        self.enable(self.reopen_button, month.is_closed, state_words(month))
        self.words.setPlaceholderText(
            "重开的理由（必填，管理员）" if month.is_closed else "有步骤没做完而现在关账的说明；都做完可不填"
        )
        told = [state_words(month)]
        for deed, word in (
            (month.closed, "关账说明"),
            (month.reopenings[-1] if month.reopenings else None, "重开理由"),
        ):
            if deed is not None and deed.reason:
                told.append(f"{word}：{deed.reason}（{deed.name}）")
        self.say("　".join(told))

    def _go(self, row: int) -> None:
        if 0 <= row < len(self.steps):
            self.step_wanted.emit(self.steps[row].step.key)


def _cells(at: StepAt) -> tuple[str, ...]:
    count = "✓" if at.is_done else f"{at.count:,} / {at.of:,}" if at.of else "—"
    return (f"{at.step.number} {at.step.label}", at.step.who_words, count, at.told, at.step.done)
