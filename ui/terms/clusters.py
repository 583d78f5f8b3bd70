"""术语归一: the hospital's many spellings as clusters, one standard entry proposed for each, approved in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.codes.entry import CodeKind
from coding.suggest.standardise import SURE, Cluster, Standardised
from coding.suggest.term_sheet import read_words
from ui.plain import PlainLabel, RichLabel
from ui.terms.parts import button, choice, keys_of, line_table
from ui.terms.terms_model import LineModel
from ui.theme.spacing import MEDIUM, SMALL
from ui.unexpected import in_words
from ui.wording.word_diff import diff_html

if TYPE_CHECKING:
    from ui.terms.terms_desk import TermDesk

_HEADERS = ("写法", "种数", "次数", "建议的标准词", "编码", "把握", "状态")
_WIDTHS = (250, 48, 56, 0, 118, 52, 84)
_SHEETS = "表格 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
_SHOWN = 60  # spellings of one cluster that are told


@dataclass(slots=True)
class ClusterLine:
    """A cluster, which of its proposals is chosen (-1: none), and whether it has been approved."""

    cluster: Cluster
    chosen: int
    done: bool = False

    @property
    def state(self) -> str:
        """What the list says of it."""
        if self.done or self.cluster.known:
            return "已在术语本"
        if self.chosen < 0:
            return "无合适匹配"
        return "可批准" if self.cluster.score >= SURE else "请核对"


class ClustersTab(QWidget):
    """Clusters on the left, spellings and other entries of the chosen one on the right."""

    told = Signal(str, str)

    def __init__(self, desk: TermDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._kind = CodeKind.DIAGNOSIS
        self._outcome: Standardised | None = None
        self.model: LineModel[ClusterLine] = LineModel(_HEADERS, _cells, _keys, frozenset({1, 2, 5}))
        self.table = line_table(self.model, _WIDTHS, 3, "归一的结果")
        self.kinds = choice("归一诊断还是手术操作", {"dx": "诊断", "px": "手术操作"})
        self.pages_button = button("统计本机病案", "Ctrl+R", primary=True)
        self.sheet_button = button("从表格读入…")
        self.summary = PlainLabel("把本院医生的各种写法归到标准词：先统计本机病案，或读入一份诊断（手术）名称表。")
        self.summary.setWordWrap(True)
        self.summary.setProperty("role", "large")
        self.entries = QListWidget()
        self.entries.setAccessibleName("可选的标准词")
        self.spellings = RichLabel()
        self.spellings.setWordWrap(True)
        self.spellings.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.spellings.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.approve_button = button("批准所选", "Ctrl+Return", primary=True)
        self.all_button = button(f"批准全部把握 {SURE:.0f} 以上的")
        self._lay_out()
        self._connect()
        self._show_line()

    def start(self) -> None:
        """Put the focus on what is done first: to count the words of the pages."""
        self.pages_button.setFocus()

    # -- what is shown

    @property
    def line(self) -> ClusterLine | None:
        """The cluster that the right side tells of."""
        row = self.table.currentIndex().row()
        return self.model.lines[row] if 0 <= row < len(self.model.lines) else None

    def show_outcome(self, outcome: Standardised) -> None:
        """Show clusters; those that need a person come after those that are often written."""
        self._outcome = outcome
        lines = [ClusterLine(c, 0 if c.proposed else -1) for c in outcome.clusters]
        self.model.show(lines)
        self.pages_button.setEnabled(True)
        self.sheet_button.setEnabled(True)
        self._summarise()
        if lines:
            self.table.selectRow(0)
        self.table.setFocus()
        self._show_line()

    def _summarise(self) -> None:
        outcome = self._outcome
        if outcome is None:
            return
        written = sum(c.count for c in outcome.clusters)
        done = sum(line.done or line.cluster.known for line in self.model.lines)
        self.summary.setText(
            f"{outcome.variants:,} 种写法（共写了 {written:,} 次）归为 {outcome.terms:,} 个标准词；"
            f"{outcome.unmatched:,} 种没有合适匹配。已在术语本的 {done:,} 组，共 {len(self.model.lines):,} 组。"
        )

    def _show_line(self) -> None:
        line = self.line
        self.entries.blockSignals(True)
        self.entries.clear()
        if line is not None:
            for match in line.cluster.proposed:
                self.entries.addItem(f"{match.code}  {match.name}（{match.score:.0f}）")
            if line.chosen >= 0:
                self.entries.setCurrentRow(line.chosen)
        self.entries.blockSignals(False)
        self.spellings.setText(_spellings_html(line) if line else "")
        self._enable()

    def _enable(self) -> None:
        chosen = [self.model.lines[i.row()] for i in self.table.selectionModel().selectedRows()]
        self.approve_button.setEnabled(any(_can_approve(line) for line in chosen))
        self.all_button.setEnabled(any(_is_sure(line) for line in self.model.lines))

    # -- what the person does

    def gather(self, words: dict[str, int] | None = None) -> None:
        """Gather the words of the pages, or these, behind the window."""
        self._kind = CodeKind(self.kinds.currentData())
        try:
            self.desk.standardise(self._kind, words, self.show_outcome, self._fail)
        except CodingError as error:
            self.told.emit(str(error), "error")
            return
        self.pages_button.setEnabled(False)
        self.sheet_button.setEnabled(False)
        self.summary.setText("正在归一：进度见主窗口的状态栏，其间可以继续做别的事。")

    def read_sheet(self, path: Path) -> None:
        """Gather the words of a sheet."""
        try:
            words = read_words(path)
        except CodingError as error:
            self.told.emit(str(error), "error")
            return
        self.gather(words)

    def approve(self, lines: list[ClusterLine]) -> None:
        """Take these clusters over into the book."""
        chosen = [(line.cluster, line.cluster.proposed[line.chosen]) for line in lines if _can_approve(line)]
        try:
            number = self.desk.approve_clusters(self._kind, [(c, m.code, m.name) for c, m in chosen])
        except CodingError as error:
            self.told.emit(str(error), "error")
            return
        for line in lines:
            line.done = line.done or _can_approve(line)
        if self.model.lines:
            self.model.dataChanged.emit(
                self.model.index(0, 0), self.model.index(len(self.model.lines) - 1, len(_HEADERS) - 1)
            )
        terms = len({m.code for _, m in chosen})
        self.told.emit(f"{number:,} 种写法已归为 {terms:,} 个标准词，记入术语本。", "info")
        self._summarise()
        self._enable()

    def _approve_chosen(self) -> None:
        self.approve([self.model.lines[i.row()] for i in self.table.selectionModel().selectedRows()])

    def _approve_sure(self) -> None:
        self.approve([line for line in self.model.lines if _is_sure(line)])

    def _choose_entry(self, row: int) -> None:
        line = self.line
        if line is not None and row >= 0 and row != line.chosen:
            line.chosen = row
            self.model.renew(self.table.currentIndex().row())
            self.spellings.setText(_spellings_html(line))
            self._enable()

    def _fail(self, error: Exception) -> None:
        self.pages_button.setEnabled(True)
        self.sheet_button.setEnabled(True)
        self.summary.setText("归一没有完成。")
        self.told.emit(in_words(error), "error")

    def _ask_sheet(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "读入诊断（手术）名称表", "", _SHEETS)
        if chosen:
            self.read_sheet(Path(chosen))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.kinds)
        top.addWidget(self.pages_button)
        top.addWidget(self.sheet_button)
        top.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.spellings)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side = QWidget()
        side_box = QVBoxLayout(side)
        side_box.setContentsMargins(0, 0, 0, 0)
        side_box.setSpacing(SMALL)
        side_box.addWidget(PlainLabel("标准词（↑↓ 另选）"))
        side_box.addWidget(self.entries, 2)
        side_box.addWidget(PlainLabel("写法与标准词的差别"))
        side_box.addWidget(scroll, 3)
        split = QSplitter()
        split.addWidget(self.table)
        split.addWidget(side)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setSizes([860, 340])
        bottom = QHBoxLayout()
        bottom.setSpacing(SMALL)
        bottom.addWidget(self.approve_button)
        bottom.addWidget(self.all_button)
        bottom.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.setSpacing(MEDIUM)
        box.addLayout(top)
        box.addWidget(self.summary)
        box.addWidget(split, 1)
        box.addLayout(bottom)

    def _connect(self) -> None:
        self.pages_button.clicked.connect(lambda: self.gather())
        self.sheet_button.clicked.connect(self._ask_sheet)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_line())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.entries.currentRowChanged.connect(self._choose_entry)
        self.approve_button.clicked.connect(self._approve_chosen)
        self.all_button.clicked.connect(self._approve_sure)
        keys_of(
            self,
            {
                "Ctrl+R": self.pages_button,
                "Ctrl+Return": self.approve_button,
                "Ctrl+Enter": self.approve_button,
            },
        )


def _can_approve(line: ClusterLine) -> bool:
    return line.chosen >= 0 and not line.done and not line.cluster.known


def _is_sure(line: ClusterLine) -> bool:
    return _can_approve(line) and line.cluster.score >= SURE


def _cells(line: ClusterLine) -> tuple[str, ...]:
    cluster = line.cluster
    first = cluster.variants[0].words
    match = cluster.proposed[line.chosen] if line.chosen >= 0 else None
    return (
        first if len(cluster.variants) == 1 else f"{first} 等",
        f"{len(cluster.variants):,}",
        f"{cluster.count:,}",
        match.name if match else "",
        match.code if match else "",
        f"{cluster.score:.0f}" if match else "",
        line.state,
    )


def _keys(line: ClusterLine) -> tuple[object, ...]:
    texts = _cells(line)
    cluster = line.cluster
    return (texts[0], len(cluster.variants), cluster.count, texts[3], texts[4], cluster.score, texts[6])


def _spellings_html(line: ClusterLine) -> str:
    name = line.cluster.proposed[line.chosen].name if line.chosen >= 0 else ""
    told = [
        f"{diff_html(v.words, name) if name else escape(v.words)} <span style='opacity:0.6'>×{v.count:,}</span>"
        for v in line.cluster.variants[:_SHOWN]
    ]
    more = len(line.cluster.variants) - _SHOWN
    return "<br>".join([*told, f"…… 另有 {more:,} 种" if more > 0 else ""])
