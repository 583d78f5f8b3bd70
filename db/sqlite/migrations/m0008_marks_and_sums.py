"""Schema 8: states by their names with the marks beside them, and a sum over every row.

The sums are made of the rows as the other parts of the step leave them, so that part comes last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.sqlite.migrations import part_page_marks, part_sums

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Bring a store of schema 7 to schema 8."""
    part_page_marks.migrate(db)
    part_sums.migrate(db)
