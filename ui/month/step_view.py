"""What stands beside the list of steps: one view a step, with its actions in a row below."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from coding.base.errors import CodingError
from ui.allowed import who_may
from ui.dialogs.message import show_message
from ui.plain import PlainLabel, plain_tip
from ui.tasks import while_there
from ui.theme.spacing import MEDIUM, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.base.period import Period
    from coding.review.people import Command
    from ui.month.month_reading import Reading
    from ui.tasks import Task
    from ui.workplace import Workplace

T = TypeVar("T")
#: Room in a line beside its words, in pixels.
_BESIDE: Final = 24


class StepView(QWidget):
    """``pages_wanted``: words and ids for the worklist; ``page_wanted``: a page is to be opened; ``changed``: something
    was written, the month is to be read again; ``step_wanted``: another step is to be shown; ``action_wanted``: the id
    of an action of the window.
    """

    pages_wanted = Signal(str, object)
    page_wanted = Signal(int)
    step_wanted = Signal(str)
    action_wanted = Signal(str)
    changed = Signal()

    def __init__(self, place: Workplace, lead: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.store = place.store
        self.period: Period | None = None
        self.reading: Reading | None = None
        self.lead = PlainLabel(lead, self)
        self.lead.setWordWrap(True)
        self.lead.setProperty("role", "muted")
        self.body = QVBoxLayout()
        self.body.setSpacing(SMALL)
        self.row = QHBoxLayout()
        self.row.setSpacing(MEDIUM)
        self.told = PlainLabel(self)
        self.told.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addWidget(self.lead)
        box.addLayout(self.body, 1)
        box.addWidget(self.told)
        box.addLayout(self.row)
        self._first: QWidget | None = None
        self.buttons: list[QPushButton] = []
        self._looking: Task[Any] | None = None  # what is being read to be shown
        self._news = ""  # what is said once it is there
        self._back_to: QWidget | None = None  # where the keys go once the work is done

    # -- for the desk

    def show_period(self, period: Period) -> None:
        """Be about this spell of time from now on."""
        if self.period is None:
            self._order_row()
        elif self.period != period:
            self.forget()
        self.period = period
        self.refresh()

    def forget(self) -> None:
        """What is shown is of another spell of time: nothing of it may be opened or written any more."""

    def refresh(self) -> None:
        """Read again what is shown."""

    def take_focus(self) -> None:
        """Go into the view; while it is at work, afterwards."""
        if not self.isEnabled():
            self._back_to = self._first
        elif self._first is not None:
            self._first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def press(self, number: int) -> None:
        """Press an action of the row, counted from 1; 0 the one that the step is about. At work, nothing is pressed."""
        primary = next((one for one in self.buttons if one.property("kind") == "primary"), None)
        wanted = primary if number == 0 else self.buttons[number - 1] if number <= len(self.buttons) else None
        if wanted is None or wanted.isHidden() or not self.isEnabled():
            return
        if wanted.isEnabled():
            wanted.click()
        else:
            self.say(wanted.property("why") or f"现在不能“{wanted.text().rstrip('…')}”。")

    # -- for the views

    @property
    def month(self) -> str:
        """The name of the month; "" while there is none, or the spell is longer than a month."""
        name = self.period.name if self.period is not None else ""
        return name if len(name) == len("2026-10") and name[5:].isdigit() else ""

    def first(self, widget: QWidget) -> None:
        """What takes the focus when the view is gone to."""
        self._first = widget

    def action(
        self, text: str, do: Callable[[], object], command: Command | None = None, *, primary: bool = False
    ) -> QPushButton:
        """A button in the row below; whoever may not press it is told who may."""
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        if primary:
            button.setProperty("kind", "primary")
        button.clicked.connect(lambda: self.attempt(do))
        if command is not None and not self.store.me.may(command):
            button.setEnabled(False)
            button.setProperty("barred", True)
            button.setProperty("why", who_may(command))
        self.row.addWidget(button)
        self.buttons.append(button)
        self._tip(button)
        return button

    def enable(self, button: QPushButton, on: bool, why: str = "") -> None:
        """Have a button pressed or not, with the reason; one that the person may not press stays as it is."""
        if not button.property("barred"):
            button.setEnabled(on)
            button.setProperty("why", "" if on else why)
            self._tip(button)

    def line(self, name: str, told: str, *, is_whole: bool = False) -> QLineEdit:
        """A line to write into, ``told`` in it while it is empty; ``is_whole``: as wide as that."""
        edit = QLineEdit(self, placeholderText=told)
        edit.setAccessibleName(name)
        edit.setToolTip(plain_tip(told))
        if is_whole:
            edit.setMinimumWidth(edit.fontMetrics().horizontalAdvance(told) + _BESIDE)
        return edit

    def say(self, sentence: str) -> None:
        """A sentence above the actions."""
        self.told.setText(sentence)

    def attempt(self, do: Callable[[], object]) -> None:
        """Do it now; what speaks against it is said in a box."""
        try:
            do()
        except CodingError as error:
            show_message(self, str(error), "error")

    def look(self, title: str, work: Callable[[Task[T]], T], show: Callable[[T], object]) -> None:
        """Read behind the window what is shown; what was being read before is not shown any more."""
        self.look_no_more()

        def found(result: T) -> None:
            self._looking = None
            show(result)
            self._tell_news()

        self._looking = self.place.runner.run(
            title, work, on_result=while_there(self, found), on_error=while_there(self, self._not_read)
        )

    def look_no_more(self) -> None:
        """What is being read is not wanted any more."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def renew(self, told: str = "") -> None:
        """Something was written: read anew what is shown, here and elsewhere; then say ``told``."""
        self.changed.emit()
        self._news = told
        self.refresh()
        if self._looking is None:
            self._tell_news()

    def run(self, title: str, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Do it behind the window, one at a time in this view; the keys come back to where they were."""
        focus = QApplication.focusWidget()
        self._back_to = focus if focus is not None and self.isAncestorOf(focus) else None
        self.setEnabled(False)
        gone_to = QApplication.focusWidget()
        self.say(f"{title}…")
        self.place.runner.run(
            title,
            lambda _task: work(),
            on_result=while_there(self, done),
            on_error=while_there(self, self._refuse),
            on_end=while_there(self, lambda: self._be_back(gone_to)),
            foreground=True,
        )

    def ask_file(self, title: str, kinds: str) -> Path | None:
        """A file that is there; None when nobody chose one."""
        chosen, _ = QFileDialog.getOpenFileName(self, title, self.place.last_folder, kinds)
        return Path(chosen) if chosen else None

    def ask_folder(self, title: str) -> Path | None:
        """A folder; None when nobody chose one."""
        chosen = QFileDialog.getExistingDirectory(self, title, self.place.last_folder)
        return Path(chosen) if chosen else None

    def ask_new_file(self, title: str, name: str, kinds: str) -> Path | None:
        """A file that is to be written; None when nobody chose one."""
        at = str(Path(self.place.last_folder or ".") / name)
        chosen, _ = QFileDialog.getSaveFileName(self, title, at, kinds)
        return Path(chosen) if chosen else None

    def _tip(self, button: QPushButton) -> None:
        keys = f"Ctrl+{self.buttons.index(button) + 1}"
        if button.property("kind") == "primary":
            keys = f"{keys} 或 Ctrl+Enter"
        button.setToolTip(plain_tip("\n".join(part for part in (keys, button.property("why")) if part)))

    def _be_back(self, gone_to: QWidget | None) -> None:
        self.setEnabled(True)
        wanted, self._back_to = self._back_to, None
        if wanted is not None and isValid(wanted) and QApplication.focusWidget() is gone_to:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _order_row(self) -> None:
        """Tab goes through the row below as it stands, whatever was made first."""
        row = [item.widget() for item in (self.row.itemAt(at) for at in range(self.row.count())) if item.widget()]
        for one, other in pairwise(row):
            QWidget.setTabOrder(one, other)

    def _tell_news(self) -> None:
        if self._news:
            self.say(self._news)
            self._news = ""

    def _not_read(self, error: Exception) -> None:
        self._looking = None
        self.say(in_words(error))

    def _refuse(self, error: Exception) -> None:
        self.say("")
        show_message(self, in_words(error), "error")
