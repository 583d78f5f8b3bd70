"""The trade of drafts: what is being typed and is no Change yet, so that it outlives a program that is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from coding.page.change import Change


class KeepsDrafts(Protocol):
    """One draft a page: the Change that will be made when the person is done with the field. A draft is no history: it
    is replaced while she types, goes when a Change of the page is kept, and nobody else is told of it.
    """

    def keep_draft(self, page_id: int, change: Change) -> None:
        """Keep what would be made of the page now; the draft before is gone. Raises StoreBusyError at once while
        something else is being written: the next key brings the next draft.
        """
        ...

    def drop_draft(self, page_id: int) -> None:
        """There is nothing any more that is being typed on the page. Raises StoreBusyError at once."""
        ...

    def drafts(self) -> list[tuple[int, Change]]:
        """The drafts that no Change has followed, by page id. One that cannot be read is passed over."""
        ...
