"""依据单: the sheet of evidence as it will stand on paper, to be printed or kept as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.reports.paper import LONG, SHORT
from coding.reports.paper_report import laid_out
from coding.review.people import Command
from coding.work.evidence_sheets import note_printed, sheet_to_print, write_evidence_sheet
from ui import settings
from ui.allowed import who_may
from ui.dialogs.message import show_message
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.shape_painting import draw_sheet, width_of
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtPrintSupport import QPrinter

    from coding.reports.evidence_sheet import EvidenceSheet
    from coding.reports.paper import Sheet
    from ui.session import Session

_WIDTH, _HEIGHT = 720, 640


class EvidencePaper(QDialog):
    """One sheet an evidence, the newest first. Printing and saving stand in the audit."""

    def __init__(self, session: Session, sheets: Sequence[EvidenceSheet], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("依据单")
        self.resize(size_on_screen(self, _WIDTH, _HEIGHT))
        self._session = session
        self._sheets = tuple(sheets)
        self.which = QComboBox(self)
        self.which.setAccessibleName("哪一次写的依据")
        for sheet in self._sheets:
            self.which.addItem(f"{sheet.at:%Y-%m-%d %H:%M}　{sheet.author}　{'；'.join(sheet.changes)}"[:80])
        self.which.currentIndexChanged.connect(lambda _: self._show())
        self.paper = _PaperView(self)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.paper)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName("依据单")
        self.scroll = scroll
        self.print_button = self._button("打印…", self._ask_and_print)
        self.print_button.setDefault(True)
        self.save_button = self._button("另存为 PDF…", self._ask_and_save)
        close = self._button("关闭", self.reject)
        if not session.store.me.may(Command.EXPORT_MASKED):
            for button in (self.print_button, self.save_button):
                button.setEnabled(False)
                button.setToolTip(plain_tip(who_may(Command.EXPORT_MASKED)))
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(PlainLabel("依据", self))
        above.addWidget(self.which, 1)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.print_button)
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(above)
        box.addWidget(scroll, 1)
        box.addLayout(foot)
        self._show()
        self.print_button.setFocus()

    @property
    def sheet(self) -> EvidenceSheet:
        """The sheet that is shown."""
        return self._sheets[max(0, self.which.currentIndex())]

    def save(self, path: Path) -> bool:
        """Write the sheet as .pdf; False where it could not be, which is said."""
        try:
            session = self._session
            write_evidence_sheet(session.store, self.sheet, path, session.clock(), money=session.sees_money)
        except CodingError as error:
            show_message(self, str(error), "error")
            return False
        return True

    def print_on(self, printer: QPrinter) -> bool:
        """Paint the sheet on a printer; False where it could not be, which is said."""
        try:
            note_printed(self._session.store, self.sheet, self._session.clock())
        except CodingError as error:
            show_message(self, str(error), "error")
            return False
        printer.setFullPage(True)
        painter = QPainter()
        if not painter.begin(printer):
            show_message(self, "打印机没有接受：请检查打印机，或另存为 PDF。", "error")
            return False
        larger = printer.resolution() / 72
        painter.scale(larger, larger)
        for number, sheet in enumerate(self.paper.sheets):
            if number:
                printer.newPage()
            draw_sheet(painter, sheet)
        painter.end()
        return True

    def _show(self) -> None:
        session = self._session
        report = sheet_to_print(session.store, self.sheet, session.clock(), money=session.sees_money)
        self.paper.show_sheets(laid_out(report, width_of))
        page = report.pages[0]
        cells = [str(cell) for table in page.tables for row in table.rows for cell in row if cell]
        self.paper.setAccessibleDescription("\n".join((report.title, *page.lead, *cells)))

    def _ask_and_print(self) -> None:
        from PySide6.QtGui import QPageSize  # the printing part of Qt is loaded when it is wanted
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setDocName(f"依据单 {self.sheet.case_no}")
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            self.print_on(printer)

    def _ask_and_save(self) -> None:
        folder = settings.LAST_FOLDER.read(self._session.store)
        name = f"依据单_{self.sheet.case_no or '无病案号'}_{self.sheet.at:%Y%m%d%H%M}.pdf"
        path, _ = QFileDialog.getSaveFileName(self, "另存依据单", str(Path(folder) / name), "PDF (*.pdf)")
        if path:
            self.save(Path(path))

    def _button(self, words: str, do: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: do())  # type: ignore[operator]
        return button


class _PaperView(QWidget):
    """Sheets of white paper below each other, as wide as there is room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheets: list[Sheet] = []
        self.setAccessibleName("依据单的内容")

    def show_sheets(self, sheets: list[Sheet]) -> None:
        """Show these."""
        self.sheets = sheets
        self.setMinimumHeight(round(len(sheets) * LONG))
        self.setMinimumWidth(round(SHORT))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(SHORT), round(max(1, len(self.sheets)) * LONG))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(max(0.0, (self.width() - SHORT) / 2), 0)
        for sheet in self.sheets:
            painter.fillRect(0, 0, round(sheet.width), round(sheet.height) - 1, Qt.GlobalColor.white)
            draw_sheet(painter, sheet)
            painter.translate(0, sheet.height)
        painter.end()
