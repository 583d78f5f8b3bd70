"""Whether the page in work may be edited now: by its state, by who is here, and by whether somebody else is at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from coding.base.errors import CodingError
from coding.page.step import PageState
from coding.review.people import Command
from coding.store.store_errors import StoreBusyError
from coding.work.releasing import release_of, why_read_only

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from coding.store.kept_reviews import Taken
    from coding.store.store import Store

#: Milliseconds after which a page is taken again, while it is open.
AGAIN: Final = 60_000
#: Milliseconds after the end of somebody else's time.
_AFTER: Final = 500


class PageAccess(QObject):
    """``why`` it is read only, in a sentence; "" where it can be edited. A page that was taken is given back when it is
    left. Nothing here waits for the store, which itself lets nobody write to a page that is another's.
    """

    changed = Signal()

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._page_id: int | None = None
        self._by_state = ""
        self._by_desk = ""
        self._taken: Taken | None = None  # by somebody else
        self._is_mine = False

    @property
    def why(self) -> str:
        """Why the page in work is read only; "" where it is not."""
        if self._taken is not None:
            return f"正在由{self._taken.name}编辑（至 {self._taken.until:%H:%M}），只能查看。"
        return self._by_desk or self._by_state

    def look_only(self, why: str) -> None:
        """At the desk that is shown pages are only looked at, and taken from nobody; ``why`` "": they are worked on."""
        before, self._by_desk = self.why, why
        if why:
            self._give_back()
        if self.why != before:
            self.changed.emit()

    @property
    def is_of_another(self) -> bool:
        """Whether somebody else is at the page."""
        return self._taken is not None

    def open(self, page_id: int | None) -> None:
        """Another page is in work, or none."""
        if page_id != self._page_id:
            self._give_back()
            self._page_id = page_id
            self._taken = None
        self.look()

    def look(self) -> None:
        """The state of the page, or the rules of the department, may be other ones."""
        before = self.why
        self._by_state = self._told_by_state()
        if self.why != before:
            self.changed.emit()

    @property
    def is_to_be_taken(self) -> bool:
        """Whether the page in work is to be somebody's: who is here can work on it."""
        is_free = self._page_id is not None and not self._by_desk and not self._by_state
        return is_free and self._store.me.may(Command.TAKE_PAGE)

    def take(self) -> int:
        """Take the page in work, or go on to have it; milliseconds until this is to be done again."""
        if self._page_id is None:
            return AGAIN
        before = self.why
        try:
            taken = self._store.take(self._page_id, wait=False)
        except StoreBusyError:  # it is over in a moment, and somebody may have left the page for her just now
            return _AFTER
        except CodingError:  # out of reach: once more in a while
            return AGAIN // 4
        self._is_mine = taken.who == self._store.me.id
        self._taken = None if self._is_mine else taken
        if self.why != before:
            self.changed.emit()
        left = AGAIN if self._is_mine else int((taken.until - self._clock()).total_seconds() * 1000) + _AFTER
        return max(_AFTER, min(AGAIN, left))

    def end(self) -> None:
        """The window lets go of the store."""
        self._give_back()
        self._page_id = None

    def _give_back(self) -> None:
        if self._page_id is None or not self._is_mine:
            return
        self._is_mine = False
        try:
            self._store.give_back(self._page_id, wait=False)
        except CodingError:  # it ends by itself
            return

    def _told_by_state(self) -> str:
        if self._page_id is None:
            return ""
        try:
            rows = self._store.rows([self._page_id])
            release = release_of(self._store)
        except CodingError:  # out of reach just now: what was known before goes on
            return self._by_state
        return why_read_only(PageState(rows[0].progress), self._store.me, release) if rows else ""
