"""Step 8: what the insurer paid: estimate against paid, denials with the day of appeal, questions to the insurer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.review.people import Command
from coding.store.kept_months import MonthKind
from coding.work.month_steps import step_at, step_words
from coding.work.months import the_month
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.workplace import Workplace

_HEADS: Final = ("类", "对象", "内容", "登记人", "时间")
_WIDTHS: Final = (70, 200, 0, 90, 130)


class PaidView(StepView):
    """Opens the results of the insurer; what was written down of denials and questions stands below."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "读入医保结算结果，按原因列出与估算的差异；拒付逐项登记规则和申诉期限，提问登记答复。"
        super().__init__(place, lead, parent)
        self.table = ReadTable(_HEADS, _WIDTHS, self)
        self.table.setAccessibleName("拒付和提问")
        self.body.addWidget(self.table, 1)
        self.action("结算结果…", lambda: self.action_wanted.emit("paid_results"), Command.SEE_MONEY, primary=True)
        self.action("支付汇总…", lambda: self.action_wanted.emit("payment_of_month"), Command.SEE_MONEY)
        self.action("与医保分组核对…", lambda: self.action_wanted.emit("insurer_proof"), Command.SEE_MONEY)
        self.row.addStretch(1)
        self.first(self.table)

    def refresh(self) -> None:
        if not self.month:
            self.table.fill([])
            self.say("结算结果按月核对：请在上方选一个月。")
            return
        kinds = {MonthKind.DENIAL: "拒付", MonthKind.QUESTION: "提问"}
        entries = self.store.month_entries(self.month, set(kinds))
        self.table.fill(
            [
                (kinds[one.kind], one.subject, _words(dict(one.said)), one.name, f"{one.at:%m-%d %H:%M}")
                for one in entries
            ]
        )
        month = the_month(self.store, self.month)
        self.say(step_words(step_at(self.store, self.month, month, "paid")))


def _words(said: dict[str, object]) -> str:
    return "　".join(str(value) for value in said.values() if isinstance(value, str) and value)
