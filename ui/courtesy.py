"""Work behind the window lets it go first: while the window has something to do, the next piece waits.

Threads of Python take turns; a window that draws a page hands its turn back a hundred times, and each time waits for
the work behind it. Between two pieces of that work there is a moment in which it can ask instead.
"""

from __future__ import annotations

import threading
import time
from functools import cache
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

#: Seconds for which a piece of work waits at most: a window that never rests must not stop it.
_MOST: Final = 0.03
#: Seconds of work after which the window is asked again.
_PIECE: Final = 0.004


class Courtesy(QObject):
    """Asks the thread in which it was made; that answers when it comes to look for events. ``most``: seconds."""

    _asked = Signal(object)

    def __init__(self, most: float = _MOST) -> None:
        super().__init__()
        self._most = most
        self._window = threading.get_ident()
        self._last = threading.local()
        self._asked.connect(threading.Event.set, Qt.ConnectionType.QueuedConnection)

    def let_it_go_first(self) -> None:
        """Called by work in another thread, between two pieces; pieces that are very short are let through."""
        if threading.get_ident() == self._window or time.monotonic() - getattr(self._last, "at", 0.0) < _PIECE:
            return
        answer = threading.Event()
        self._asked.emit(answer)
        answer.wait(self._most)
        self._last.at = time.monotonic()


@cache
def courtesy() -> Courtesy:
    """That of the window's thread, in which it is asked for first."""
    return Courtesy()
