"""Suspected violations and the lists of the month, both ways: each wants an answer from the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout

from coding.base.errors import CodingError
from coding.review.compliance import compliance_lists, suspected_answers
from coding.review.people import Command
from coding.work.compliance import answer_suspected, compliance_month
from ui.elided_label import ElidedLabel
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from coding.review.compliance import ComplianceLine, ComplianceMonth
    from ui.workplace import Workplace

_HEADS: Final = ("病区", "医师", "病案号", "规则", "把握", "问题", "方向", "违规类别", "答复")
_WIDTHS: Final = (120, 80, 96, 110, 48, 0, 90, 130, 170)
_OPEN, _EVERY = "open", "all"


class SuspectedView(StepView):
    """Enter opens the page; Ctrl+1 answers with the answer and the words of the line."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "疑似违规和合规清单，多记、少记一样列出；逐条从列表中选一个答复，属实的先改病案。"
        super().__init__(place, lead, parent)
        self.found: ComplianceMonth | None = None
        self.lines: list[ComplianceLine] = []
        self.which = QComboBox(self)
        self.which.setAccessibleName("列出哪些")
        self.which.addItem("待答复", _OPEN)
        self.which.addItem("全部", _EVERY)
        for one in compliance_lists():
            self.which.addItem(f"{one.label}（{one.way.label}）", one.id)
        self.off = ElidedLabel()
        self.off.setProperty("role", "muted")
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(PlainLabel("列出", self))
        line.addWidget(self.which)
        line.addWidget(self.off, 1)
        self.body.addLayout(line)
        self.table = ReadTable(_HEADS, _WIDTHS, self)
        self.table.setAccessibleName("疑似违规")
        self.body.addWidget(self.table, 1)
        self.answer = QComboBox(self)
        self.answer.setAccessibleName("答复")
        for id_, rule in suspected_answers().items():
            self.answer.addItem(rule.label, id_)
            self.answer.setItemData(self.answer.count() - 1, plain_tip(rule.note), Qt.ItemDataRole.ToolTipRole)
        self.words = self.line("理由", "理由和病历中的依据")
        self.row.addWidget(self.answer)
        self.row.addWidget(self.words, 1)
        self.answer_button = self.action("答复", self.take_answer, Command.ANSWER_SUSPECTED, primary=True)
        self.page_button = self.action("打开病案", self.open_page)
        self.which.currentIndexChanged.connect(lambda _: self._fill())
        self.words.returnPressed.connect(lambda: self.attempt(self.take_answer))
        self.table.activated.connect(lambda _: self.open_page())
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self.found, self.lines = None, []
        self.table.fill([])

    def refresh(self) -> None:
        session, store, month = self.place.session, self.store, self.month
        knowledge = session.knowledge
        if not month:
            self.say("合规清单按月列出：请在上方选一个月。")
            return
        if knowledge is None:
            self.say("知识库还在装入，稍候自动列出。")
            return
        self.say("正在列出…")
        contexts, now = session.contexts, session.clock()
        self.look(
            "列出合规清单",
            lambda task: compliance_month(store, knowledge, contexts, month, now, task.report),
            self._show,
        )

    def take_answer(self) -> None:
        """Answer for the finding that is chosen."""
        line = self._chosen()
        if line is None:
            raise CodingError("请先选一条，再答复。")
        answer_suspected(
            self.store, self.month, line.page_id, line.finding, self.answer.currentData(), self.words.text()
        )
        self.words.clear()
        self.renew()

    def open_page(self) -> None:
        """The page of the finding that is chosen."""
        line = self._chosen()
        if line is not None:
            self.page_wanted.emit(line.page_id)

    def _show(self, found: ComplianceMonth) -> None:
        self.found = found
        labels = {one.id: one.label for one in compliance_lists()}
        off = "；".join(f"“{labels.get(key, key)}”有停用的规则" for key in found.off)
        self.off.setText(off)
        self._fill()
        self.say(f"{len(found.lines):,} 条，待答复 {len(found.open):,} 条。")

    def _fill(self) -> None:
        found, which = self.found, self.which.currentData()
        if found is None:
            return
        lines = found.open if which == _OPEN else found.lines if which == _EVERY else found.of_list(which)
        self.lines = list(lines)
        self.table.fill([_cells(line) for line in self.lines])

    def _chosen(self) -> ComplianceLine | None:
        at = self.table.currentRow()
        return self.lines[at] if 0 <= at < len(self.lines) else None


def _cells(line: ComplianceLine) -> tuple[str, ...]:
    finding, answer = line.finding, line.answer
    ways = dict.fromkeys(one.way.label for one in compliance_lists() if one.id in line.lists)
    said = "" if answer is None else f"{answer.label}{f'：{answer.words}' if answer.words else ''}（{answer.name}）"
    return (
        line.ward,
        line.doctor,
        line.case_no,
        finding.rule,
        finding.strength.label,
        finding.message,
        "、".join(ways),
        finding.violation,
        said or ("待答复" if line.wants_answer else ""),
    )
