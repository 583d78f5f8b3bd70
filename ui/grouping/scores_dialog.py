"""Importing a table of scores under DIP: how many packets it has a score for, points, the level of the hospital."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from coding.dip.local_scores import load_scores, with_scores
from coding.payment.tariff_options import TariffOptions
from coding.work.scheme_report import complaint_of
from ui.dialogs.agree_foot import agree_foot
from ui.grouping.group_table import ReadTable
from ui.grouping.scheme_dialog import level_box
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from pathlib import Path

    from coding.dip.dip_scheme import DipScheme


class ScoresDialog(QDialog):
    """``agreed`` has the answers, the level of the hospital. ``path`` None: the scores are those of the scheme."""

    agreed = Signal(object)  # TariffOptions

    def __init__(
        self,
        scheme: DipScheme,
        path: Path | None,
        name: str,
        parent: QWidget | None = None,
        options: TariffOptions = TariffOptions(),
    ) -> None:
        """Raises KnowledgeError when the file is no table of scores."""
        super().__init__(parent)
        self.setWindowTitle("导入分值表" if path else "医院级别")
        scored = with_scores(scheme, load_scores(path)) if path else scheme
        told = [complaint_of(text) for text in scored.catalogue.complaints if text not in scheme.catalogue.complaints]
        self.resize(size_on_screen(self, 760, 420 if told else 220))
        head = PlainLabel(name, self, wordWrap=True)
        head.setProperty("role", "large")
        figures = PlainLabel(figures_of_scores(scored), self, wordWrap=True)
        self.level = level_box(tuple(scored.pricing.hospitals), self, options.level or scheme.pricing.level)
        verdict = PlainLabel(f"有 {len(told):,} 处要核对，不影响采用。" if told else "", self)
        verdict.setProperty("role", "warning")
        verdict.setVisible(bool(told))
        self.table = ReadTable(("位置", "问题"), (180, 0), self)
        self.table.setAccessibleName("分值表的问题")
        self.table.setWordWrap(True)
        self.table.fill([(one.file, one.message) for one in told])
        self.table.resizeRowsToContents()
        self.table.setVisible(bool(told))
        words = "采用此分值表" if path else "按此级别估算"
        buttons, self.accept_button = agree_foot(self, words, self._agree)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(head)
        box.addWidget(figures)
        if scored.pricing.hospitals:
            row = QFormLayout()
            row.addRow("本院的医院级别(&L)", self.level)
            box.addLayout(row)
        box.addWidget(verdict)
        box.addWidget(self.table, 1)
        if not told:
            box.addStretch(1)
        box.addWidget(buttons)

    @property
    def options(self) -> TariffOptions:
        """The answers as they stand."""
        return TariffOptions(level=self.level.currentData())

    def _agree(self) -> None:
        self.agreed.emit(self.options)
        self.accept()


def figures_of_scores(scheme: DipScheme) -> str:
    """What payment is reckoned from, and what is lacking for it."""
    rows = tuple(scheme.catalogue.rows)
    scored = sum(row.score is not None for row in rows)
    pricing = scheme.pricing
    points = "、".join(f"{insured} {point:g} 元" for insured, point in pricing.points.items())
    lacks = [word for word, held in (("点值", pricing.points), ("医院系数", pricing.hospitals)) if not held]
    missing = f"没有{'和'.join(lacks)}：只显示分值，不估算支付。" if lacks else ""
    return f"{len(rows):,} 个病种中 {scored:,} 个有分值。{f'点值：{points}。' if points else ''}{missing}"
