"""Settings of grouping: of which edition codes are, and from which share of the weight a change asks for evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
)

from coding.work.file_editions import edition_words
from coding.work.unproved import PERCENT, evidence_share
from ui.plain import PlainLabel
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge
    from ui.workplace import Workplace

_EDITIONS = (
    ("", "按文件所写和布局（首页为临床版，结算清单为医保版）"),
    ("clinical", "都是临床版：分组前按对照表转换一次"),
    ("insurance", "都已是医保版：不转换"),
)


class GroupingOptions(QDialog):
    """Two answers that hold for all pages; they are kept when the dialog is agreed to."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        knowledge = workplace.session.knowledge
        self.setWindowTitle("分组设置")
        self.setMinimumWidth(560)
        self.share = QSpinBox(self)
        self.share.setRange(0, 500)
        self.share.setSuffix(" %")
        self.share.setValue(round(evidence_share(workplace.store) * 100))
        self.edition = QComboBox(self)
        for key, words in _EDITIONS:
            self.edition.addItem(words, key)
        source = knowledge.source if knowledge else None
        if source is not None and "=" in (source.edition or ""):
            self.edition.addItem(f"按读入时所说：{edition_words(source.edition or '')}", source.edition)
        self.edition.setCurrentIndex(max(0, self.edition.findData((source.edition or "") if source else "")))
        has_map = source is not None and bool(source.dx_map or source.px_map)
        self.edition.setEnabled(has_map)
        form = QFormLayout()
        form.addRow("权重升降超过多少时须写依据", self.share)
        form.addRow("首页编码的版本", self.edition)
        maps = PlainLabel(_maps(knowledge), self)
        maps.setWordWrap(True)
        maps.setProperty("role", "muted")
        buttons = QDialogButtonBox(self)
        buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._keep)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(form)
        box.addWidget(maps)
        box.addStretch(1)
        box.addWidget(buttons)

    def _keep(self) -> None:
        session = self._place.session
        share_before = PERCENT.read(session.store)
        PERCENT.write(session.store, str(self.share.value()))
        edition = self.edition.currentData() or None
        if session.knowledge is not None and edition != session.knowledge.source.edition:
            source = replace(session.knowledge.source, edition=edition)
            self._place.loading.use_source(source, "编码版本的设置已更改。全部病案正在重新检查。")
        elif session.page_id is not None:
            session.examine_anew()  # previews ask by the new share
        if PERCENT.read(session.store) != share_before:
            session.share_changed.emit()
        self.accept()


def _maps(knowledge: Knowledge | None) -> str:
    if knowledge is None or (knowledge.codes.dx_map is None and knowledge.codes.px_map is None):
        return "没有导入对照表：编码按原样分组。对照表在“文件 › 导入知识”中导入。"
    told = [
        f"{word}对照表“{m.title}”：{len(m):,} 条，其中 {sum(s != t for s, t in m.targets.items()):,} 条要转换。"
        for word, m in (("诊断", knowledge.codes.dx_map), ("手术操作", knowledge.codes.px_map))
        if m is not None
    ]
    notes = [n for m in (knowledge.codes.dx_map, knowledge.codes.px_map) if m is not None for n in m.notes[:5]]
    return "\n".join([*told, *notes])
