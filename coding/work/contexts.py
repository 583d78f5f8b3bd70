"""The contexts of verdicts: the present moment, other stays of the person, the hospital's waivers, who is looking.

The window, the batch and the command line take the context of a page from here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from coding.page.audience import EVERYBODY
from coding.page.context import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from coding.page.front_page import FrontPage
    from coding.page.waiver import Waiver
    from coding.store.store import KeptWaiver


class Neighbours(Protocol):
    """Knows the other pages of the same record or person."""

    def ids_of(self, page_id: int) -> tuple[int, ...] | None:
        """The ids of a page's neighbours; None where it is not known yet who they are."""
        ...

    def of(self, page_id: int) -> tuple[FrontPage, ...] | None:
        """The neighbours of a page, as they stand; None where it is not known yet who they are."""
        ...


@dataclass(frozen=True, slots=True)
class Contexts:
    """Gives the context of any page; waivers and audience are those of one moment, so it may go to another thread."""

    general: tuple[Waiver, ...] = ()
    by_page: Mapping[int, tuple[Waiver, ...]] = field(default_factory=dict)
    audience: str = EVERYBODY
    neighbours: Neighbours | None = None

    @classmethod
    def of_waivers(
        cls, kept: Iterable[KeptWaiver], audience: str = EVERYBODY, neighbours: Neighbours | None = None
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

    def of(self, page_id: int | None, as_of: datetime) -> Context:
        """The context of a page of a store at a moment; without an id only what holds for all pages."""
        near = self.neighbours.of(page_id) if self.neighbours is not None and page_id is not None else None
        return replace(self.alone(page_id, as_of), neighbours=near)

    def alone(self, page_id: int | None, as_of: datetime) -> Context:
        """The same without its neighbours, as where they are not known: nothing is read."""
        own = self.by_page.get(page_id, ()) if page_id is not None else ()
        return Context(as_of, None, own + self.general, self.audience)

    def among(self, others: tuple[FrontPage, ...], as_of: datetime) -> Context:
        """The context of a page of a batch that has these neighbours there."""
        return Context(as_of, others, self.general, self.audience)

    def common(self, as_of: datetime) -> Context:
        """The context of the pages of a store that have no waivers and no neighbours of their own."""
        return Context(as_of, None if self.neighbours is None else (), self.general, self.audience)

    def is_common(self, page_id: int) -> bool:
        """Whether a page has no waivers and no neighbours of its own."""
        if page_id in self.by_page:
            return False
        return self.neighbours is None or self.neighbours.ids_of(page_id) == ()
