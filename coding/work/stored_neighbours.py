"""The other pages of the same record or person, of the pages of a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from coding.page.front_page import FrontPage
    from coding.store.store import Store


@dataclass(frozen=True, slots=True)
class StoredNeighbours:
    """Asks the store every time: what another window has written a moment ago is seen."""

    store: Store

    def ids_of(self, ids: Collection[int]) -> Mapping[int, tuple[int, ...]]:
        """The ids of each page's neighbours, ascending."""
        return self.store.neighbours(ids)

    def of(self, ids: Collection[int]) -> dict[int, dict[int, FrontPage]]:
        """The neighbours of each page by their ids, ascending, as they stand; a common one is read once."""
        near = self.store.neighbours(ids)
        pages = dict(self.store.pages(sorted({other for others in near.values() for other in others})))
        return {page_id: {other: pages[other] for other in others} for page_id, others in near.items()}
