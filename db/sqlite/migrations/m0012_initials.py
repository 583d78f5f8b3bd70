"""Schema 12: pages are found by any of their codes, and by the first letters of the patient's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = {"page_codes": "code", "page_initials": "initials"}


def migrate(db: Database) -> None:
    """Add ``page_codes`` and ``page_initials``: a row for each code of a page, and for each reading of its name.

    How a name is read is knowledge of the program, so whoever opens the file fills them: ``found_by.version`` says by
    which knowledge they were filled, 0 is by none yet. ``pages`` is not written: what is signed stays as it was signed.
    """
    for table, column in _TABLES.items():
        db.execute(
            f"CREATE TABLE {table} (page_id INTEGER NOT NULL REFERENCES pages(id), {column} TEXT NOT NULL,"
            f" PRIMARY KEY (page_id, {column})) WITHOUT ROWID"
        )
        db.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
    db.execute("CREATE TABLE found_by (version INTEGER NOT NULL)")
    db.execute("INSERT INTO found_by (version) VALUES (0)")
