"""PostgreSQL as an engine of the tables of ``db.shared``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from db.postgres.array_words import ArrayWords
from db.postgres.statements import ordered, translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import psycopg

    from db.shared.sql.engine import Connection, Question, Words


class PostgresEngine:
    """``db.shared.sql.engine.Engine``."""

    words: Words = ArrayWords()

    def seal(self, connection: Connection, table: str, where: str, parameters: Sequence[Any]) -> None:
        """The server has made the sums: a trigger of each table does."""

    def gather(self, connection: Connection, select: str, parameters: Sequence[Any]) -> int:
        """Put the ids that a SELECT gives into ``found``, each once; how many."""
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS found (id bigint PRIMARY KEY)")
        connection.execute("TRUNCATE found")
        return connection.execute(f"INSERT INTO found {select} ON CONFLICT DO NOTHING", parameters).rowcount

    def schema(self, connection: Connection) -> int:
        """The version of the schema that the database has."""
        found: int = connection.execute("SELECT version FROM schema_version").fetchone()[0]
        return found


_ENGINE: Final = PostgresEngine()


class PostgresCursor:
    """``db.shared.sql.engine.Cursor``; what it gives is waited for when somebody asks for it."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: psycopg.RawCursor[tuple[Any, ...]]) -> None:
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        if self._cursor.rowcount < 0:
            self._cursor._fetch_pipeline()  # noqa: SLF001 - what was sent is answered first
        return self._cursor.rowcount

    def fetchone(self) -> Any:
        """The next row; None: there is none."""
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor.fetchall())


class PostgresConnection:
    """``db.shared.sql.engine.Connection``."""

    engine = _ENGINE

    def __init__(self, raw: psycopg.Connection[tuple[Any, ...]]) -> None:
        from psycopg import RawCursor

        self.raw = raw
        self._cursors = RawCursor
        self._foreseen: dict[str, list[tuple[tuple[Any, ...], PostgresCursor]]] = {}

    def foresee(self, questions: Iterable[Question]) -> None:
        """Ask what will be asked soon: in a pipeline all of it is one journey. Until ``forget``, who asks the same is
        given the answer, each answer once.
        """
        for sql, parameters in questions:
            self._foreseen.setdefault(sql, []).append((parameters, self._run(sql, parameters)))

    def forget(self) -> None:
        """What was foreseen and not asked is no answer any more."""
        self._foreseen.clear()

    def execute(self, sql: str, parameters: Any = (), /) -> PostgresCursor:
        """Run a statement; in a pipeline it is sent, and answered when somebody asks for what it gives."""
        for number, (asked, answer) in enumerate(foreseen := self._foreseen.get(sql, [])):
            if asked == tuple(parameters):
                del foreseen[number]
                return answer
        return self._run(sql, parameters)

    def _run(self, sql: str, parameters: Any) -> PostgresCursor:
        statement, asked = translated(sql)
        cursor = self._cursors(self.raw)
        cursor.execute(statement, ordered(parameters, asked))
        return PostgresCursor(cursor)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> PostgresCursor:
        """Run a statement once for each of these."""
        statement, asked = translated(sql)
        cursor = self._cursors(self.raw)
        given = [ordered(one, asked) for one in parameters]
        if given:
            cursor.executemany(statement, given)
        return PostgresCursor(cursor)
