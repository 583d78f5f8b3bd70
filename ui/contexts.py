"""The contexts of verdicts: the present moment, the hospital's waivers for a page, and who is looking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from coding.page.audience import EVERYBODY
from coding.page.context import Context
from coding.page.waiver import Waiver
from coding.store.store import KeptWaiver


@dataclass(frozen=True, slots=True)
class Contexts:
    """Gives the context of any page; a picture of one moment, so it may go to another thread."""

    general: tuple[Waiver, ...] = ()
    by_page: Mapping[int, tuple[Waiver, ...]] = field(default_factory=dict)
    audience: str = EVERYBODY

    @classmethod
    def of_waivers(cls, kept: Iterable[KeptWaiver], audience: str) -> Contexts:
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
        return cls(tuple(general), by_page, audience)

    def of(self, page_id: int | None, as_of: datetime) -> Context:
        """The context of a page at a moment."""
        own = self.by_page.get(page_id, ()) if page_id is not None else ()
        return Context(as_of=as_of, waivers=own + self.general, audience=self.audience)
