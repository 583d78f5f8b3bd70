"""What the pages of a month are paid: sums by ward, insured, group; multiples, special cases, exclusions, the year."""

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
from coding.reports.dossier import write_dossiers
from coding.reports.payment_tables import ESTIMATE, payment_sheets
from coding.reports.sheet_book import write_book
from coding.work.comparing import months_of
from coding.work.dossiers import dossiers_of
from coding.work.exporting import note_export
from coding.work.paying import pay_stored
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable
from ui.grouping.payment_rows import TABS, in_one_sentence, tab_rows
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from coding.payment.payment_sum import PaymentOfMonth
    from ui.tasks import Task
    from ui.workplace import Workplace

_ALL = "列表中的全部病案"


class PaymentDialog(QDialog):
    """Reads the pages of the list once for a month; Enter on a case opens its page.

    ``page_wanted``: the id of the page that the person wants to see.
    """

    page_wanted = Signal(int)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._task: Task[PaymentOfMonth] | None = None
        self.found: PaymentOfMonth | None = None
        self.setWindowTitle("支付汇总")
        self.resize(size_on_screen(self, 1120, 620))
        self.scope = QComboBox(self)
        self.scope.setAccessibleName("汇总哪些病案")
        self.scope.addItems([_ALL, *months_of(workplace.store, workplace.listed())])
        self.scope.currentIndexChanged.connect(lambda _: self.start())
        self.summary = PlainLabel("正在读取病案…", self)
        self.summary.setWordWrap(True)
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(PlainLabel("病案：", self))
        above.addWidget(self.scope)
        above.addWidget(self.summary, 1)
        self.tabs = QTabWidget(self)
        self.tables: dict[str, ReadTable] = {}
        for tab in TABS:
            table = ReadTable(tab.headers, tab.widths, self, tab.figures)
            table.setAccessibleName(tab.title)
            table.activated.connect(lambda index, key=tab.key: self._want(key, index.row()))
            self.tables[tab.key] = table
            self.tabs.addTab(table, tab.title)
        note = PlainLabel(f"{ESTIMATE} 在病例上按回车打开该病案。", self)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        closing = QDialogButtonBox(self)
        self.export_button = closing.addButton("导出工作簿…", QDialogButtonBox.ButtonRole.ActionRole)
        self.dossier_button = closing.addButton("特例单议材料…", QDialogButtonBox.ButtonRole.ActionRole)
        self.export_button.clicked.connect(self._ask_and_export)
        self.dossier_button.clicked.connect(self._ask_and_write)
        closing.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(above)
        box.addWidget(self.tabs, 1)
        box.addWidget(note)
        box.addWidget(closing)
        self.finished.connect(lambda _: self._stop())
        self._may_write()
        self.start()

    @property
    def month(self) -> str:
        """The month that is chosen; "" for all pages."""
        return "" if self.scope.currentIndex() <= 0 else self.scope.currentText()

    def start(self) -> None:
        """Sum up; the window stays free meanwhile."""
        self._stop()
        place, month = self._place, self.month
        knowledge, store, ids = place.session.knowledge, place.store, place.listed()
        if knowledge is None:
            self.summary.setText("知识库还在装入，请稍候再打开。")
            return
        self._task = place.runner.run(
            "支付汇总",
            lambda task: pay_stored(store, knowledge, ids, month, task.report),
            on_result=self._show,
            on_error=lambda error: self.summary.setText(in_words(error)),
            on_progress=lambda done, total, _part: self.summary.setText(f"已读取 {done:,} / {total:,} 份"),
            foreground=True,
        )

    def _show(self, found: PaymentOfMonth) -> None:
        self.found = found
        for tab in TABS:
            rows = tab_rows(tab.key, found)
            self.tables[tab.key].fill([row.cells for row in rows], [row.tip for row in rows])
            self.tabs.setTabText(self.tabs.indexOf(self.tables[tab.key]), f"{tab.title} {len(rows):,}")
        knowledge = self._place.session.knowledge
        policy = None if knowledge is None else knowledge.policy
        by = f"政策：{policy.title}。" if policy is not None else "没有导入支付政策，只按权重表估算。"
        self.summary.setText(in_one_sentence(found) + by)
        self._may_write()

    def _may_write(self) -> None:
        found = self.found
        self.export_button.setEnabled(found is not None)
        self.dossier_button.setEnabled(found is not None and found.whole.candidates > 0)

    def _want(self, key: str, row: int) -> None:
        rows = tab_rows(key, self.found) if self.found is not None else []
        if 0 <= row < len(rows) and rows[row].page is not None:
            self.page_wanted.emit(rows[row].page)
            self.accept()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    # -- files

    def export(self, path: Path) -> None:
        """Write all tables as a workbook. Raises CodingError."""
        knowledge = self._place.session.knowledge
        assert self.found is not None
        assert knowledge is not None
        by = [f"方案：{knowledge.scheme.title}；权重表：{knowledge.tariff.title}"]
        by += [f"支付政策：{knowledge.policy.title}"] if knowledge.policy is not None else []
        about = {"what": "支付汇总", "file": str(path), "pages": len(self.found.stays), "masked": True}
        note_export(self._place.store, about)
        write_book(path, payment_sheets(self.found, self.scope.currentText(), by))

    def write_dossiers(self, folder: Path) -> int:
        """Write a sheet for each candidate for special review into a folder; how many. Raises CodingError."""
        knowledge, store = self._place.session.knowledge, self._place.store
        assert self.found is not None
        assert knowledge is not None
        about = {"what": "特例单议材料", "file": str(folder), "pages": len(self._candidates()), "masked": True}
        note_export(store, about)
        return write_dossiers(folder, dossiers_of(self.found, dict(store.pages(self._candidates())), knowledge))

    def _candidates(self) -> list[int]:
        assert self.found is not None
        return [stay.page for stay in self.found.stays if stay.price.candidates]

    def _ask_and_export(self) -> None:
        name = str(Path(self._place.last_folder or ".") / f"支付汇总{self.month}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出支付汇总", name, "Excel 工作簿 (*.xlsx)")
        if chosen:
            self._try(lambda: self.export(Path(chosen)))

    def _ask_and_write(self) -> None:
        title = "特例单议材料放在哪个文件夹"
        chosen = QFileDialog.getExistingDirectory(self, title, self._place.last_folder)
        if chosen:
            self._try(lambda: self.write_dossiers(Path(chosen)))

    def _try(self, write: object) -> None:
        assert callable(write)
        try:
            write()
        except CodingError as error:
            show_message(self, str(error), "error")
