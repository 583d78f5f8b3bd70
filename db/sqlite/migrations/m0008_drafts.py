"""Schema 8: what is being typed and is no Change yet, one row a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Add ``drafts``: the Change that is to be made of what is being typed on a page, as JSON."""
    db.execute(
        "CREATE TABLE drafts (page_id INTEGER PRIMARY KEY REFERENCES pages(id) ON DELETE CASCADE,"
        " change TEXT NOT NULL) WITHOUT ROWID"
    )
