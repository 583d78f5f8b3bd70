"""Files dropped on the window are opened as what they are, one after the other."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

#: Milliseconds between two looks whether the next file can be opened.
_PAUSE = 150


class Dropping(QObject):
    """``dropped`` carries the path of a file or folder that was dropped on the widget; of several each in its turn,
    as soon as ``is_free`` says that nobody is busy with the one before.
    """

    dropped = Signal(object)

    def __init__(self, target: QWidget, is_free: Callable[[], bool] = lambda: True) -> None:
        super().__init__(target)
        self._is_free = is_free
        self._waiting: deque[Path] = deque()
        self._next = QTimer(self, interval=_PAUSE)
        self._next.timeout.connect(self._go_on)
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    @property
    def waiting(self) -> int:
        """How many files wait for their turn."""
        return len(self._waiting)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and (paths := _paths(event)):
            event.acceptProposedAction()
            if event.type() is QEvent.Type.Drop:
                self._waiting.extend(path for path in paths if path not in self._waiting)
                self._go_on()
            return True
        return super().eventFilter(watched, event)

    def _go_on(self) -> None:
        if self._waiting and self._is_free():
            self.dropped.emit(self._waiting.popleft())
        if self._waiting:
            self._next.start()
        else:
            self._next.stop()


def _paths(event: QDropEvent | QDragEnterEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
