"""Taking over a change of a rule: what is altered, what speaks for and against it, and the reason of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from ui.dialogs.agree_foot import agree_foot
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from coding.drg.insurer_records import InsurerRecord
    from coding.work.insurer_proof import Proof

_ROWS = ("更正", "出处")
_AGAINST = ("病案号", "医保病组", "现在", "主要诊断")


class AdoptDialog(QDialog):
    """``agreed`` carries the reason."""

    agreed = Signal(str)

    def __init__(self, proof: Proof, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        one = proof.search.found[number - 1]
        self.setWindowTitle("采纳为本地更正")
        self.resize(size_on_screen(self, 760, 520 if one.broken else 440))
        head = PlainLabel(one.mend.words, self, wordWrap=True)
        head.setProperty("role", "large")
        evidence = PlainLabel(_evidence(proof, number), self, wordWrap=True)
        evidence.setProperty("role", "warning" if one.is_thin or one.broken else "muted")
        self.rows = ReadTable(_ROWS, (0, 300), self)
        self.rows.setAccessibleName("将写入的更正")
        source = f"与医保结算结果核对 {'、'.join(proof.files)}，{len(one.mended)} 条"
        self.rows.fill([(row.words, source) for row in one.mend.amendments])
        self.against = ReadTable(_AGAINST, (0, 110, 110, 130), self)
        self.against.setAccessibleName("反对的记录")
        self.against.fill([_against(record) for record in proof.examples(one.broken, len(one.broken))])
        ask = PlainLabel("理由（写进更正表，必填）(&R)：", self)
        self.reason = QLineEdit(self)
        self.reason.setAccessibleName("理由")
        self.reason.setPlaceholderText("如：已电话询问医保局，一般合并症归 1 组")
        ask.setBuddy(self.reason)
        after = PlainLabel(
            "采纳后本院按更正后的方案分组，全部病案重新检查；任何病案的内容都不改。"
            "更正表存为副本，可在“本院知识”中查看、恢复。",
            self,
            wordWrap=True,
        )
        after.setProperty("role", "muted")
        buttons, self.use_button = agree_foot(self, "采纳", self._agree)
        self.use_button.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.use_button.setEnabled(bool(text.strip())))
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, evidence):
            box.addWidget(widget)
        box.addWidget(self.rows, 1)
        if one.broken:
            box.addWidget(PlainLabel("反对的记录（现在与医保一致，采纳后不一致）：", self))
            box.addWidget(self.against, 1)
        else:
            self.against.hide()
        for widget in (ask, self.reason, after, buttons):
            box.addWidget(widget)
        self.reason.setFocus()

    def _agree(self) -> None:
        if self.reason.text().strip():
            self.agreed.emit(self.reason.text().strip())
            self.accept()


def _evidence(proof: Proof, number: int) -> str:
    one = proof.search.found[number - 1]
    places = len(one.mend.amendments)
    told = f"在 {len(proof.judged):,} 份中{one.evidence}，净改对 {one.net:,} 份。"
    if one.mend.is_family:
        told += f"{places} 处中 {proof.supported(one)} 处有记录支持，其余没有遇到这样的记录。"
    if one.is_thin:
        told += "依据太少，建议再核对一个月的结算结果。"
    return told


def _against(record: InsurerRecord) -> tuple[str, str, str, str]:
    theirs = record.theirs.drg if record.theirs else ""
    return (record.number, theirs, record.ours.drg, record.case.dx[0] if record.case.dx else "")
