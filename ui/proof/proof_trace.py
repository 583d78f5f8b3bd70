"""How a record of an insurer's list comes to its group: for records that the list of pages does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ui.panels.trace_tree import TraceTree
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from coding.drg.insurer_records import InsurerRecord
    from coding.work.insurer_proof import Proof


class ProofTrace(QDialog):
    """The codes of the record, both groups, the tree of steps."""

    def __init__(self, proof: Proof, record: InsurerRecord, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"分组过程：{record.number or f'第 {record.row} 行'}")
        self.resize(size_on_screen(self, 720, 560))
        theirs = record.theirs
        said = f"{theirs.drg} {theirs.name}".strip() if theirs else record.said or "没有"
        case = record.case
        lines = (
            f"本方案 {record.ours.drg} {record.ours.name or record.ours.status.value}",
            f"医保 {said}",
            f"诊断 {'、'.join(case.dx) or '没有'}",
            f"手术操作 {'、'.join(case.px) or '没有'}",
        )
        head = PlainLabel("\n".join(lines), self, wordWrap=True)
        self.tree = TraceTree(self)
        self.tree.show_trace(proof.scheme.trace(case))
        buttons = QDialogButtonBox(self)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setDefault(True)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(head)
        box.addWidget(self.tree, 1)
        box.addWidget(buttons)
        self.tree.setFocus()
