"""What was said on the page in work: several views tell of it, and it is read for them once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.kept_reviews import KeepsReviews, Review


class WordsSaid:
    """Reads the words of review on a page, and keeps them until more may have been said."""

    def __init__(self, store: KeepsReviews) -> None:
        self._store = store
        self._page_id: int | None = None
        self._said: Sequence[Review] = ()

    def on(self, page_id: int | None) -> Sequence[Review]:
        """All words on a page, oldest first; none on None. Raises CodingError."""
        if page_id is None:
            return ()
        if page_id != self._page_id:
            self._said = self._store.reviews(page_id)
            self._page_id = page_id
        return self._said

    def forget(self) -> None:
        """More may have been said: they are read when they are asked for next."""
        self._page_id = None
