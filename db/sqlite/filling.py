"""The tables by which pages are found, made of the pages by the program that opens a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from db.shared.tables import found_by

if TYPE_CHECKING:
    from db.sqlite.engine import SqliteConnection

#: Rows come page by page and stand in the indexes by code: kept in memory meanwhile, none is written twice.
_KILOBYTES: Final = 96 * 1024


def fill(connection: SqliteConnection) -> None:
    """Make the tables unless this program has made them already; all or nothing."""
    if found_by.is_filled(connection):
        return
    usual = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.execute(f"PRAGMA cache_size = -{_KILOBYTES}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not found_by.is_filled(connection):  # another window may have made them while this one waited for the lock
            found_by.fill(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute(f"PRAGMA cache_size = {usual}")
