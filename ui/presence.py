"""Who else is at which page now, as the store says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from coding.store.kept_reviews import Taken
    from coding.store.store import Store

#: Milliseconds after the end of somebody's time.
_AFTER: Final = 500


class Presence(QObject):
    """``changed`` carries the ids of the pages that somebody came to or left. Who is here herself is no news."""

    changed = Signal(object)

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._others: Mapping[int, Taken] = {}
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(self.look)

    def of(self, page_id: int) -> Taken | None:
        """Somebody else who is at a page."""
        return self._others.get(page_id)

    def look(self) -> None:
        """Ask the store; what it said before goes on where it cannot be asked."""
        try:
            taken, me = self._store.at_work(), self._store.me.id
        except CodingError:
            return
        before, self._others = self._others, {page_id: one for page_id, one in taken.items() if one.who != me}
        self._wait_for_the_end()
        pages = before.keys() | self._others.keys()
        moved = [i for i in sorted(pages) if _who(before.get(i)) != _who(self._others.get(i))]
        if moved:
            self.changed.emit(moved)

    def stop(self) -> None:
        """The window lets go of the store."""
        self._end.stop()

    def _wait_for_the_end(self) -> None:
        """A time that ends by itself is written by nobody."""
        ends = [one.until for one in self._others.values()]
        if ends:
            left = (min(ends) - self._clock()).total_seconds() * 1000
            self._end.start(max(0, int(left)) + _AFTER)
        else:
            self._end.stop()


def _who(taken: Taken | None) -> int | None:
    return None if taken is None else taken.who
