"""The contexts of verdicts: the present moment, other stays of the person, the hospital's waivers, who is looking.

The window, the batch and the command line take the context of a page from here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coding.page.audience import EVERYBODY
from coding.page.context import Context

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from coding.page.front_page import FrontPage
    from coding.page.waiver import Waiver
    from coding.store.store import KeptWaiver
    from coding.work.stored_neighbours import StoredNeighbours


@dataclass(frozen=True, slots=True)
class Contexts:
    """Gives the context of any page; waivers and audience are those of one moment, so it may go to another thread."""

    general: tuple[Waiver, ...] = ()
    by_page: Mapping[int, tuple[Waiver, ...]] = field(default_factory=dict)
    audience: str = EVERYBODY
    neighbours: StoredNeighbours | None = None

    @classmethod
    def of_waivers(
        cls, kept: Iterable[KeptWaiver], audience: str = EVERYBODY, neighbours: StoredNeighbours | None = None
    ) -> Contexts:
        """From the waivers of a store; those that were withdrawn are left out."""
        general: list[Waiver] = []
        by_page: dict[int, tuple[Waiver, ...]] = {}
        for one in kept:
            if one.ended_at is not None:
                continue
            if one.page_id is None:
                general.append(one.waiver)
            else:
                by_page[one.page_id] = (*by_page.get(one.page_id, ()), one.waiver)
        return cls(tuple(general), by_page, audience, neighbours)

    def of(self, ids: Collection[int], as_of: datetime) -> dict[int, Context]:
        """The contexts of these pages of a store at a moment; their neighbours are read together."""
        if self.neighbours is None:
            return {page_id: self.alone(page_id, as_of) for page_id in ids}
        near = self.neighbours.of(ids)
        return {page_id: self.beside(page_id, near[page_id].values(), as_of) for page_id in ids}

    def beside(self, page_id: int, others: Iterable[FrontPage], as_of: datetime) -> Context:
        """The context of a page of a store whose neighbours are at hand: nothing is read."""
        return replace(self.alone(page_id, as_of), neighbours=tuple(others))

    def alone(self, page_id: int | None, as_of: datetime) -> Context:
        """The same without its neighbours, as where nobody knows them: nothing is read."""
        own = self.by_page.get(page_id, ()) if page_id is not None else ()
        return Context(as_of, None, own + self.general, self.audience)

    def among(self, others: tuple[FrontPage, ...], as_of: datetime) -> Context:
        """The context of a page of a batch that has these neighbours there."""
        return Context(as_of, others, self.general, self.audience)

    def common(self, as_of: datetime) -> Context:
        """The context of the pages of a store that have no waivers and no neighbours of their own."""
        return Context(as_of, None if self.neighbours is None else (), self.general, self.audience)

    def particular(self, ids: Collection[int]) -> list[int]:
        """Those of these pages of a store that have waivers or neighbours of their own, in their order."""
        near = self.neighbours.ids_of(ids) if self.neighbours is not None else {}
        return [page_id for page_id in ids if page_id in self.by_page or near.get(page_id)]
