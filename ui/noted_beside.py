"""What the store is told beside the pages: verdicts, and what their stamps stand for. It can be told again, so a store
that is busy stops nothing.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.store.store_errors import StoreBusyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store, Verdict

#: Milliseconds after which what could not be noted is tried again.
_AGAIN: Final = 3000
#: What is not said of a Knowledge: too long, or said part by part.
_NOT_NAMED: Final = frozenset({"rules", "accepted", "dated"})


class NotedBeside(QObject):
    """Keeps verdicts for the worklist and names a Knowledge, of several days each of them."""

    failed = Signal(str)
    kept = Signal(int)  # verdicts are kept: the revision of that write
    postponed = Signal()  # verdicts could not be kept now, as the store is being written to

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._last: Knowledge | None = None
        self._again = QTimer(self, singleShot=True, interval=_AGAIN)
        self._again.timeout.connect(lambda: self._last and self.name(self._last))

    def name(self, knowledge: Knowledge) -> None:
        """Say in the store what the stamps of its verdicts stand for."""
        self._last = knowledge
        try:
            for held in knowledge.spans or (knowledge,):
                parts = {part.name: getattr(held.source, part.name) for part in fields(held.source)}
                described = {name: said or "内置" for name, said in parts.items() if name not in _NOT_NAMED}
                self._store.name_knowledge(held.stamp, described, wait=False)
        except StoreBusyError:
            self._again.start()
        except CodingError as error:
            self.failed.emit(str(error))

    def end(self) -> None:
        """The window closes: nothing is tried any more."""
        self._again.stop()

    def keep_verdicts(self, verdicts: Sequence[tuple[int, Verdict]]) -> None:
        """Keep verdicts by the id of their page, where the person at the store may: nobody else's are kept."""
        if not self._store.me.may(Command.KEEP_VERDICTS):
            return
        try:
            revision = self._store.keep_verdicts(verdicts, wait=False)
        except StoreBusyError:
            self.postponed.emit()
        except CodingError as error:
            self.failed.emit(str(error))
        else:
            self.kept.emit(revision)
