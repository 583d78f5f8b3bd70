"""A moment in which nobody types: what takes the focus waits for it, so that no key goes to the wrong place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

#: Milliseconds without a key.
_MOMENT: Final = 800
_KEYS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.InputMethod})


class Quiet(QObject):
    """Does something once the window is in sight, nothing stands over it, no key has come for a moment and nothing is
    half typed, as ``is_typed`` says.
    """

    def __init__(self, window: QWidget, is_typed: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._is_typed = is_typed
        self._is_composed = False  # a word of an input method is not chosen yet
        self._do: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_MOMENT)
        self._timer.timeout.connect(self._look)

    def then(self, do: Callable[[], object]) -> None:
        """Do this then; what was asked for before and not done yet is forgotten."""
        if self._do is None:
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._do = do
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _KEYS:
            if isinstance(event, QInputMethodEvent):
                self._is_composed = bool(event.preeditString())
            self._timer.start()
        return False

    def _look(self) -> None:
        is_over = QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None
        if is_over or self._is_composed or not self._window.isVisible() or self._is_typed():
            self._timer.start()
            return
        do, self._do = self._do, None
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        if do is not None:
            do()
