"""What can wait until the window is on the screen is done then, a step at each turn of the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget


class AfterDrawing(QObject):
    """Does ``work`` step by step (each up to a ``yield``) once ``widget`` has been drawn; ``done`` follows the last.

    ``finish`` does at once what is left: whoever needs it does not wait for its turn.
    """

    done = Signal()

    def __init__(self, widget: QWidget, work: Iterator[None]) -> None:
        super().__init__(widget)
        self._work = work
        self._is_in_step = False
        self.is_done = False
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._step)
        widget.installEventFilter(self)

    def finish(self) -> bool:
        """Do what is left. False in the middle of a step, which cannot wait for itself, and where nothing is left."""
        if self._is_in_step or self.is_done:
            return False
        while not self.is_done:
            self._step()
        return True

    def stop(self) -> None:
        """Leave undone what is left."""
        self.is_done = True
        self._turn.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._turn.start()
        return False

    def _step(self) -> None:
        if self.is_done:
            return
        self._is_in_step = True
        try:
            next(self._work)
        except StopIteration:
            self.stop()
            self.done.emit()
        else:
            self._turn.start()
        finally:
            self._is_in_step = False
