"""Several schemes over the pages of the list: how many move, from where to where, and by what weight."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.grouping.case import NOWHERE
from coding.payment.comparison import Comparison, PricedScheme
from coding.work.comparing import Listed, compare_pages, copied, keep_listed, listed_schemes, months_of
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable, save_csv
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.grouping.grouper import Grouper
    from ui.tasks import Task
    from ui.workplace import Workplace

_MOVES = ("原病组", "原病组名称", "新病组", "新病组名称", "例数", "权重变化合计")
_ALL = "列表中的全部病案"
#: What came of a run: comparisons, and a sentence for each scheme that could not be loaded.
Outcome = tuple[list[Comparison], list[str]]


class MonthDialog(QDialog):
    """The list of schemes, the month, the run in the task runner, a table for each scheme, and its export.

    ``listed_changed``: the list of schemes is another one, for all who compare under it.
    """

    listed_changed = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._store = workplace.store
        self._task: Task[Outcome] | None = None
        self.comparisons: list[Comparison] = []
        self.setWindowTitle("多方案比较")
        self.resize(size_on_screen(self, 900, 560))
        self.schemes = ReadTable(("用来比较的分组方案", "计算权重的权重表"), (0, 320), self)
        self.schemes.setAccessibleName("用来比较的分组方案")
        self.schemes.setFixedHeight(150)
        buttons = QHBoxLayout()
        for text, do in (
            ("加入方案文件夹…", lambda: self._add_folder()),
            ("加入 zip 或 xlsx…", lambda: self._add_file()),
            ("加入内置通用方案", lambda: self.add(Listed())),
            ("选权重表…", lambda: self._choose_tariff()),
            ("移除", lambda: self.remove()),
        ):
            buttons.addWidget(_button(text, do, self))
        buttons.addStretch(1)
        self.scope = QComboBox(self)
        self.scope.setAccessibleName("比较哪些病案")
        self.scope.addItems([_ALL, *months_of(self._store, self._ids())])
        self.start_button = _button("开始比较", self.start, self)
        self.start_button.setDefault(True)
        self.summary = PlainLabel(self)
        self.summary.setWordWrap(True)
        self.summary.setProperty("role", "muted")
        scope = QHBoxLayout()
        scope.addWidget(PlainLabel("病案：", self))
        scope.addWidget(self.scope)
        scope.addWidget(self.start_button)
        scope.addWidget(self.summary, 1)
        self.tabs = QTabWidget(self)
        closing = QDialogButtonBox(self)
        self.export_button = closing.addButton("导出本表…", QDialogButtonBox.ButtonRole.ActionRole)
        self.export_button.clicked.connect(self._ask_and_export)
        close = closing.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.schemes)
        box.addLayout(buttons)
        box.addLayout(scope)
        box.addWidget(self.tabs, 1)
        box.addWidget(closing)
        self._show_list()
        self._tell("")
        self.finished.connect(lambda _: self._stop())

    # -- the list of schemes

    def add(self, listed: Listed) -> None:
        """Add a scheme to the list; one that stands in it already stays where it is."""
        kept = listed_schemes(self._store)
        if (found := self._copied(listed)) is not None and all(one.scheme != found.scheme for one in kept):
            self._keep([*kept, found])

    def set_tariff(self, path: str) -> None:
        """Let the chosen scheme weigh its groups by this tariff."""
        kept = listed_schemes(self._store)
        at = self.schemes.currentRow()
        if 0 <= at < len(kept) and (found := self._copied(Listed(kept[at].scheme, path))) is not None:
            kept[at] = found
            self._keep(kept)

    def remove(self) -> None:
        """Take the chosen scheme off the list."""
        kept = listed_schemes(self._store)
        at = self.schemes.currentRow()
        if 0 <= at < len(kept):
            del kept[at]
            self._keep(kept)

    def _copied(self, listed: Listed) -> Listed | None:
        """The scheme as copies of the store, None where it cannot be used and that was said."""
        try:
            return copied(self._store, listed)
        except CodingError as error:
            show_message(self, str(error), "error")
            return None

    def _keep(self, schemes: list[Listed]) -> None:
        keep_listed(self._store, schemes)
        self._show_list()
        self.listed_changed.emit()

    def _show_list(self) -> None:
        kept = listed_schemes(self._store)
        rows = [(one.title, Path(one.tariff).name if one.tariff else "未选，不比较权重") for one in kept]
        self.schemes.fill(rows, [f"{one.scheme or '内置通用方案'}\n{one.tariff}" for one in kept])

    def _add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择分组方案所在的文件夹", self._place.last_folder)
        if chosen:
            self.add(Listed(chosen))

    def _add_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "选择分组方案", self._place.last_folder, "分组方案 (*.zip *.xlsx)"
        )
        if chosen:
            self.add(Listed(chosen))

    def _choose_tariff(self) -> None:
        kinds = "权重表 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
        chosen, _ = QFileDialog.getOpenFileName(self, "选择该方案的权重表", self._place.last_folder, kinds)
        if chosen:
            self.set_tariff(chosen)

    # -- the run

    def start(self) -> None:
        """Compare; the window stays free meanwhile."""
        knowledge, listed = self._place.session.knowledge, listed_schemes(self._store)
        if knowledge is None or not listed:
            self._tell("请先加入用来比较的方案。" if knowledge else "知识库还在装入，请稍候。")
            return
        self._stop()
        ids, scope, store = self._ids(), self.scope.currentText(), self._store
        self._tell("正在比较…")
        self.start_button.setEnabled(False)
        self._task = self._place.runner.run(
            "多方案比较",
            lambda task: compare_pages(store, knowledge, listed, ids, "" if scope == _ALL else scope, task.report),
            on_result=self._show,
            on_error=lambda error: self._tell(in_words(error)),
            on_progress=lambda done, total, _part: self._tell(f"已比较 {done:,} / {total:,} 份"),
            on_end=lambda: self.start_button.setEnabled(True),
            foreground=True,
        )

    def _show(self, outcome: Outcome) -> None:
        self.comparisons, refused = outcome
        self.tabs.clear()
        for comparison in self.comparisons:
            table = ReadTable(_MOVES, (72, 0, 72, 230, 64, 110), self, (4, 5))
            table.setAccessibleName(comparison.new.title)
            table.fill(rows_of(comparison))
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, MEDIUM, 0, 0)
            column.addWidget(PlainLabel(in_one_sentence(comparison), page, wordWrap=True))
            column.addWidget(table, 1)
            self.tabs.addTab(page, comparison.new.title)
        self._tell("；".join(refused))

    def _tell(self, sentence: str) -> None:
        self.summary.setText(sentence)
        self.export_button.setEnabled(bool(self.comparisons))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ids(self) -> list[int]:
        return self._place.listed()

    # -- the file

    def export(self, path: Path) -> None:
        """Write the table in sight."""
        comparison = self.comparisons[max(self.tabs.currentIndex(), 0)]
        save_csv(path, _MOVES, rows_of(comparison))

    def _ask_and_export(self) -> None:
        name = str(Path(self._place.last_folder) / "多方案比较.csv")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出比较结果", name, "CSV 文件 (*.csv)")
        if not chosen:
            return
        try:
            self.export(Path(chosen))
        except CodingError as error:
            show_message(self, str(error), "error")


def rows_of(comparison: Comparison) -> list[tuple[str, ...]]:
    """The lines of the table: pages that move first, most pages first; what stays follows."""
    ordered = sorted(comparison.moves, key=lambda m: m.stays)
    old, new = comparison.old.scheme, comparison.new.scheme
    return [
        (m.old, _name(old, m.old), m.new, _name(new, m.new), f"{m.cases:,}", _signed(m.weight_delta)) for m in ordered
    ]


def _name(scheme: Grouper, drg: str) -> str:
    return "未入组" if not drg or drg.startswith(NOWHERE) else scheme.grouping(drg).name


def in_one_sentence(comparison: Comparison) -> str:
    """共 467 份，病组编码改变 58 份（12%）；权重合计 +3.21；3 份的权重未知，未计入。"""
    cases, moved = comparison.cases, comparison.moved
    share = f"（{moved / cases:.0%}）" if cases else ""
    told = f"{comparison.old.title} → {comparison.new.title}：共 {cases:,} 份，病组编码改变 {moved:,} 份{share}"
    if comparison.weight_delta is not None:
        tariffs = f"“{_tariff(comparison.old)}”→“{_tariff(comparison.new)}”"
        told += f"；权重合计变化 {_signed(comparison.weight_delta)}（权重表 {tariffs}）"
        if comparison.unknown:
            told += f"，{comparison.unknown:,} 份的权重未知，未计入"
    else:
        told += "；没有可比的权重"
    return told + "。编码相同的病组，内容也可能不同。"


def _tariff(plan: PricedScheme) -> str:
    return plan.tariff.title if plan.tariff else "无"


def _signed(delta: float | None) -> str:
    return "—" if delta is None else f"{delta:+.4f}".rstrip("0").rstrip(".") if delta else "0"


def _button(text: str, do: Callable[[], None], parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: do())
    return button
