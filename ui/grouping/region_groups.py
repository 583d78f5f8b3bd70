"""The groups of a region's list beside the conditions that their names give, to be answered one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from coding.work.region_questions import (
    FILTERS,
    UNANSWERED,
    Question,
    condition_said,
    group_question,
    group_questions,
    knows_both_ends_only,
)
from ui.grouping.answer_pane import AnswerPane, AnswerRow
from ui.plain import plain_tip
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.work.region_scheme import RegionPlan

_HEADERS = ("病组", "名称", "由名称推出的条件", "变化", "回答", "结论")
_WIDTHS = (56, 0, 400, 48, 48, 200)
_CC_WAYS = (("只有CC的病例：待定", ""), ("只有CC的归入较高组", "up"), ("只有CC的归入较低组", "down"))


def answer_rows_of(questions: Sequence[Question]) -> list[AnswerRow]:
    """Questions as the rows of an answer pane."""
    return [AnswerRow(q.key, q.cells, q.detail, q.proposal) for q in questions]


class RegionGroups(QWidget):
    """``answered``: group, verdict, condition of one's own; ``accepts``: a yes to all that is said without a doubt;
    ``cc_alone``: where a CC alone belongs, up, down or "".
    """

    answered = Signal(str, str, str)
    accepts = Signal()
    cc_alone = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: RegionPlan | None = None
        self._visible: tuple[str, ...] = ()
        self.pane = AnswerPane(_HEADERS, _WIDTHS, condition_said, "另写条件，如 AGE<18&MCC；Enter 采用，Esc 返回", self)
        self.pane.table.setAccessibleName("病组与条件")
        self.pane.answered.connect(self.answered)
        self.filter = QComboBox(self)
        self.filter.setAccessibleName("列出哪些病组")
        for key, words in FILTERS.items():
            self.filter.addItem(words, key)
        self.filter.currentIndexChanged.connect(lambda _: self.list_anew())
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("查找编码、名称或条件")
        self.search.setFixedWidth(240)
        self.search.textChanged.connect(lambda _: self.list_anew())
        self.accept_button = QPushButton("名称清楚的一并同意", self)
        self.accept_button.setAutoDefault(False)
        self.accept_button.clicked.connect(self.accepts)
        self.accept_button.setToolTip(
            plain_tip("只限整个 ADRG 的名称都说得清楚、没有重叠和空缺、各地没有不同说法的；其余仍逐条确认")
        )
        self.ways = QComboBox(self)
        for words, way in _CC_WAYS:
            self.ways.addItem(words, way)
        self.ways.setToolTip(plain_tip("名称只有“伴严重”和“不伴”两种的 ADRG：只有一般并发症（CC）的病例归哪一组"))
        self.ways.activated.connect(lambda _: self.cc_alone.emit(self.ways.currentData()))
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        line.addWidget(self.filter)
        line.addWidget(self.search)
        line.addStretch(1)
        line.addWidget(self.ways)
        line.addWidget(self.accept_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, MEDIUM, 0, 0)
        box.setSpacing(MEDIUM)
        box.addLayout(line)
        box.addWidget(self.pane, 1)

    def begin_with(self, plan: RegionPlan) -> None:
        """Show a work from its beginning: what is not answered."""
        self._plan = plan
        self.filter.setCurrentIndex(self.filter.findData(UNANSWERED))
        self.ways.setCurrentIndex(max(0, self.ways.findData(plan.work.answers.cc_alone(""))))
        self.list_anew()
        self.show_plan(plan)
        self.pane.table.setFocus()

    def list_anew(self) -> None:
        """Which groups are listed is worked out when it is asked, not while answering: a row stays to be looked at."""
        if self._plan is None:
            return
        found = group_questions(self._plan, self.filter.currentData(), self.search.text())
        self._visible = tuple(question.key for question in found)
        self.pane.fill(answer_rows_of(found))

    def show_plan(self, plan: RegionPlan) -> None:
        """The same groups with what has become of them."""
        self._plan = plan
        by_code = {group.code: (family, group) for family in plan.families for group in family.groups}
        shown = [group_question(*by_code[code]) for code in self._visible if code in by_code]
        self.pane.renew(answer_rows_of(shown))
        self.ways.setVisible(bool(knows_both_ends_only(plan)))
