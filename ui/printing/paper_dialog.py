"""A paper as it will be, in a dialog with its ways out below it: a printer, a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.reports.paper import LONG, SHORT
from coding.review.people import Command
from ui import settings
from ui.allowed import who_may
from ui.dialogs.message import show_message
from ui.plain import PlainLabel, plain_tip
from ui.printing.papers import paint_on
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QLayout

    from ui.printing.papers import Paper
    from ui.session import Session

_WIDTH, _HEIGHT, _BETWEEN = 760, 660, 8
_NO_PRINTER: Final = "这台机器上没有打印机：可以存为 PDF，到有打印机的机器上打印。"
_REFUSED: Final = "打印机没有接受：请检查打印机，或存为 PDF。"


class PaperDialog(QDialog):
    """Shows ``view.paper``; ``print_on`` and ``save`` are its ways out. What is printed, and its name, are for whoever
    makes one of it.
    """

    def __init__(self, session: Session, paper: Paper, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._barred: set[QWidget] = set()  # what this person may not
        self.resize(size_on_screen(self, _WIDTH, _HEIGHT))
        self.view = PaperView(paper, self)
        self.scroll = QScrollArea(self)
        self.scroll.setWidgetResizable(True)
        self.scroll.setWidget(self.view)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scroll.setAccessibleName(name)
        self.told = PlainLabel("", self, wordWrap=True)
        self.told.setProperty("role", "warning")
        self.told.hide()
        self.print_button = self._button("打印…", self.ask_and_print)
        self.print_button.setDefault(True)
        self.save_button = self._button("存为 PDF…", self.ask_and_save)
        self.close_button = self._button("关闭", self.reject)

    @property
    def title(self) -> str:
        """What is on the paper, for the printer and the question for a file."""
        raise NotImplementedError

    @property
    def file(self) -> str:
        """What a file of it is called, without its ending."""
        raise NotImplementedError

    def note_printing(self) -> None:
        """Keep in the audit that the paper goes to a printer. Raises CodingError."""
        raise NotImplementedError

    def save(self, path: Path) -> object:
        """Write the paper as .pdf; what came of it is said."""
        raise NotImplementedError

    def print_on(self, printer: QPrinter) -> bool:
        """Paint the paper on a printer; False where it could not be, which is said."""
        try:
            self.note_printing()
        except CodingError as error:
            show_message(self, str(error), "error")
            return False
        printer.setFullPage(True)
        if not paint_on(printer, self.view.paper):
            self.tell(_REFUSED)
            return False
        return True

    def ask_and_print(self) -> None:
        """Have a printer chosen, where there is one."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo  # loaded when it is wanted

        if not QPrinterInfo.availablePrinterNames():
            self.tell(_NO_PRINTER)
            self.save_button.setFocus()
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.title)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() and self.print_on(printer):
            self.printed()

    def printed(self) -> None:
        """It has been printed."""
        self.accept()

    def ask_and_save(self) -> None:
        """Have a file named."""
        name = str(Path(settings.LAST_FOLDER.read(self._session.store)) / f"{self.file}.pdf")
        path, _ = QFileDialog.getSaveFileName(self, f"{self.title}存为 PDF", name, "PDF (*.pdf)")
        if path:
            self.save(Path(path) if Path(path).suffix else Path(path).with_suffix(".pdf"))

    def tell(self, sentence: str, role: str = "warning") -> None:
        """Say something below the paper."""
        self.told.setProperty("role", role)
        self.told.style().polish(self.told)
        self.told.setText(sentence)
        self.told.show()

    def bar_ways_out(self) -> None:
        """Have both ways out rest, and say why, where the person may take nothing out."""
        if self._session.store.me.may(Command.EXPORT_MASKED):
            return
        for button in (self.print_button, self.save_button):
            button.setEnabled(False)
            button.setToolTip(plain_tip(who_may(Command.EXPORT_MASKED)))
            self._barred.add(button)

    def lay_out(self, above: QLayout) -> None:
        """``above`` the paper, the paper, its ways out."""
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.print_button)
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(above)
        box.addWidget(self.scroll, 1)
        box.addWidget(self.told)
        box.addLayout(foot)
        self.print_button.setFocus()

    def _button(self, words: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: do())
        return button


class PaperView(QWidget):
    """The sides below each other, white, in their own size."""

    def __init__(self, paper: Paper, parent: QWidget) -> None:
        super().__init__(parent)
        self.paper = paper
        self.setAccessibleName("打印的内容")
        self.show_paper(paper)

    def show_paper(self, paper: Paper) -> None:
        """Show this."""
        self.paper = paper
        self.setAccessibleDescription(paper.words())
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        sizes = [_size(self.paper, side) for side in range(self.paper.count)]
        height = sum(size.height() + _BETWEEN for size in sizes)
        return QSize(max((size.width() for size in sizes), default=0), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for side in range(self.paper.count):
            size = _size(self.paper, side)
            painter.save()
            painter.translate(max(0, (self.width() - size.width()) // 2), 0)
            painter.fillRect(0, 0, size.width(), size.height(), Qt.GlobalColor.white)
            self.paper.draw(painter, side)
            painter.restore()
            painter.translate(0, size.height() + _BETWEEN)
        painter.end()


def _size(paper: Paper, side: int) -> QSize:
    width, height = (LONG, SHORT) if paper.is_lying(side) else (SHORT, LONG)
    return QSize(round(width), round(height))
