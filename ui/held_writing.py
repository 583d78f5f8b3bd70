"""Writes what the store would not take at once, in a thread of its own: the hand on the keyboard waits for no lock."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from coding.store.store_errors import StoreError
from coding.work.held import HeldChanges, Tried

if TYPE_CHECKING:
    from coding.store.store import Store

_LOG = logging.getLogger(__name__)
#: Seconds between two tries: at first, and at most.
_SOON: Final = 0.05
_LATER: Final = 1.0
#: Milliseconds after which it is told that something waits: a part of an import is over sooner.
_A_MOMENT: Final = 250
#: Seconds that the end of the window waits for a try that is under way.
_PATIENCE: Final = 5.0


class HeldWriting(QObject):
    """The changes that wait, and the thread that brings them to the disk: as a draft at once, into the store in turn.

    ``tried`` carries a Tried, ``changed`` follows whenever other changes are unsaved than before, ``failed`` carries a
    Chinese sentence: not even the draft could be kept. All are told in the thread of the window.
    """

    tried = Signal(object)
    changed = Signal()
    failed = Signal(str)
    _tried_there = Signal(object)  # from the thread
    _failed_there = Signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.held = HeldChanges(store)
        self.trouble = ""  # why what waits could not be written when it was tried last
        self._thread: threading.Thread | None = None
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._told = ""
        self._why = ""
        self._soon = QTimer(self, singleShot=True, interval=_A_MOMENT)
        self._soon.timeout.connect(self._tell)
        self._tried_there.connect(self._on_tried, Qt.ConnectionType.QueuedConnection)
        self._failed_there.connect(self.failed, Qt.ConnectionType.QueuedConnection)

    def wake(self, why: str = "", *, quietly: bool = False) -> None:
        """Something is held, or has been decided: bring it to the disk. ``why`` is told if that takes longer;
        ``quietly``: what is unsaved is as before.
        """
        if self._stopped.is_set():
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="held", daemon=True)
            self._thread.start()
        self._why = why or self._why
        self._wake.set()
        if not quietly and not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        """Say what is unsaved; what was written within a moment nobody has to be told of."""
        if self._stopped.is_set():
            return
        self.changed.emit()
        if self._why and self.held.unsaved:
            self.failed.emit(self._why)
        self._why = ""

    def keep_now(self) -> None:
        """Bring the draft to the disk before this returns. Raises StoreError where that is impossible."""
        self.held.keep()

    def stop(self) -> None:
        """End the thread; what is held by then is in the draft, where one can be written. Idempotent."""
        self._stopped.set()
        self._soon.stop()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
            self._thread = None
            self._keep()

    def _work(self) -> None:
        while not self._stopped.is_set():
            self._wake.wait()
            self._wake.clear()
            try:
                self._write_all()
            except Exception as error:  # noqa: BLE001 - a defect of ours must not end the thread that keeps the text
                if not isValid(self):  # the window has gone without a word: nobody is left to be told
                    return
                _LOG.error("后台写入未保存的改动时出错", exc_info=error)
                self._stopped.wait(_LATER)
                self._wake.set()

    def _write_all(self) -> None:
        pause = _SOON
        while not self._stopped.is_set():
            self._keep()
            tried = self.held.try_next()
            if tried is None:
                return
            self._tried_there.emit(tried)
            if tried.applied is not None or tried.is_final:
                pause = _SOON
                continue
            self._stopped.wait(pause)
            pause = min(2 * pause, _LATER)

    def _keep(self) -> None:
        try:
            self.held.keep()
        except StoreError as error:
            if str(error) != self._told:
                self._told = str(error)
                self._failed_there.emit(self._told)
        else:
            self._told = ""

    def _on_tried(self, tried: Tried) -> None:
        if self._stopped.is_set():  # told too late: the window has let go
            return
        changes = tried.applied is not None or tried.is_final or tried.trouble != self.trouble
        self.trouble = tried.trouble
        self.tried.emit(tried)
        if changes and not self._soon.isActive():
            self.changed.emit()
