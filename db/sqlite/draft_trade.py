"""Drafts in SQLite: one row a page, beside its history and no part of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.store.kept_json import change_json, change_of
from db.sqlite.connections import Connections

if TYPE_CHECKING:
    from coding.page.change import Change


class DraftTrade(Connections):
    """``coding.store.kept_drafts`` in SQLite. Nobody waits for a draft, and it waits for nobody."""

    def keep_draft(self, page_id: int, change: Change) -> None:
        """Keep what would be made of the page now; the draft before is gone."""
        with self._transaction(wait=False) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO drafts (page_id, change) VALUES (?, ?)", (page_id, change_json(change))
            )

    def drop_draft(self, page_id: int) -> None:
        """There is nothing any more that is being typed on the page."""
        with self._transaction(wait=False) as connection:
            connection.execute("DELETE FROM drafts WHERE page_id = ?", (page_id,))

    def drafts(self) -> list[tuple[int, Change]]:
        """The drafts that no Change has followed, by page id. One that cannot be read is passed over."""
        with self._reading() as connection:
            rows = connection.execute("SELECT page_id, change FROM drafts ORDER BY page_id").fetchall()
        found = []
        for page_id, text in rows:
            with suppress(ValueError, TypeError, KeyError, AttributeError, CodingError):
                found.append((page_id, change_of(text)))
        return found
