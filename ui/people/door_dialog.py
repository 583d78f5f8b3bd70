"""What the dialogs before the window have in common: they work off the window's thread and say what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from ui.manual.help_at_the_door import HelpAtTheDoor
from ui.plain import PlainLabel
from ui.tasks import TaskRunner
from ui.theme.spacing import LARGE, MEDIUM, WIDE
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
#: Pixels of the line that moves while something is worked at.
_BUSY = 4


class DoorDialog(QDialog):
    """A dialog whose work (deriving a key takes a third of a second) runs behind it, with a small busy line.

    ``told`` says what went wrong. While it works its fields and buttons rest; Esc gives up when it has ended.
    """

    def __init__(self, title: str, parent: QWidget | None = None, width: int = 460) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self._runner = TaskRunner(self, threads=1)
        self.helping = HelpAtTheDoor(self)
        self._resting: list[QWidget] = []
        self.told = PlainLabel(wordWrap=True)
        self.told.setProperty("role", "error")
        self.told.hide()
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedHeight(_BUSY)
        self.busy.setAccessibleName("正在处理")
        policy = self.busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.busy.setSizePolicy(policy)
        self.busy.hide()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        self.box.setSpacing(MEDIUM)

    @property
    def is_working(self) -> bool:
        """Whether something is being worked at."""
        return bool(self._runner.running)

    def rest_while_working(self, *widgets: QWidget) -> None:
        """These can be used only while nothing is worked at. Of the buttons Enter presses the default one alone: the
        focus goes from button to button while the fields rest.
        """
        self._resting += widgets
        for widget in widgets:
            if isinstance(widget, QPushButton) and not widget.isDefault():
                widget.setAutoDefault(False)

    def say(self, sentence: str) -> None:
        """Say what went wrong; "" takes it back."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))
        if self.isVisible():
            self.adjustSize()

    def work(self, title: str, do: Callable[[], T], done: Callable[[T], object], focus: QWidget | None = None) -> None:
        """Do something behind the dialog; an error is said, and ``focus`` takes the keys again."""
        if self.is_working:
            return
        self.say("")
        enabled: list[QWidget] = [widget for widget in self._resting if widget.isEnabled()]
        for widget in enabled:
            widget.setEnabled(False)
        self.busy.show()

        def failed(error: Exception) -> None:
            for widget in enabled:
                widget.setEnabled(True)
            self.say(in_words(error) if not isinstance(error, CodingError) else str(error))
            self.failed_there(error)
            if focus is not None:
                focus.setFocus()

        def ended(result: T) -> None:
            for widget in enabled:
                widget.setEnabled(True)
            done(result)

        self._runner.run(title, lambda _task: do(), on_result=ended, on_error=failed, on_end=self.busy.hide)

    def failed_there(self, error: Exception) -> None:
        """What else an error changes; for those who have something to change."""

    def reject(self) -> None:
        if not self.is_working:  # what is under way would be lost half-way
            super().reject()

    def done(self, result: int) -> None:
        self._runner.shutdown()
        self.helping.end()
        super().done(result)


def muted(text: str) -> PlainLabel:
    """A sentence that explains."""
    label = PlainLabel(text, wordWrap=True)
    label.setProperty("role", "muted")
    return label


def heading(text: str) -> PlainLabel:
    """What a dialog is about."""
    label = PlainLabel(text, wordWrap=True)
    label.setProperty("role", "large")
    return label
