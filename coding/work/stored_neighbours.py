"""Which pages of a store belong to one record or person, kept beside the store while the program runs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from coding.page.neighbour_index import MOST_NEIGHBOURS, marks
from coding.work.steps import Check, go_on
from coding.work.stored_pages import chunked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.front_page import FrontPage
    from coding.store.store import Store

#: Pages that are read between two looks whether to go on.
_CHUNK = 50


class StoredNeighbours:
    """The marks of all pages of a store, as digests: some hundred bytes a page.

    Filled behind the window, for every page has to be read once; until then no page's neighbours are known. May be
    used from several threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._filling = threading.Lock()
        self._marks: dict[int, tuple[int, ...]] = {}
        self._pages: dict[int, list[int]] = {}
        self._is_filled = False

    def fill(self, check: Check = go_on) -> bool:
        """Read the pages that are not known yet; True when that made neighbours known that were not before."""
        with self._filling:
            every = self._store.worklist()
            with self._lock:
                unknown = [page_id for page_id in every if page_id not in self._marks]
            for chunk in chunked(unknown, _CHUNK):
                check()
                for page_id, page in self._store.pages(chunk):
                    self._put(page_id, page, is_older=True)
            is_news = bool(unknown) or not self._is_filled
            self._is_filled = True
            return is_news

    def put(self, page_id: int, page: FrontPage) -> frozenset[int]:
        """A page is new or another one. The ids of its neighbours before and after: they are judged by it too."""
        before = self.ids_of(page_id) or ()
        self._put(page_id, page, is_older=False)
        return frozenset((*before, *(self.ids_of(page_id) or ())))

    def _put(self, page_id: int, page: FrontPage, *, is_older: bool) -> None:
        found = tuple(dict.fromkeys(marks(page)))
        with self._lock:
            known = self._marks.get(page_id)
            # what was read behind the window is older than what came from it meanwhile
            if known == found or (is_older and known is not None):
                return
            self._take_out(page_id)
            self._marks[page_id] = found
            for mark in found:
                self._pages.setdefault(mark, []).append(page_id)

    def forget(self, ids: Iterable[int]) -> None:
        """These pages are others now; they are read again when they are next needed."""
        with self._lock:
            for page_id in ids:
                self._take_out(page_id)

    def ids_of(self, page_id: int) -> tuple[int, ...] | None:
        """The ids of the other pages with one of its marks, ascending; None where they are not known yet."""
        with self._lock:
            own = self._marks.get(page_id)
            if own is None or not self._is_filled:
                return None
            found: set[int] = set()
            for mark in own:
                # a mark that half the pages share (0, 无) is no identity
                found.update(sorted(self._pages[mark])[: MOST_NEIGHBOURS + 1])
        return tuple(sorted(found - {page_id}))

    def of(self, page_id: int) -> tuple[FrontPage, ...] | None:
        """The other pages with one of its marks, as they stand; None where they are not known yet."""
        ids = self.ids_of(page_id)
        return None if ids is None else tuple(page for _, page in self._store.pages(ids))

    def _take_out(self, page_id: int) -> None:
        for mark in self._marks.pop(page_id, ()):
            self._pages[mark].remove(page_id)
            if not self._pages[mark]:
                del self._pages[mark]
