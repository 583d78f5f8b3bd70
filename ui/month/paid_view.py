"""Step 8: what the insurer paid: estimate against paid, denials with their causes, losses, questions to the insurer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.review.people import Command
from coding.work.month_steps import step_at, step_words
from coding.work.months import the_month
from ui.month.denials_view import DenialsView
from ui.month.loss_view import LossView
from ui.month.questions_view import QuestionsView
from ui.month.step_view import StepView
from ui.month.tabbed_view import TabbedView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.workplace import Workplace


class PaidView(TabbedView):
    """Results, denials, losses, questions."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        parts = (
            ("结算结果", ResultsView(place)),
            ("拒付与负面清单", DenialsView(place)),
            ("亏损清单", LossView(place)),
            ("向医保的提问", QuestionsView(place)),
        )
        super().__init__(place, parts, parent)
        self.results, self.denials, self.losses, self.questions = (view for _, view in parts)


class ResultsView(StepView):
    """How many results have come; the windows of grouping show them."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "读入医保结算结果，按原因列出与估算的差异；拒付逐项归因，提问登记答复。"
        super().__init__(place, lead, parent)
        self.body.addStretch(1)
        first = self.action(
            "结算结果…", lambda: self.action_wanted.emit("paid_results"), Command.SEE_MONEY, primary=True
        )
        self.action("支付汇总…", lambda: self.action_wanted.emit("payment_of_month"), Command.SEE_MONEY)
        self.action("与医保分组核对…", lambda: self.action_wanted.emit("insurer_proof"), Command.SEE_MONEY)
        self.row.addStretch(1)
        self.first(first)

    def refresh(self) -> None:
        if not self.month:
            self.say("结算结果按月核对：请在上方选一个月。")
            return
        store, name = self.store, self.month
        self.look(
            "读取结算结果的进度",
            lambda _task: step_words(step_at(store, name, the_month(store, name), "paid")),
            self.say,
        )

    def forget(self) -> None:
        self.look_no_more()
        self.say("")
