"""打印: the paper as it will be, what is on it chosen, and its ways out: a printer, a PDF. Either is in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.base.whole_file import whole_binary
from coding.review.people import Command
from coding.work.printing import PRINTER, may_print_persons, note_printed
from ui.allowed import who_may
from ui.dialogs.message import show_message
from ui.plain import PlainLabel, plain_tip
from ui.printing.paper_dialog import PaperDialog
from ui.tasks import TaskRunner
from ui.theme.spacing import LARGE
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.printing.papers import Paper
    from ui.session import Session
    from ui.tasks import Task


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


class PrintDialog(PaperDialog):
    """What is on the paper can be chosen. A PDF is written behind the window."""

    def __init__(self, session: Session, job: PrintJob, parent: QWidget | None = None) -> None:
        is_barred = bool(job.persons) and not may_print_persons(session.store)
        masked = is_barred or job.names_asked or not job.persons
        super().__init__(session, job.make(masked, False), f"预览：{job.title}", parent)
        self._job = job
        self._runner = TaskRunner(self, threads=1)
        self.setWindowTitle(f"打印：{job.title}")
        self.person_box = QCheckBox(job.persons, self)
        self.person_box.setVisible(bool(job.persons))
        if is_barred:
            self.person_box.setChecked(not job.names_asked)
            self.person_box.setEnabled(False)
            self._barred.add(self.person_box)
            self.person_box.setToolTip(plain_tip(who_may(Command.EXPORT_PAGES)))
        self.marked = QCheckBox(job.marks, self)
        self.marked.setVisible(bool(job.marks))
        for box in (self.person_box, self.marked):
            box.toggled.connect(lambda _on: self._show())
        if job.pages:
            self.bar_ways_out()
        above = QHBoxLayout()
        above.setSpacing(LARGE)
        for box in (self.person_box, self.marked):
            above.addWidget(box)
        above.addStretch(1)
        self.count = PlainLabel(f"共 {self.view.paper.count} 页", self)
        self.count.setProperty("role", "muted")
        above.addWidget(self.count)
        self.lay_out(above)

    @property
    def title(self) -> str:
        return self._job.title

    @property
    def file(self) -> str:
        return self._job.file

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

        self.tell("正在写成 PDF…", "muted")
        self._rest(True)
        self._runner.run(
            f"存为 {path.name}",
            write,
            on_result=lambda _: self.tell(f"已存为 {path}", "muted"),
            on_error=self._refuse,
            on_end=self._written,
        )

    def note_printing(self) -> None:
        self._noting(PRINTER)()

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


def show_print(session: Session, job: PrintJob, parent: QWidget | None = None) -> PrintDialog:
    """Show a paper before it is printed."""
    dialog = PrintDialog(session, job, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
