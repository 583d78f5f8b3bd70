"""The insurer's results: read in, compared with the estimates, denials with the days that are left to appeal."""

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
    QTabWidget,
    QVBoxLayout,
)

from coding.base.errors import CodingError
from coding.reports.paid_tables import DENIALS, DIFFERENCES, denial_cells, difference_cells, paid_sheets
from coding.reports.sheet_book import write_book
from coding.review.people import Command
from coding.work.exporting import note_export
from coding.work.paid_results import bring_paid, compare_stored
from ui.allowed import who_may
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.payment.paid_comparison import Denial, PaidComparison
    from coding.payment.paid_difference import PaidDifference
    from ui.tasks import Task
    from ui.workplace import Workplace

_KINDS = "结算结果 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
_MONTHS = ("出院月份", "结果行数", "对应到病案", "存疑", "支付估算", "医保支付", "差额", "拒付", "拒付行数")
_EVERY = "全部原因"
#: Columns of the sheet of differences that have room on the screen.
_SEEN = (0, 1, 2, 5, 6, 7, 8, 9, 10, 11)


class PaidDialog(QDialog):
    """Shows what was read before at once; a file is read behind the window. Enter on a line opens its page."""

    page_wanted = Signal(int)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._task: Task[PaidComparison] | None = None
        self._shown: list[PaidDifference] = []
        self._told = ""
        self.found: PaidComparison | None = None
        self.setWindowTitle("医保结算结果")
        self.resize(size_on_screen(self, 1120, 620))
        self.summary = PlainLabel("", self)
        self.summary.setWordWrap(True)
        self.cause = QComboBox(self)
        self.cause.setAccessibleName("只看哪种原因")
        self.cause.addItem(_EVERY, "")
        self.cause.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.cause.currentIndexChanged.connect(lambda _: self._fill())
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(self.summary, 1)
        above.addWidget(PlainLabel("原因：", self))
        above.addWidget(self.cause)
        widths = (84, 88, 110, 150, 70, 70, 92, 92, 88, 0)
        self.differences = ReadTable(_seen(DIFFERENCES), widths, self, (6, 7, 8))
        self.differences.setAccessibleName("差异")
        self.differences.activated.connect(lambda index: self._want(self._shown, index.row()))
        self.denials = ReadTable(DENIALS, (90, 92, 120, 90, 0, 92, 92, 110, 190), self, (3,))
        self.denials.setAccessibleName("拒付")
        self.denials.activated.connect(
            lambda index: self._want([d.difference for d in self.found.denials] if self.found else [], index.row())
        )
        self.months = ReadTable(_MONTHS, (100, 90, 100, 70, 130, 130, 130, 110, 0), self, range(1, 9))
        self.months.setAccessibleName("按月汇总")
        self.tabs = QTabWidget(self)
        for table, title in ((self.differences, "差异"), (self.denials, "拒付和申诉"), (self.months, "按月汇总")):
            self.tabs.addTab(table, title)
        note = PlainLabel("支付估算保留不变；差异只说明哪里不同，不说明谁对。原因为医保原文。按回车打开该病案。", self)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        closing = QDialogButtonBox(self)
        self.read_button = closing.addButton("读入结算结果…", QDialogButtonBox.ButtonRole.ActionRole)
        self.read_button.clicked.connect(self._ask_and_read)
        if not workplace.store.me.may(Command.BRING_PAID):
            self.read_button.setEnabled(False)
            self.read_button.setToolTip(plain_tip(who_may(Command.BRING_PAID)))
        self.export_button = closing.addButton("导出工作簿…", QDialogButtonBox.ButtonRole.ActionRole)
        self.export_button.clicked.connect(self._ask_and_export)
        closing.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(above)
        box.addWidget(self.tabs, 1)
        box.addWidget(note)
        box.addWidget(closing)
        self.finished.connect(lambda _: self._stop())
        self.export_button.setEnabled(False)
        self._run(None)

    def read(self, path: Path) -> None:
        """Read a result file and compare all that was read so far."""
        self._run(path)

    def _run(self, path: Path | None) -> None:
        self._stop()
        place = self._place
        knowledge, store = place.session.knowledge, place.store
        if knowledge is None:
            self.summary.setText("知识库还在装入，请稍候再打开。")
            return
        today = place.session.clock().date()
        ids = list(store.worklist())
        told: list[str] = []

        def work(task: Task[PaidComparison]) -> PaidComparison:
            if path is not None:
                file, new = bring_paid(store, path)
                again = "" if new or not file.results else "这份结果以前读过，没有再存。"
                told.append(f"{file.name}：读入 {new:,} 行。{again}{_troubles((*file.notes, *file.troubles))}")
            return compare_stored(store, knowledge, ids, today, task.report)

        self.summary.setText("正在对照病案…")
        self._task = place.runner.run(
            "医保结算结果",
            work,
            on_result=lambda found: self._show(found, "".join(told)),
            on_error=lambda error: self.summary.setText(in_words(error)),
            foreground=True,
        )

    def _show(self, found: PaidComparison, told: str) -> None:
        self.found = found
        self.cause.blockSignals(True)
        self.cause.clear()
        self.cause.addItem(f"{_EVERY} {len(found.differences):,}", "")
        for cause, count in found.by_cause.items():
            self.cause.addItem(f"{cause.value} {count:,}", cause.value)
        self.cause.blockSignals(False)
        self.denials.fill([_texts(denial_cells(d)) for d in found.denials], [_denial_tip(d) for d in found.denials])
        self.months.fill(
            [
                (
                    m.month, f"{m.results:,}", f"{m.matched:,}", f"{m.doubtful:,}", f"{m.estimated:,.2f}",
                    f"{m.paid:,.2f}", f"{m.difference:+,.2f}", f"{m.denied:,.2f}", f"{m.denials:,}",
                )
                for m in found.months
            ]
        )  # fmt: skip
        self.tabs.setTabText(1, f"拒付和申诉 {len(found.denials):,}")
        if not found.months:
            told += "还没有读入结算结果：点“读入结算结果”，选择医保发来的表。"
        self.summary.setText(told or _in_one_sentence(found))
        self.export_button.setEnabled(bool(found.months))
        self._fill()

    def _fill(self) -> None:
        wanted = self.cause.currentData() or ""
        every = () if self.found is None else self.found.differences
        self._shown = [one for one in every if not wanted or one.cause.value == wanted]
        self.differences.fill(
            [_seen(_texts(difference_cells(one))) for one in self._shown],
            [f"{one.cause}\n{one.sentence}" for one in self._shown],
        )
        self.tabs.setTabText(0, f"差异 {len(self._shown):,}")

    def _want(self, lines: Sequence[PaidDifference], row: int) -> None:
        if 0 <= row < len(lines) and (stay := lines[row].paid_stay) is not None:
            self.page_wanted.emit(stay.stay.page)
            self.accept()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ask_and_read(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "读入结算结果", self._place.last_folder, _KINDS)
        if chosen:
            self.read(Path(chosen))

    def export(self, path: Path) -> None:
        """Write all lines as a workbook. Raises CodingError."""
        assert self.found is not None
        about = {"what": "结算差异", "file": str(path), "rows": len(self.found.differences), "masked": True}
        note_export(self._place.store, about)
        write_book(path, paid_sheets(self.found))

    def _ask_and_export(self) -> None:
        name = str(Path(self._place.last_folder or ".") / "结算差异.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出结算差异", name, "Excel 工作簿 (*.xlsx)")
        if not chosen:
            return
        try:
            self.export(Path(chosen))
        except CodingError as error:
            show_message(self, str(error), "error")


def _seen(cells: Sequence[str]) -> list[str]:
    return [cells[at] for at in _SEEN]


def _in_one_sentence(found: PaidComparison) -> str:
    sums = (sum(m.estimated for m in found.months), sum(m.paid for m in found.months))
    denied = sum(month.denied for month in found.months)
    return (
        f"结果 {sum(m.results for m in found.months):,} 行；两者都有的：支付估算 {sums[0]:,.0f} 元，"
        f"医保支付 {sums[1]:,.0f} 元，差额 {sums[1] - sums[0]:+,.0f} 元；"
        f"拒付 {len(found.denials):,} 行 {denied:,.2f} 元。"
    )


def _troubles(sentences: Sequence[str]) -> str:
    more = f"等 {len(sentences):,} 处。" if len(sentences) > 3 else ""
    return "".join(sentences[:3]) + more


def _texts(cells: Sequence[object]) -> list[str]:
    return [f"{c:,.2f}" if isinstance(c, float) else "—" if c is None else str(c) for c in cells]


def _denial_tip(denial: Denial) -> str:
    return "\n".join(filter(None, (denial.difference.sentence, denial.statement, denial.clause)))
