"""打印: the paper as it will be, what is on it chosen, and its ways out: a printer, a PDF. Either is in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.base.whole_file import whole_binary
from coding.reports.paper import LONG, SHORT
from coding.review.people import Command
from coding.work.printing import PRINTER, may_print_persons, note_printed
from ui import settings
from ui.allowed import who_may
from ui.dialogs.message import show_message
from ui.plain import PlainLabel, plain_tip
from ui.printing.papers import paint_on
from ui.screen_fit import size_on_screen
from ui.tasks import TaskRunner
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter

    from ui.printing.papers import Paper
    from ui.session import Session
    from ui.tasks import Task

_WIDTH, _HEIGHT, _BETWEEN = 760, 660, 8
_NO_PRINTER: Final = "这台机器上没有打印机：可以存为 PDF，到有打印机的机器上打印。"
_REFUSED: Final = "打印机没有接受：请检查打印机，或存为 PDF。"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What is to be printed. ``make`` lays it out: masked, marked. ``persons``: the words of the box that takes the
    persons off or puts them on, "" where there are none; ``names_asked``: it puts them on, and is off at first.
    ``marks``: the words of the box that shows what was changed. ``pages``: of how many pages it tells; 0 = of none, and
    no export.
    """

    title: str
    file: str
    make: Callable[[bool, bool], Paper]
    persons: str = ""
    names_asked: bool = False
    marks: str = ""
    pages: int = 1


class PrintDialog(QDialog):
    """Shows the paper; ``print_on`` and ``save`` are its ways out."""

    def __init__(self, session: Session, job: PrintJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._job = session, job
        self._runner = TaskRunner(self, threads=1)
        self._barred: set[QWidget] = set()  # what this person may not
        self.setWindowTitle(f"打印：{job.title}")
        self.resize(size_on_screen(self, _WIDTH, _HEIGHT))
        self.person_box = QCheckBox(job.persons, self)
        self.person_box.setVisible(bool(job.persons))
        if job.persons and not may_print_persons(session.store):
            self.person_box.setChecked(not job.names_asked)
            self.person_box.setEnabled(False)
            self._barred.add(self.person_box)
            self.person_box.setToolTip(plain_tip(who_may(Command.EXPORT_PAGES)))
        self.marked = QCheckBox(job.marks, self)
        self.marked.setVisible(bool(job.marks))
        for box in (self.person_box, self.marked):
            box.toggled.connect(lambda _on: self._show())
        self.view = PaperView(self._paper(), self)
        self.scroll = QScrollArea(self)
        self.scroll.setWidgetResizable(True)
        self.scroll.setWidget(self.view)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scroll.setAccessibleName(f"预览：{job.title}")
        self.told = PlainLabel("", self, wordWrap=True)
        self.told.setProperty("role", "warning")
        self.told.hide()
        self.print_button = self._button("打印…", self.ask_and_print)
        self.print_button.setDefault(True)
        self.save_button = self._button("存为 PDF…", self.ask_and_save)
        close = self._button("关闭", self.reject)
        if job.pages and not session.store.me.may(Command.EXPORT_MASKED):
            for button in (self.print_button, self.save_button):
                button.setEnabled(False)
                button.setToolTip(plain_tip(who_may(Command.EXPORT_MASKED)))
                self._barred.add(button)
        above = QHBoxLayout()
        above.setSpacing(LARGE)
        for box in (self.person_box, self.marked):
            above.addWidget(box)
        above.addStretch(1)
        self.count = PlainLabel("", self)
        self.count.setProperty("role", "muted")
        above.addWidget(self.count)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.print_button)
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        foot.addWidget(close)
        box_ = QVBoxLayout(self)
        box_.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box_.setSpacing(MEDIUM)
        box_.addLayout(above)
        box_.addWidget(self.scroll, 1)
        box_.addWidget(self.told)
        box_.addLayout(foot)
        self.count.setText(f"共 {self.view.paper.count} 页")
        self.print_button.setFocus()

    @property
    def tells_persons(self) -> bool:
        """Whether persons stand on the paper as it is now."""
        return bool(self._job.persons) and self.person_box.isChecked() is self._job.names_asked

    def save(self, path: Path) -> None:
        """Write the paper as .pdf, behind the window; what came of it is said."""
        try:
            made = self.view.paper.pdf(self._job.title)
        except CodingError as error:
            show_message(self, str(error), "error")
            return
        note = self._noting(str(path))

        def write(_task: Task[None]) -> None:
            data = made()
            note()
            with whole_binary(path) as file:
                file.write(data)

        self._tell("正在写成 PDF…", "muted")
        self._rest(True)
        self._runner.run(
            f"存为 {path.name}",
            write,
            on_result=lambda _: self._tell(f"已存为 {path}", "muted"),
            on_error=self._refuse,
            on_end=self._written,
        )

    def print_on(self, printer: QPrinter) -> bool:
        """Paint the paper on a printer; False where it could not be, which is said."""
        try:
            self._noting(PRINTER)()
        except CodingError as error:
            show_message(self, str(error), "error")
            return False
        printer.setFullPage(True)
        if not paint_on(printer, self.view.paper):
            self._tell(_REFUSED)
            return False
        return True

    def ask_and_print(self) -> None:
        """Have a printer chosen, where there is one."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo  # loaded when it is wanted

        if not QPrinterInfo.availablePrinterNames():
            self._tell(_NO_PRINTER)
            self.save_button.setFocus()
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._job.title)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() and self.print_on(printer):
            self.accept()

    def ask_and_save(self) -> None:
        """Have a file named."""
        folder = settings.LAST_FOLDER.read(self._session.store)
        name = str(Path(folder) / f"{self._job.file}.pdf")
        path, _ = QFileDialog.getSaveFileName(self, f"{self._job.title}存为 PDF", name, "PDF (*.pdf)")
        if path:
            self.save(Path(path) if Path(path).suffix else Path(path).with_suffix(".pdf"))

    def done(self, result: int) -> None:
        """What is being written is written to its end."""
        self._runner.shutdown()
        super().done(result)

    def _noting(self, where: str) -> Callable[[], None]:
        """What keeps in the audit that the paper, as it is now, goes out."""
        job, store, masked = self._job, self._session.store, not self.tells_persons
        return lambda: note_printed(store, job.title, where, job.pages, masked=masked) if job.pages else None

    def _written(self) -> None:
        self._rest(False)
        self.save_button.setFocus()

    def _rest(self, on: bool) -> None:
        for widget in (self.person_box, self.marked, self.print_button, self.save_button):
            widget.setEnabled(not on and widget not in self._barred)

    def _refuse(self, error: Exception) -> None:
        self.told.hide()
        show_message(self, in_words(error), "error")

    def _paper(self) -> Paper:
        return self._job.make(not self.tells_persons, self.marked.isChecked())

    def _show(self) -> None:
        self.view.show_paper(self._paper())
        self.count.setText(f"共 {self.view.paper.count} 页")

    def _tell(self, sentence: str, role: str = "warning") -> None:
        self.told.setProperty("role", role)
        self.told.style().polish(self.told)
        self.told.setText(sentence)
        self.told.show()

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


def show_print(session: Session, job: PrintJob, parent: QWidget | None = None) -> PrintDialog:
    """Show a paper before it is printed."""
    dialog = PrintDialog(session, job, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
