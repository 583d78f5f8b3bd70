"""The index of the words in PostgreSQL: an array of pairs of characters, and of single ones, beside what a row says."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from db.shared.tables.word_index import SAID, looked_for, pairs_of, plain, said_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.shared.sql.engine import Connection

_INSERT: Final = (
    "INSERT INTO said (page_id, words, pairs) VALUES (?, ?, ?) ON CONFLICT (page_id) DO UPDATE"
    " SET words = excluded.words, pairs = excluded.pairs WHERE said.words <> excluded.words"
)


class ArrayWords:
    """``db.shared.sql.engine.Words``: the column ``said.pairs`` and its index."""

    def add(self, connection: Connection, page_id: int, columns: Mapping[str, Any]) -> None:
        """Index a page that came."""
        self.replace(connection, page_id, columns)

    def replace(self, connection: Connection, page_id: int, columns: Mapping[str, Any]) -> None:
        """Index a page that has changed; where its row says the same as before nothing is done."""
        connection.execute(_INSERT, (page_id, *self.row_of(columns)))

    def row_of(self, columns: Mapping[str, Any]) -> tuple[str, list[str]]:
        """What the index holds of a page: what its row says, and under what it is found."""
        said = said_of(self.columns(columns))
        return said, indexed(said)

    def columns(self, columns: Mapping[str, Any]) -> Mapping[str, Any]:
        """What of a page is indexed."""
        return columns

    def remove(self, connection: Connection, page_id: int) -> None:
        """Take a page out of the index."""
        connection.execute("DELETE FROM said WHERE page_id = ?", (page_id,))

    def search(self, word: str, groups: Sequence[str] = ()) -> tuple[str, tuple[Any, ...]]:
        """See ``Words``."""
        said, parameters = self.search_all((word,))
        if not groups:
            return said, parameters
        grouped = "SELECT id FROM pages WHERE drg = ANY (CAST(? AS text[]))"
        return f"SELECT id FROM ({said} UNION ALL {grouped}) AS worded", (*parameters, list(groups))

    def search_all(self, words: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
        """See ``Words``."""
        pairs, looked_at = looked_for(words)
        said = "SELECT page_id AS id FROM said WHERE pairs @> CAST(? AS text[])"
        return said + " AND instr(words, ?) > 0" * len(looked_at), (list(chain.from_iterable(pairs)), *looked_at)

    def differing(self, connection: Connection) -> list[int]:
        """The ids of the pages whose row says something else than what is searched in."""
        names = ", ".join(f"pages.{name}" for name in SAID)
        rows = connection.execute(f"SELECT id, words, pairs, {names} FROM pages LEFT JOIN said ON page_id = id")
        differ = set()
        for page_id, said, pairs, *texts in rows:
            expected = said_of(self.columns(dict(zip(SAID, texts, strict=True))))
            if said != expected or set(pairs) != set(indexed(expected)):
                differ.add(page_id)
        return sorted(differ)


def indexed(said: str) -> list[str]:
    """Under what a row is found: its pairs, and each of its characters."""
    return list(dict.fromkeys((*pairs_of(said), *(c for c in plain(said) if not c.isspace()))))
