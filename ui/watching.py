"""Hears in a thread of its own when another seat has written to the store, and whether the store can be reached."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from coding.store.store_errors import StoreAwayError, StoreError, StoreShutOutError, WrongPasswordError

if TYPE_CHECKING:
    from coding.store.store import Store

_LOG = logging.getLogger(__name__)
#: Seconds of one wait: so long it may take until the thread sees that the window has gone.
_WAIT: Final = 2.0
#: The same while the window has not taken note of the last write.
_MEANWHILE: Final = 0.5
#: Seconds until a store that cannot be reached is asked again.
_AGAIN: Final = 0.5
#: The same for one that does not let in whoever has signed in: a wrong password is not tried twice a second.
_REFUSED_AGAIN: Final = 15.0


class StoreWatch(QObject):
    """``written``: something is another one than when it was told last. ``reached`` carries whether the store can be
    reached, when it is another answer than before. Both are told in the thread of the window.
    """

    written = Signal()
    reached = Signal(bool)
    refused = Signal(object)
    _written_there = Signal()  # from the thread
    _reached_there = Signal(bool)
    _refused_there = Signal(object)

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._stopped = threading.Event()
        self._hurry = threading.Event()  # nothing is waited for any more: it ends, or there is another password
        self._taken_note = threading.Event()  # the window has heard of the last write: one call at a time waits for it
        self._taken_note.set()
        self.is_reached = True
        self._written_there.connect(self._on_written, Qt.ConnectionType.QueuedConnection)
        self._reached_there.connect(self._on_reached, Qt.ConnectionType.QueuedConnection)
        self._refused_there.connect(self._on_refused, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Start to listen."""
        threading.Thread(target=self._work, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Listen no more; the thread ends by itself, at once when the store is closed. Idempotent."""
        self._stopped.set()
        self._hurry.set()
        self._taken_note.set()

    def look_now(self) -> None:
        """The store may be reached by now: whoever waits to ask again asks at once."""
        self._hurry.set()

    def _pause(self, seconds: float) -> None:
        self._hurry.wait(seconds)
        self._hurry.clear()

    def _work(self) -> None:
        seen, reached, refused = -1, True, ""
        why: StoreError | None
        while not self._stopped.is_set():
            try:
                now = self._store.wait_for_change(seen, _WAIT)
                is_there, why = True, None
            except StoreAwayError as error:
                now, is_there = -1, False  # what was written meanwhile is looked for when it is back
                why = error.why if isinstance(error, StoreShutOutError) else None
            except StoreError as error:
                now, is_there, why = seen, reached, error
            except Exception as error:  # noqa: BLE001 - a defect of ours: told, and the window goes on without
                if not self._stopped.is_set():
                    _LOG.error("等待别处的改动时出错", exc_info=error)
                self._pause(_AGAIN)
                continue
            if self._stopped.is_set() or not isValid(self):
                return
            if is_there != reached:
                reached = is_there
                self._reached_there.emit(reached)
            refused = self._tell_refused(refused, why)
            if now != seen and is_there:
                now = self._wait_until_taken(now)
                self._taken_note.clear()
                if self._stopped.is_set() or not isValid(self):
                    return
                self._written_there.emit()
            seen = now
            if why is not None or not is_there:
                self._pause(_REFUSED_AGAIN if isinstance(why, WrongPasswordError) else _AGAIN)

    def _wait_until_taken(self, seen: int) -> int:
        """Wait until the window has taken note of the last write; what is another one by then. The window may be asking
        a server that does not answer: that it is away is found out here, and nowhere else.
        """
        while isValid(self) and not self._taken_note.wait(_MEANWHILE):
            with suppress(Exception):  # whoever asks is told by now; here it is told by the next wait
                seen = self._store.wait_for_change(seen, _MEANWHILE)
        return seen

    def _tell_refused(self, before: str, error: StoreError | None) -> str:
        """Tell why the store cannot be listened to, unless it was told: the same sentence, "" where it can."""
        told = "" if error is None else str(error)
        if told != before and not self._stopped.is_set() and isValid(self):
            self._refused_there.emit(error)
        return told

    def _on_written(self) -> None:
        if not self._stopped.is_set():
            self.written.emit()
        self._taken_note.set()

    def _on_reached(self, reached: bool) -> None:
        if not self._stopped.is_set():
            self.is_reached = reached
            self.reached.emit(reached)

    def _on_refused(self, why: StoreError | None) -> None:
        if not self._stopped.is_set():
            self.refused.emit(why)
