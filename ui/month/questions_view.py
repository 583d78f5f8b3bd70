"""The register of questions to the insurer: asked, by whom, about what, answered when and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.work.month_records import answer_question, ask_insurer, questions
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from coding.review.month_records import Question
    from ui.workplace import Workplace

_HEADS: Final = ("编号", "提问日期", "向谁", "关于", "问题", "提问人", "等了", "答复")
_WIDTHS: Final = (110, 96, 120, 110, 0, 80, 60, 260)


class QuestionsView(StepView):
    """Open questions first. What is typed is a new question, or the answer to the one that is chosen."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(place, "向医保的提问和答复登记在这里，跨月保留；没有答复的在前。", parent)
        self.questions: list[Question] = []
        self.table = ReadTable(_HEADS, _WIDTHS, self)
        self.table.setAccessibleName("向医保的提问")
        self.body.addWidget(self.table, 1)
        self.whom = self.line("向谁", "向谁")
        self.about = self.line("关于", "关于（规则、病组、病案号）", is_whole=True)
        self.words = self.line("问题或答复", "问题，或所选问题的答复")
        for widget, share in ((self.whom, 0), (self.about, 0), (self.words, 1)):
            self.row.addWidget(widget, share)
        self.ask_button = self.action("登记提问", self.ask, Command.KEEP_DENIALS, primary=True)
        self.answer_button = self.action("登记答复", self.answer, Command.KEEP_DENIALS)
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.first(self.table)

    def refresh(self) -> None:
        today = self.place.session.clock().date()
        self.questions = sorted(questions(self.store), key=lambda one: not one.is_open)
        self.table.fill(
            [
                (
                    one.number,
                    one.asked.isoformat(),
                    one.whom,
                    one.about,
                    one.text,
                    one.by,
                    f"{one.days_open(today):,} 天",
                    f"{one.answer}（{one.answered}）" if one.answered is not None else "",
                )
                for one in self.questions
            ]
        )
        left = sum(one.is_open for one in self.questions)
        self.say(f"{len(self.questions):,} 个提问，没有答复的 {left:,} 个。")

    def ask(self) -> None:
        """Register a question."""
        today = self.place.session.clock().date()
        ask_insurer(self.store, self.words.text(), today, self.whom.text(), self.about.text())
        for edit in (self.words, self.whom, self.about):
            edit.clear()
        self.renew()

    def answer(self) -> None:
        """Register the answer to the question that is chosen."""
        at = self.table.currentRow()
        if not 0 <= at < len(self.questions):
            raise CodingError("请先选一个提问，再登记答复。")
        answer_question(self.store, self.questions[at].number, self.words.text(), self.place.session.clock().date())
        self.words.clear()
        self.renew()

    def _open(self, at: int) -> None:
        if 0 <= at < len(self.questions) and (page_id := self.questions[at].page_id) is not None:
            self.page_wanted.emit(page_id)
