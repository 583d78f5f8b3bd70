"""回写核对: what was changed here and has to be entered in the HIS; the next export compared with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout

from coding.base.errors import CodingError
from coding.reports.pdf_report import write_pdf
from coding.reports.write_back_list import write_back_report
from coding.review.people import Command
from coding.review.write_back import Outcome, checks_of
from coding.store.kept_months import MonthKind
from coding.work.exporting import note_export
from coding.work.month_report_files import HOSPITAL
from coding.work.write_back import WriteBack, changed_here, compare_export, written_back
from ui.grouping.group_table import ReadTable
from ui.month.step_view import StepView
from ui.plain import PlainLabel
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.review.write_back import ChangedHere, Checked
    from ui.workplace import Workplace

_HEADS: Final = ("病区", "病案号", "栏目", "HIS 原来", "改为", "修改人", "下次导出")
_WIDTHS: Final = (130, 100, 150, 180, 180, 80, 0)
_EXPORTS: Final = "HIS 导出的首页 (*.csv *.txt *.xlsx *.xls *.dbf *.zip);;所有文件 (*)"
_NOT_YET: Final = "还没有核对"


class WriteBackView(StepView):
    """A line a changed place; Enter opens its page."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        lead = "HIS 仍保存旧首页：在这里改过的按病区打印，交病区在 HIS 中改正；再用下次的导出核对是否写回。"
        super().__init__(place, lead, parent)
        self.lines: list[ChangedHere] = []
        self._shown: list[ChangedHere] = []
        self._checks: dict[tuple[int, str, int | None], Checked] = {}
        self.which = QComboBox(self)
        self.which.setAccessibleName("列出哪些修改")
        self.which.addItem("全部", "")
        for one in Outcome:
            self.which.addItem(one.label, one.value)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(PlainLabel("列出", self))
        line.addWidget(self.which)
        line.addStretch(1)
        self.body.addLayout(line)
        self.table = ReadTable(_HEADS, _WIDTHS, self)
        self.table.setAccessibleName("回写核对")
        self.body.addWidget(self.table, 1)
        self.print_button = self.action("打印清单（pdf）…", self._ask_and_print, Command.EXPORT_MASKED, primary=True)
        self.compare_button = self.action("用下次导出核对…", self._ask_and_compare, Command.KEEP_MONTH)
        self.row.addStretch(1)
        self.which.currentIndexChanged.connect(lambda _: self._fill())
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.first(self.table)

    def forget(self) -> None:
        self.look_no_more()
        self.lines, self._checks = [], {}
        self._fill()

    def refresh(self) -> None:
        for button in self.buttons:
            self.enable(button, bool(self.month), "请选一个月")
        if not self.month:
            self.say("回写按月核对：请在上方选一个月。")
        elif self.reading is None:
            self.say("指标还没有算好，稍候自动列出。")
        else:
            store, ids = self.store, self._ids()
            self.look("列出改过的内容", lambda task: changed_here(store, ids, task.report), self._show)

    def print_list(self, path: Path) -> None:
        """Write the list, a page a ward."""
        session, store, month = self.place.session, self.store, self.month
        if self._looking is not None:
            raise CodingError("清单还没有列好：请稍候再写出。")
        if not self.lines:
            raise CodingError("这个月没有改过的内容，不需要回写。")
        lines = tuple(self.lines)
        hospital, now = HOSPITAL.read(store), session.clock()
        pages = len({one.page_id for one in self.lines})

        def write() -> None:
            note_export(store, {"what": "HIS 回写清单", "file": str(path), "pages": pages, "masked": True})
            write_pdf(path, write_back_report(lines, hospital, month, now))

        self.run("写出回写清单", write, lambda _: self.say(f"已写出：{path}"))

    def compare(self, path: Path) -> None:
        """Compare a later export of the HIS."""
        store, ids, now, month = self.store, self._ids(), self.place.session.clock(), self.month
        self.run("核对回写", lambda: compare_export(store, ids, path, now, month), self._compared)

    def _ids(self) -> list[int]:
        return list(self.reading.ids) if self.reading is not None else []

    def _compared(self, found: WriteBack) -> None:
        self.renew(found.in_words())

    def _show(self, lines: tuple[ChangedHere, ...]) -> None:
        self.lines = sorted(lines, key=lambda one: (one.ward, one.case_no))
        entries = self.store.month_entries(self.month, {MonthKind.WRITTEN_BACK})
        self._checks = {(one.page_id, one.change.field, one.change.index): one for one in checks_of(entries)}
        self._fill()
        counts = written_back(self.store, self.month)
        told = counts.in_words() if self._checks else "还没有用下次导出核对。"
        self.say(f"改过 {len(self.lines):,} 处。{told}")

    def _fill(self) -> None:
        wanted = self.which.currentData()
        self._shown = [one for one in self.lines if not wanted or self._outcome(one) == wanted]
        self.table.fill([self._cells(one) for one in self._shown])

    def _outcome(self, one: ChangedHere) -> str:
        check = self._check(one)
        return "" if check is None else check.outcome.value

    def _check(self, one: ChangedHere) -> Checked | None:
        return self._checks.get((one.page_id, one.change.field, one.change.index))

    def _cells(self, one: ChangedHere) -> tuple[str, ...]:
        check = self._check(one)
        told = _NOT_YET
        if check is not None:
            beside = check.why or (f"导出中是“{check.found}”" if check.outcome is Outcome.ALTERED else "")
            told = f"{check.outcome.label}{f'：{beside}' if beside else ''}"
        change = one.change
        return (one.ward, one.case_no, change.label, change.old or "（空）", change.new or "（空）", one.who, told)

    def _open(self, at: int) -> None:
        if 0 <= at < len(self._shown):
            self.page_wanted.emit(self._shown[at].page_id)

    def _ask_and_print(self) -> None:
        path = self.ask_new_file("HIS 回写清单", f"HIS回写清单_{self.month}.pdf", "PDF (*.pdf)")
        if path is not None:
            self.print_list(path)

    def _ask_and_compare(self) -> None:
        path = self.ask_file("HIS 的下次导出", _EXPORTS)
        if path is not None:
            self.compare(path)
