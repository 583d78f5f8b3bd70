"""Going from page to page, finishing one, taking changes back: what the person does with the page in work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from coding.base.errors import CodingError
from coding.base.numbers import whole_number
from coding.page.finding import Severity
from ui import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.page.change import Change
    from ui.form.form_view import PageForm
    from ui.worklist.worklist_view import WorklistPanel
    from ui.workplace import Workplace

#: Characters of a change that the status line tells.
_TOLD = 40


class PageActions(QObject):
    """What is typed is written down before anything else. ``shown`` carries the file of the page that was opened."""

    shown = Signal(str)

    def __init__(self, workplace: Workplace, form: PageForm, worklist: WorklistPanel) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._session = workplace.session
        self._form = form
        self._worklist = worklist

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {
            "undo": self.undo,
            "redo": self.redo,
            "previous_page": lambda: self.step(-1),
            "next_page": lambda: self.step(1),
            "done": self.finish,
            "reopen": lambda: self._session.set_progress("edited"),
        }

    def open(self, page_id: int) -> None:
        """Make a page the one in work."""
        self._place.write_down()
        try:
            self._session.open(page_id)
        except CodingError as error:
            self._place.refuse(str(error))
            return
        self.keep_place()
        self.shown.emit(self._session.page.origin.file if self._session.page else "")

    def open_last(self) -> None:
        """The page that was in work last, where the list still holds it; else the first of the list."""
        ids = self._worklist.ids
        last = whole_number(settings.LAST_PAGE.read(self._place.store))
        if ids:
            self.open(last if last is not None and self._worklist.holds(last) else ids[0])

    def open_first_of(self, ids: list[int]) -> None:
        """The first of these pages in the order of the list; one that the list does not hold where it holds none."""
        wanted = set(ids)
        # the list itself may still be waiting for its pages
        listed = self._session.store.worklist(self._worklist.query)
        self.open(next((page_id for page_id in listed if page_id in wanted), ids[0]))

    def step(self, by: int) -> bool:
        """The next (+1) or previous (-1) page of the list; False at its end."""
        page_id = self._worklist.neighbour(by)
        if page_id is None:
            self._place.say("已是列表中的最后一份。" if by > 0 else "已是列表中的第一份。")
            return False
        self.open(page_id)
        return True

    def finish(self) -> None:
        """Mark the page in work as done and go on."""
        self._place.write_down()
        if not self._session.set_progress("done"):
            return
        examination = self._session.examination
        errors = examination.count(Severity.ERROR) if examination else 0
        if errors:
            self._place.say(f"已标为完成；仍有 {errors} 条强制问题。")
        here = self._session.page_id
        if not self.step(1) and here is not None:
            self._place.say("已标为完成；这是列表中的最后一份。")

    def undo(self) -> None:
        """Take back the last change of the page in work."""
        self._place.write_down()
        entry = self._session.undo()
        if entry is not None:
            self._show_made("已撤销", entry.change.inverse(), entry.change)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._place.write_down()
        entry = self._session.redo()
        if entry is not None:
            self._show_made("已重做", entry.change, entry.change)

    def keep_place(self) -> None:
        """Remember the page in work for the next start."""
        if self._session.page_id is not None:
            settings.LAST_PAGE.write(self._place.store, str(self._session.page_id))

    def _show_made(self, word: str, meant: Change, made: Change) -> None:
        """Say what was taken back or made again, and bring it into sight: the form is longer than the screen."""
        told = meant.describe()
        self._place.say(f"{word}：{told[:_TOLD]}{'…' * (len(told) > _TOLD)}")
        focus = QApplication.focusWidget()
        if focus is not None and self._form.isAncestorOf(focus):
            self._form.show_edit(made.edits[0])
