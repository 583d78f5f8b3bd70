"""The sum over a row as a function of SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.shared.tables.sums import ROW_SUM, row_sum

if TYPE_CHECKING:
    from db.sqlite.driver import sqlite3


def add_sums(connection: sqlite3.Connection) -> None:
    """Let statements of this connection make and compare sums."""
    connection.create_function(ROW_SUM, -1, row_sum, deterministic=True)
