"""Schema 2: which file each page came with last, and the columns of that file in their order.

Without the columns a page could not be written back in the layout it came in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Add ``imports``; pages of schema 1 name no import, their origin still stands in their text."""
    db.table("imports").create(
        {"id": int, "file": str, "layout": str, "encoding": str, "columns": str, "at": str},
        pk="id",
        not_null={"file", "layout", "encoding", "columns", "at"},
    )
    db.execute("ALTER TABLE pages ADD COLUMN import_id INTEGER REFERENCES imports(id)")
