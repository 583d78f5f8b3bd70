"""SQLite as an engine of the tables of ``db.shared``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from db.shared.sql.select import Gathered, Select
from db.shared.tables.sums import ROW_SUM, SUMMED
from db.sqlite.driver import sqlite3
from db.sqlite.fts_words import FtsWords

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from db.shared.sql.engine import Connection, Words


class SqliteEngine:
    """``db.shared.sql.engine.Engine``."""

    words: Words = FtsWords()

    @property
    def is_server(self) -> bool:
        """See ``Engine``."""
        return False

    def askable(self, text: str) -> str:
        """See ``Engine``."""
        return text

    def seal(self, connection: Connection, table: str, where: str, parameters: Sequence[Any]) -> None:
        """Make the sums of rows that were written just now."""
        connection.execute(f"UPDATE {table} SET sum = {ROW_SUM}({SUMMED[table]}) WHERE {where}", parameters)

    def gather(self, connection: Connection, found: Select) -> Gathered:
        """Put the ids that a SELECT gives into ``found``, each once."""
        connection.execute("DELETE FROM found")
        total = connection.execute(f"INSERT OR IGNORE INTO found {found.sql}", found.parameters).rowcount
        return Gathered(total, _FOUND)

    def as_kept(self, connection: Connection) -> Connection:
        """They are read as they stand."""
        return connection

    def opened(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """They are read as they stand."""
        return row

    def schema(self, connection: Connection) -> int:
        """The version of the schema that the file has."""
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return found


#: Where the searching connection gathers what a search found.
_FOUND: Final = Select("SELECT id FROM found")
_ENGINE: Final = SqliteEngine()


class SqliteConnection(sqlite3.Connection):
    """``db.shared.sql.engine.Connection``."""

    engine = _ENGINE


def connect(path: Path | str, **options: Any) -> SqliteConnection:
    """A connection to a file; options as for the driver."""
    made = sqlite3.connect(path, factory=SqliteConnection, **options)
    assert isinstance(made, SqliteConnection)
    return made
