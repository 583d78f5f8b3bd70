"""Files and folders over the window, and let go: what is held is told by signal, what it is is not asked here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget


class Dropping(QObject):
    """``held`` carries the paths that came over the widget, () where none of them lies on a disk; ``left``: they are
    gone again. ``dropped`` carries the paths that were let go.

    The fields of the form would take a file as the text of its path: what comes is caught before it reaches one.
    """

    held = Signal(object)
    left = Signal()
    dropped = Signal(object)

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._target = target
        #: What is over the window cannot be used: the pointer says so, and letting go does nothing.
        self.is_refused = False
        target.setAcceptDrops(True)
        target.installEventFilter(self)
        self._watch_native()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Show, QEvent.Type.WinIdChange) and watched is self._target:
            self._watch_native()
        elif kind is QEvent.Type.DragLeave:
            self.left.emit()
        elif isinstance(event, QDropEvent) and event.mimeData().hasUrls():
            self._take(event)
            return True
        return False

    def _take(self, event: QDropEvent) -> None:
        paths = _paths(event.mimeData())
        if event.type() is QEvent.Type.DragEnter:
            self.is_refused = not paths
            self.held.emit(paths)
        if self.is_refused and isinstance(event, QDragMoveEvent):
            event.ignore()
            return
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self.left.emit()
            self.dropped.emit(paths)

    def _watch_native(self) -> None:
        """The window of the system hands the events out to the fields in it: it is asked first."""
        handle = self._target.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)


def _paths(data: QMimeData) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()))
