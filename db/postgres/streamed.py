"""Reading what is too much for memory: rows come some thousand at a time, where elsewhere all are fetched at once."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

from db.postgres.engine import PostgresConnection, PostgresCursor
from db.postgres.statements import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

_AT_ONCE: Final = 2_000


class Streamed(PostgresConnection):
    """A connection whose questions without parameters are answered bit by bit, inside a transaction."""

    def __init__(self, line: PostgresConnection) -> None:
        super().__init__(line.raw)
        self.is_by_rights, self.has_rights = line.is_by_rights, line.has_rights
        self._number = count()

    def execute(self, sql: str, parameters: Any = (), /) -> PostgresCursor:
        """Run a statement."""
        from psycopg import RawServerCursor
        from psycopg.pq import TransactionStatus

        is_inside = self.raw.info.transaction_status == TransactionStatus.INTRANS
        if parameters or not is_inside or not sql.startswith("SELECT"):
            return super().execute(sql, parameters)
        cursor = RawServerCursor(self.raw, f"streamed_{next(self._number)}")
        cursor.itersize = _AT_ONCE
        statement, _ = translated(sql)
        cursor.execute(statement)
        return _StreamedCursor(cursor)


class _StreamedCursor(PostgresCursor):
    """What such a question gives; it is closed when it was read."""

    __slots__ = ()

    def __init__(self, cursor: psycopg.RawServerCursor[tuple[Any, ...]]) -> None:
        super().__init__(cursor)  # type: ignore[arg-type]

    def fetchone(self) -> Any:
        """The first row; there are no more."""
        with self._cursor:
            return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        """All rows."""
        with self._cursor:
            return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        with self._cursor:
            yield from self._cursor
