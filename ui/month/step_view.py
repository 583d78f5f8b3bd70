"""What stands beside the list of steps: one view a step, with its actions in a row below."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

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
    from ui.workplace import Workplace

T = TypeVar("T")


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

    # -- for the desk

    def show_period(self, period: Period) -> None:
        """Be about this spell of time from now on."""
        self.period = period
        self.refresh()

    def refresh(self) -> None:
        """Read again what is shown."""

    def take_focus(self) -> None:
        """Go into the view."""
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def press(self, number: int) -> None:
        """Press an action of the row, counted from 1; 0 the one that the step is about."""
        primary = next((one for one in self.buttons if one.property("kind") == "primary"), None)
        wanted = primary if number == 0 else self.buttons[number - 1] if number <= len(self.buttons) else None
        if wanted is None:
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

    def say(self, sentence: str) -> None:
        """A sentence above the actions."""
        self.told.setText(sentence)

    def attempt(self, do: Callable[[], object]) -> None:
        """Do it now; what speaks against it is said in a box."""
        try:
            do()
        except CodingError as error:
            show_message(self, str(error), "error")

    def run(self, title: str, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Do it behind the window, one at a time in this view."""
        self.setEnabled(False)
        self.say(f"{title}…")
        self.place.runner.run(
            title,
            lambda _task: work(),
            on_result=while_there(self, done),
            on_error=while_there(self, self._refuse),
            on_end=while_there(self, lambda: self.setEnabled(True)),
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

    def _refuse(self, error: Exception) -> None:
        self.say("")
        show_message(self, in_words(error), "error")
