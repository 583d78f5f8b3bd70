"""The trade of waivers: findings that the hospital has answered once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from coding.page.waiver import Waiver


@dataclass(frozen=True, slots=True)
class KeptWaiver:
    """A waiver in the store; ``page_id`` None = for all pages. Withdrawn where ``ended_at`` says when."""

    id: int
    waiver: Waiver
    page_id: int | None
    ended_by: str = ""
    ended_at: datetime | None = None


class KeepsWaivers(Protocol):
    """The hospital's waivers."""

    def add_waiver(self, waiver: Waiver, page_id: int | None = None) -> KeptWaiver:
        """Keep a waiver for one page, or for all; who gives it and when is the store's to say."""
        ...

    def end_waiver(self, waiver_id: int) -> None:
        """Withdraw a waiver; it stays in the list with who and when."""
        ...

    def waivers(self) -> list[KeptWaiver]:
        """All waivers, oldest first, withdrawn and expired ones included."""
        ...
