"""Work on a place that may never answer: a thread that nobody waits for, neither the window nor its end.

The runner of the window waits for its threads when the window closes; a share that is out of reach holds one for
minutes. This one is left behind: what it finds after ``patience`` seconds is nobody's any more.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_LOOK = 100
_SILENT = "没有回答：网络盘可能没有接好，稍后再试。"


class Aside(QObject, Generic[T]):
    """Does ``work`` aside, and calls ``done`` or ``failed`` in the thread of its owner, once or never; then it is gone
    from among the owner's children.
    """

    def __init__(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[str], object],
        owner: QObject,
        patience: float,
    ) -> None:
        super().__init__(owner)
        self._done, self._failed = done, failed
        self.is_waiting = True  # for the answer
        self._until = time.monotonic() + patience
        self._found: list[tuple[T | None, str]] = []
        found = self._found  # not this object: it may be gone when the thread has its answer

        def do() -> None:
            try:
                found.append((work(), ""))
            except CodingError as error:
                found.append((None, str(error)))
            except Exception:  # noqa: BLE001 - told as silence; nobody can do anything about it here
                found.append((None, _SILENT))

        threading.Thread(target=do, name="aside", daemon=True).start()
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @property
    def has_come_back(self) -> bool:
        """Whether the thread has ended, in time or not."""
        return bool(self._found)

    def _look(self) -> None:
        if self._found:
            self._end()
            result, trouble = self._found[0]
            if trouble:
                self._failed(trouble)
            else:
                self._done(result)  # type: ignore[arg-type]
        elif time.monotonic() > self._until:
            self._end()
            self._failed(_SILENT)

    def _end(self) -> None:
        self.is_waiting = False
        self._timer.stop()
        self.deleteLater()
