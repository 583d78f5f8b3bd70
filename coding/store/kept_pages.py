"""The trade of pages: as they came, as they stand, and what figures need of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coding.page.front_page import FrontPage


@dataclass(frozen=True, slots=True)
class PageFigures:
    """What indicators count of one page, without the page. "" and None: the page does not say.

    ``insured`` is the code of the payment method, ``doctor`` the attending physician, ``team`` the treating team
    (no column of the front page; "" until a source gives it). ``cost`` and ``payment`` in yuan, ``stay`` in days;
    group, weight and payment are those of the verdict that is kept.
    """

    id: int
    case_no: str
    discharge_date: str
    dept: str
    ward: str
    team: str
    doctor: str
    coder: str
    insured: str
    cost: float | None
    stay: float | None
    drg: str
    weight: float | None
    payment: float | None


class KeepsPages(Protocol):
    """Pages by their id, as the person at the store is shown them: without identities for some, of some wards only.

    A page of another ward raises NotAllowedError; among several it is left out.
    """

    def page(self, page_id: int) -> FrontPage:
        """The page as it stands now, all its changes applied. Raises UnknownPageError."""
        ...

    def pages(self, ids: Iterable[int]) -> Iterator[tuple[int, FrontPage]]:
        """The pages as they stand now, in the order of the ids; unknown ids are left out.

        Read in blocks while one goes through them: 300,000 pages never stand in memory together, and each block
        is one transaction.
        """
        ...

    def original(self, page_id: int) -> FrontPage:
        """The page as it was imported. Raises UnknownPageError."""
        ...

    def originals(self, ids: Iterable[int]) -> Iterator[tuple[int, FrontPage]]:
        """The pages as they were imported, as ``pages`` gives them."""
        ...

    def show_identities(self, page_id: int, reason: str) -> FrontPage:
        """The page with the identities of its patient, for who is shown pages without them; each such look is in the
        audit, with its reason. Raises NotAllowedError for who may not even do that.
        """
        ...

    def figures(self, since: str = "", until: str = "") -> list[PageFigures]:
        """What figures need of the pages discharged from ``since`` to ``until`` (ISO days, both included; "" = open),
        oldest discharge first. With a bound, pages without a readable discharge are left out.
        """
        ...
