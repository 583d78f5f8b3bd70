"""What a verdict on a page needs beside the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.page.audience import EVERYBODY
from coding.page.moment import Moment

if TYPE_CHECKING:
    from datetime import date, datetime

    from coding.page.front_page import FrontPage
    from coding.page.waiver import Waiver


@dataclass(frozen=True, slots=True)
class Context:
    """What a verdict needs beside the page; stamped with it.

    ``as_of`` is "now" for rules about deadlines and future dates (None: not judged).
    ``neighbours`` are other pages of the batch with the same record or identity (None: not supplied).
    ``waivers`` are those that the hospital has for this page or for all; ``audience``: who is shown the findings
    (see ``coding.page.audience``; "" = everybody, everything). ``moment``: rules of a later one are not judged; the
    verdicts that a store keeps and ``check`` writes are those of a batch, which leaves none out.
    """

    as_of: datetime | None = None
    neighbours: tuple[FrontPage, ...] | None = None
    waivers: tuple[Waiver, ...] = ()
    audience: str = EVERYBODY
    moment: Moment = Moment.BATCH

    @property
    def day(self) -> date | None:
        """The present day."""
        return self.as_of.date() if self.as_of is not None else None
