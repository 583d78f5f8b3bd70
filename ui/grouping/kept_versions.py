"""Versions of a page that are put by while it is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.page.front_page import FrontPage

_MOST_KEPT = 6


class KeptVersions:
    """Versions that were put by in this session, by page; they are thoughts, not data, and go with the window."""

    def __init__(self) -> None:
        self._kept: dict[int, list[tuple[str, FrontPage]]] = {}

    def of(self, page_id: int) -> list[tuple[str, FrontPage]]:
        """What was put by of a page, oldest first."""
        return list(self._kept.get(page_id, ()))

    def keep(self, page_id: int, title: str, page: FrontPage) -> None:
        """Put a version by; the oldest goes when there are too many."""
        kept = self._kept.setdefault(page_id, [])
        kept.append((title, page))
        del kept[:-_MOST_KEPT]
