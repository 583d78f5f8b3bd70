"""What the tables ask of an engine: statements in the SQL that all of them take, and what each does in its own way."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from db.shared.sql.select import Gathered, Select


class Cursor(Protocol):
    """What a statement has given."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        ...

    def fetchone(self) -> Any:
        """The next row; None: there is none."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection to a store. Parameters stand as ``?``, ``?1`` or ``:name``."""

    @property
    def engine(self) -> Engine:
        """What keeps the store."""
        ...

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:
        """Run a statement."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Cursor:
        """Run a statement once for each of these."""
        ...


class Words(Protocol):
    """The index over the words of the worklist."""

    def add(self, connection: Connection, page_id: int, columns: Mapping[str, Any]) -> None:
        """Index a page that came."""
        ...

    def replace(self, connection: Connection, page_id: int, columns: Mapping[str, Any]) -> None:
        """Index a page that has changed; where its row says the same as before nothing is done."""
        ...

    def remove(self, connection: Connection, page_id: int) -> None:
        """Take a page out of the index."""
        ...

    def search(self, word: str, groups: Sequence[str] = ()) -> tuple[str, tuple[Any, ...]]:
        """A SELECT of the ids of the pages whose row has the word somewhere, or that lie in one of these groups,
        with its parameters. An id may come twice.
        """
        ...

    def search_all(self, words: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
        """The same of the pages whose row has all of these words."""
        ...

    def differing(self, connection: Connection) -> list[int]:
        """The ids of the pages whose row says something else than what is searched in."""
        ...


class Engine(Protocol):
    """What is done in another way by each engine."""

    @property
    def words(self) -> Words:
        """The index over the words of the worklist."""
        ...

    @property
    def is_server(self) -> bool:
        """Whether it stands elsewhere: every question is a journey, and which index answers is its own choice."""
        ...

    def askable(self, text: str) -> str:
        """A text of JSON as it is kept where its values are asked for in SQL."""
        ...

    def seal(self, connection: Connection, table: str, where: str, parameters: Sequence[Any]) -> None:
        """Make the sums of rows that were written just now."""
        ...

    def gather(self, connection: Connection, found: Select) -> Gathered:
        """The ids that a SELECT gives, each once, for the length of one question."""
        ...

    def as_kept(self, connection: Connection) -> Connection:
        """A connection that gives rows as they stand there, and not as they are read."""
        ...

    def opened(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Such a row as it is read."""
        ...

    def schema(self, connection: Connection) -> int:
        """The version of the schema that the store has."""
        ...


class Made:
    """A row that was written; its number is waited for when somebody asks for it."""

    def __init__(self, asked: Cursor) -> None:
        self._asked = asked

    @cached_property
    def number(self) -> int:
        """The id of the row."""
        ((number,),) = self._asked.fetchall()
        return int(number)


def inserted(connection: Connection, statement: str, parameters: Sequence[Any]) -> int:
    """Run an INSERT of one row; its id."""
    return made(connection, statement, parameters).number


def made(connection: Connection, statement: str, parameters: Sequence[Any]) -> Made:
    """The same, not waited for."""
    return Made(connection.execute(f"{statement} RETURNING id", parameters))
