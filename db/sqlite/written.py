"""The guards in SQLite (schema 10): a write of a guarded row calls a function that only a connection with a seat has.

A connection without it cannot write to them at all.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from db.shared.audit.guards import digests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.shared.audit.guards import Row, RowDigest
    from db.sqlite.engine import SqliteConnection

#: The function as SQL calls it.
WROTE: Final = "seat_wrote"


class Written:
    """The guarded rows that the transaction under way has written."""

    def __init__(self, connection: SqliteConnection) -> None:
        self._connection = connection
        self._rows: dict[Row, None] = {}
        self._is_open = False
        connection.create_function(WROTE, 2, self._note)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Take down what is written inside; outside nothing guarded can be written."""
        self._rows = {}
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = False

    def digests(self) -> list[RowDigest]:
        """Each row that was written, in a fixed order, and the digest of what it holds now."""
        return digests(self._connection, self._rows)

    def _note(self, name: str, key: Any) -> int:
        if not self._is_open:
            raise PermissionError(name)
        self._rows[name, key] = None
        return 1
