"""Weights out of the hospital's own pages: mean cost of a group ÷ mean cost of all, as a tariff of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
)

from coding.base.errors import CodingError
from coding.base.sheet_writer import write_csv
from coding.payment.weights import WEIGHT_COLUMNS, Cost, table_of
from coding.work.knowledge_copies import bring
from coding.work.own_weights import Computed, computed_weights, costs_of
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.shelves.days_dialog import put_on_shelf
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from ui.workplace import Workplace

_WIDTHS = (70, 0, 76, 110, 110, 60)


class WeightsDialog(QDialog):
    """Reads the pages of the list once, computes with the trimming that is set, saves and uses the table."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._costs: list[Cost] = []
        self.computed: Computed | None = None
        self.setWindowTitle("由本院病案计算权重")
        self.resize(size_on_screen(self, 820, 520))
        intro = PlainLabel(
            "权重 = 病组均费 ÷ 全部均费，费率 = 全部均费。只用列表中已入组、有总费用的病案；"
            "这是本院自己的数字，不是医保公布的权重。",
            self,
        )
        intro.setWordWrap(True)
        self.trim = QSpinBox(self)
        self.trim.setRange(0, 25)
        self.trim.setSuffix(" %")
        self.trim.setFixedWidth(80)
        self.trim.setAccessibleName("每组两端各去除的比例")
        self.trim.valueChanged.connect(self._compute)
        line = QHBoxLayout()
        line.addWidget(PlainLabel("每组费用最低、最高各去除", self))
        line.addWidget(self.trim)
        self.summary = PlainLabel("正在读取病案…", self)
        self.summary.setWordWrap(True)
        line.addWidget(self.summary, 1)
        self.table = ReadTable(WEIGHT_COLUMNS, _WIDTHS, self, (2, 3, 4, 5))
        self.table.setAccessibleName("各病组的权重")
        buttons = QDialogButtonBox(self)
        self.save_button = QPushButton("保存并采用…", self)
        buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save_button.setDefault(True)
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self._ask_and_save)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(intro)
        box.addLayout(line)
        box.addWidget(self.table, 1)
        box.addWidget(buttons)
        self._start()

    def _start(self) -> None:
        knowledge, store, ids = self._place.session.knowledge, self._place.store, self._place.listed()
        if knowledge is None:
            self.summary.setText("知识库还在装入，请稍候再打开。")
            return
        task = self._place.runner.run(
            "由本院病案计算权重",
            lambda task: costs_of(store, knowledge, ids, task.report),
            on_result=self._use,
            on_error=lambda error: self.summary.setText(in_words(error)),
            on_progress=lambda done, total, _part: self.summary.setText(f"已读取 {done:,} / {total:,} 份"),
            foreground=True,
        )
        self.finished.connect(lambda _: task.cancel())

    def _use(self, costs: list[Cost]) -> None:
        self._costs = costs
        self._compute()

    def _compute(self) -> None:
        knowledge = self._place.session.knowledge
        if not self._costs or knowledge is None:
            self.summary.setText("列表中没有已入组而有总费用的病案。")
            return
        self.computed = done = computed_weights(self._costs, self.trim.value() / 100)
        self.table.fill(table_of(done.weights, knowledge.scheme.group_name))
        few = sum(w.pages < 5 for w in done.weights.values())
        self.summary.setText(
            f"{len(done.weights):,} 个病组，{done.pages:,} 份，全部均费 {done.rate:,.2f} 元；"
            f"{few:,} 个病组不足 5 份，权重不稳定。"
        )
        self.save_button.setEnabled(True)

    def save(self, path: Path) -> None:
        """Write the table as a tariff that says where it comes from."""
        knowledge, done = self._place.session.knowledge, self.computed
        assert knowledge is not None
        assert done is not None
        told = (
            ("名称", f"本院权重（{self._place.session.clock():%Y-%m-%d} 由 {done.pages} 份病案计算）"),
            ("地区", "本院"),
            ("费率", f"{done.rate:.2f}"),
            ("说明", f"方案 {knowledge.scheme.title}，每组两端各去除 {self.trim.value()}%"),
        )
        lines = table_of(done.weights, knowledge.scheme.group_name)
        write_csv(path, (WEIGHT_COLUMNS, *lines), [f"# {key}: {value}" for key, value in told])

    def _ask_and_save(self) -> None:
        folder = Path(self._place.last_folder or ".")
        chosen, _ = QFileDialog.getSaveFileName(self, "保存权重表", str(folder / "本院权重.csv"), "CSV 文件 (*.csv)")
        if not chosen:
            return
        try:
            self.save(Path(chosen))
            file = bring(self._place.store, "tariff", Path(chosen))
        except CodingError as error:
            show_message(self, str(error), "error")
            return
        self.accept()
        put_on_shelf(self._place, file)
