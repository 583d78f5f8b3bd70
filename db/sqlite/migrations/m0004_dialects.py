"""Schema 4: how each file was written, so that its pages can go back in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Add ``imports.dialect``, JSON; NULL for files that came in before: they go out as plain CSV."""
    db.execute("ALTER TABLE imports ADD COLUMN dialect TEXT")
