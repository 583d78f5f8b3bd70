"""PostgreSQL as an engine of the tables of ``db.shared``."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from db.postgres.array_words import ArrayWords
from db.postgres.statements import ordered, translated
from db.shared.sql.select import Gathered, Select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import psycopg

    from db.shared.sql.engine import Connection

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
#: So many ids are sent to and fro; more are looked up there once more.
_FEW: Final = 100_000


class PostgresEngine:
    """``db.shared.sql.engine.Engine``."""

    words: ArrayWords = ArrayWords()

    @property
    def is_server(self) -> bool:
        """See ``Engine``."""
        return True

    def askable(self, text: str) -> str:
        """See ``Engine``."""
        from db.postgres.dumpers import askable

        return askable(text)

    def seal(self, connection: Connection, table: str, where: str, parameters: Sequence[Any]) -> None:
        """The server has made the sums: a trigger of each table does."""

    def gather(self, connection: Connection, found: Select) -> Gathered:
        """The ids that a SELECT gives: of few they are brought here as one text, for many the server is asked again."""
        each_once = f"SELECT DISTINCT id FROM ({found.sql}) AS found(id)"
        told = f"CASE WHEN count(*) <= {_FEW} THEN CAST(array_agg(id) AS text) END"
        asked = f"SELECT count(*), {told} FROM ({each_once}) AS each_once"
        total, ids = connection.execute(asked, found.parameters).fetchone()
        if not total:
            return Gathered(0, Select("SELECT unnest(CAST('{}' AS bigint[]))"))
        return Gathered(total, found if ids is None else Select("SELECT unnest(CAST(? AS bigint[]))", (ids,)))

    def as_kept(self, connection: Connection) -> Connection:
        """They are read as they stand."""
        return connection

    def opened(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """They are read as they stand."""
        return row

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
        #: Whether the server holds whoever signed in to the rights of her roles.
        self.is_by_rights = False
        #: Whether it holds anybody so; its administrator is not held.
        self.has_rights = False
        #: The row of the person for which it was chosen where she works; None: for whom it was opened.
        self.chosen_for: tuple[Any, ...] | None = None
        self._cursors = RawCursor

    def as_kept(self, table: str, column: str, value: Any, row: Mapping[str, Any] = NOTHING) -> Any:  # noqa: ARG002
        """What goes into a column, as it lies there; ``row``: what else of it is known."""
        return value

    def execute(self, sql: str, parameters: Any = (), /) -> PostgresCursor:
        """Run a statement; in a pipeline it is sent, and answered when somebody asks for what it gives."""
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
