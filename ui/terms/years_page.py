"""历年学习: what the hospital's own coded pages teach, what it is worth, and into the term book with it, 待审核."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.base.sheet_writer import write_csv
from coding.suggest.term_sheet import KIND_WORDS
from ui.plain import PlainLabel
from ui.terms.parts import button, choice, keys_of, line_table
from ui.terms.terms_model import LineModel
from ui.theme.spacing import MEDIUM, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from coding.suggest.own_pairs import OwnPair
    from coding.work.own_years import OwnYears
    from coding.work.usual_stays import Spread, Usual
    from ui.tasks import Task
    from ui.terms.terms_desk import TermDesk

_PAIRS = ("类别", "原词", "标准名称", "编码", "次数", "占该写法", "说明")
_PAIR_WIDTHS = (72, 240, 0, 118, 56, 76, 300)
_USUAL = ("主要诊断", "名称", "例数", "住院日", "年龄", "费用（元）", "手术占比")
_USUAL_WIDTHS = (110, 0, 56, 150, 130, 210, 76)
_FILES = "病案文件 (*.csv *.txt *.xlsx *.xls *.dbf *.zip *.json *.xml);;所有文件 (*)"
_FIRST = (
    "从本院已编码的病案学习：同一写法三次以上编为同一编码、且名称与编码相符的，可记入术语本待审核；"
    "并用最近一个月来试首选命中有没有提高。"
)


class YearsTab(QWidget):
    """What was learned above, what is usual by principal diagnosis in the other view."""

    told = Signal(str, str)
    kept = Signal()

    def __init__(self, desk: TermDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._found: OwnYears | None = None
        self._is_kept = False  # what is shown stands in the book: kept twice it would count twice
        self._task: Task[OwnYears] | None = None
        self.pairs: LineModel[OwnPair] = LineModel(_PAIRS, _pair_cells, _pair_keys, frozenset({4, 5}))
        self.usual: LineModel[Usual] = LineModel(_USUAL, _usual_cells, _usual_keys, frozenset({2, 3, 4, 5, 6}))
        self.pair_table = line_table(self.pairs, _PAIR_WIDTHS, 2, "学到的名称与编码")
        self.usual_table = line_table(self.usual, _USUAL_WIDTHS, 1, "各主要诊断的通常情况")
        self.views = choice(
            "看什么", {"learned": "可学的对照", "open": "要人看的对照", "usual": "各主要诊断的通常情况"}
        )
        self.pages_button = button("读本机病案", "Ctrl+R", primary=True)
        self.files_button = button("读历年文件…", "Ctrl+O")
        self.stop_button = button("停止", "Ctrl+.")
        self.keep_button = button("全部记入术语本待审核", "Ctrl+Return", primary=True)
        self.export_button = button("导出…")
        self.summary = PlainLabel(_FIRST)
        self.summary.setWordWrap(True)
        self.summary.setProperty("role", "large")
        self._lay_out()
        self._connect()
        self._show_busy()

    def show_years(self, found: OwnYears) -> None:
        """Show what was learned."""
        self._found = found
        self._is_kept = False
        self.summary.setText(found.in_words())
        self.usual.show(found.usual)
        self._show_view()

    # -- what the person does

    def read(self, paths: list[Path] | None = None) -> None:
        """Learn from the pages of this machine, or from files, behind the window."""
        try:
            self._task = self.desk.learn(paths, self.show_years, self._fail, self._end)
        except CodingError as error:
            self.told.emit(str(error), "error")
            return
        self._show_busy()
        self.told.emit("", "info")
        self.summary.setText("正在读病案：进度见主窗口的状态栏，其间可以继续做别的事。")

    def stop(self) -> None:
        """Read no further; what was learned before stays."""
        if self._task is not None:
            self._task.cancel()
            self.stop_button.setEnabled(False)
            self.summary.setText("正在停止……")

    def keep(self) -> None:
        """Take what can be learned over into the book, for approval; it is approved there, several at once."""
        if self._found is None:
            return
        learned = self._found.pairs.learned
        try:
            number = self.desk.keep_learned(learned)
        except CodingError as error:
            self.told.emit(str(error), "error")
            return
        self._is_kept = True
        self._show_view()
        self.kept.emit()
        left = len(learned) - number
        others = f"另有 {left:,} 对的编码和名称在现用的码表中已不同，没有记入：请重新读一次。" if left else ""
        told = f"{number:,} 对已记入术语本，状态为待审核：在“术语本”页全选后按 Ctrl+Enter 批准。{others}"
        self.told.emit(told, "info")

    def export(self, path: Path) -> None:
        """Write what is shown as a sheet."""
        if self.views.currentData() == "usual":
            rows = [_USUAL, *(_usual_cells(one) for one in self.usual.lines)]
        else:
            rows = [_PAIRS, *(_pair_cells(one) for one in self.pairs.lines)]
        try:
            write_csv(path, rows)
        except CodingError as error:
            self.told.emit(str(error), "error")
            return
        self.told.emit(f"已写出 {len(rows) - 1:,} 行：{path}", "info")

    def _ask_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "读入历年已编码的病案文件", "", _FILES)
        if chosen:
            self.read([Path(name) for name in chosen])

    def _ask_export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "导出", f"{self.views.currentText()}.csv", "表格 (*.csv)")
        if chosen:
            self.export(Path(chosen))

    def _fail(self, error: Exception) -> None:
        self.told.emit(in_words(error), "error")

    def _end(self) -> None:
        """It is read, was stopped or went wrong; what stands in the tables is what the last whole read gave."""
        self._task = None
        self._show_busy()
        self.summary.setText(self._found.in_words() if self._found is not None else _FIRST)

    def _show_busy(self) -> None:
        is_busy = self._task is not None
        self.pages_button.setEnabled(not is_busy)
        self.files_button.setEnabled(not is_busy)
        self.stop_button.setVisible(is_busy)
        self.stop_button.setEnabled(is_busy)
        self._show_view()

    def _show_view(self) -> None:
        view, found = self.views.currentData(), self._found
        self.usual_table.setVisible(view == "usual")
        self.pair_table.setVisible(view != "usual")
        if found is not None:
            self.pairs.show(found.pairs.open if view == "open" else found.pairs.learned)
        is_free = found is not None and not self._is_kept and self._task is None
        self.keep_button.setEnabled(is_free and bool(found.pairs.learned) and view == "learned")
        self.export_button.setEnabled(found is not None)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        for widget in (self.pages_button, self.files_button, self.stop_button, self.views):
            top.addWidget(widget)
        top.addStretch(1)
        bottom = QHBoxLayout()
        bottom.setSpacing(SMALL)
        bottom.addWidget(self.keep_button)
        bottom.addWidget(self.export_button)
        bottom.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.setSpacing(MEDIUM)
        box.addLayout(top)
        box.addWidget(self.summary)
        box.addWidget(self.pair_table, 1)
        box.addWidget(self.usual_table, 1)
        box.addLayout(bottom)

    def _connect(self) -> None:
        self.pages_button.clicked.connect(lambda: self.read())
        self.files_button.clicked.connect(self._ask_files)
        self.stop_button.clicked.connect(self.stop)
        self.views.currentIndexChanged.connect(lambda _: self._show_view())
        self.keep_button.clicked.connect(self.keep)
        self.export_button.clicked.connect(self._ask_export)
        keys_of(
            self,
            {
                "Ctrl+R": self.pages_button,
                "Ctrl+O": self.files_button,
                "Ctrl+.": self.stop_button,
                "Ctrl+Return": self.keep_button,
                "Ctrl+Enter": self.keep_button,
            },
        )


def _pair_cells(one: OwnPair) -> tuple[str, ...]:
    pair = one.pair
    kind = KIND_WORDS.get(pair.kind, "")
    return kind, pair.raw, pair.std[0], pair.code, f"{one.times:,}", f"{one.share:.0%}", one.why or "可记入术语本"


def _pair_keys(one: OwnPair) -> tuple[object, ...]:
    pair = one.pair
    return pair.kind, pair.raw, pair.std[0], pair.code, one.times, one.share, one.why


def _usual_cells(one: Usual) -> tuple[str, ...]:
    return (
        one.code,
        one.name,
        f"{one.stays:,}",
        _span(one.days),
        _span(one.age),
        _span(one.cost),
        f"{one.operated:.0%}",
    )


def _usual_keys(one: Usual) -> tuple[object, ...]:
    middles = (spread.middle if spread else -1.0 for spread in (one.days, one.age, one.cost))
    return one.code, one.name, one.stays, *middles, one.operated


def _span(spread: Spread | None) -> str:
    """``6（3–11）``: the middle, and between what eight in ten lie."""
    return "" if spread is None else f"{spread.middle:,.0f}（{spread.low:,.0f}–{spread.high:,.0f}）"
