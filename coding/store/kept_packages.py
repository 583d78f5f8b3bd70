"""The trade of packages: what was dealt out to whom, what was brought in from whom, and what has come back.

Kept are numbers and hashes, never a page: the pages stand in the store, the packages on their way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class NotedPage:
    """A page of a package: its number here, its number at the other machine (of one dealt here: the same), the hash of
    the page as it was dealt (``coding.exchange.package_body.page_digest``), and the state of its work then.
    """

    page_id: int
    there: int
    digest: str
    state: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """A page that came back and was merged whole: with which package, as which page, by whom it was merged and when.

    ``state``: of its work at the machine from which it came; "" where nothing came (it is waited for no more).
    """

    package: str
    page_id: int
    digest: str
    by: str
    at: datetime
    state: str = ""


@dataclass(frozen=True, slots=True)
class NotedPackage:
    """A package that was dealt here (``is_ours``) or brought in here. ``partner``: to whom, from whom it went.

    ``reply``: of one brought in, the public key to which the answer is sealed. ``back``: of one dealt, what came back.
    """

    id: str
    kind: str
    partner: str
    at: datetime
    is_ours: bool
    pages: tuple[NotedPage, ...]
    title: str = ""
    reply: str = ""
    back: tuple[CameBack, ...] = ()

    @property
    def out(self) -> frozenset[int]:
        """The pages of a package dealt here that have not come back."""
        return frozenset(page.page_id for page in self.pages if self.is_ours) - {one.page_id for one in self.back}


class KeepsPackages(Protocol):
    """Packages of this store."""

    def keep_package(self, package: NotedPackage) -> None:
        """Note a package that was dealt or brought in; one of that id is there once."""
        ...

    def came_back(self, package_id: str, pages: Sequence[CameBack]) -> None:
        """Note pages of a package dealt here that came back and were merged. Raises StoreError for an unknown one."""
        ...

    def package(self, package_id: str) -> NotedPackage | None:
        """The package of that id; None where nothing is known of it."""
        ...

    def packages(self) -> Sequence[NotedPackage]:
        """All packages, oldest first."""
        ...
