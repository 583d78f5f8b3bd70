"""The index of the words in SQLite: FTS5 over pairs of characters."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from db.shared.tables.word_index import SAID, looked_for, pairs_of, said_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.shared.sql.engine import Connection


class FtsWords:
    """``db.shared.sql.engine.Words``: the table ``words``."""

    def add(self, connection: Connection, page_id: int, columns: Mapping[str, Any]) -> None:
        """Index a page that came."""
        _insert(connection, page_id, said_of(columns))

    def replace(self, connection: Connection, page_id: int, columns: Mapping[str, Any]) -> None:
        """Index a page that has changed; where its row says the same as before nothing is done."""
        said = said_of(columns)
        row = connection.execute("SELECT words FROM said WHERE page_id = ?", (page_id,)).fetchone()
        if row is not None and row[0] == said:
            return
        self.remove(connection, page_id)
        _insert(connection, page_id, said)

    def remove(self, connection: Connection, page_id: int) -> None:
        """Take a page out of the index."""
        row = connection.execute("SELECT words FROM said WHERE page_id = ?", (page_id,)).fetchone()
        if row is not None:
            # The index keeps no text: what is to go has to be said.
            connection.execute(
                "INSERT INTO words (words, rowid, pairs) VALUES ('delete', ?, ?)", (page_id, " ".join(pairs_of(row[0])))
            )
            connection.execute("DELETE FROM said WHERE page_id = ?", (page_id,))

    def search(self, word: str, groups: Sequence[str] = ()) -> tuple[str, tuple[Any, ...]]:
        """See ``Words``."""
        said, parameters = self.search_all((word,))
        if not groups:
            return said, parameters
        grouped = "SELECT id FROM pages WHERE drg IN (SELECT value FROM json_each(?))"
        return f"SELECT id FROM ({said} UNION ALL {grouped})", (*parameters, json.dumps(list(groups)))

    def search_all(self, words: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
        """See ``Words``."""
        pairs, looked_at = looked_for(words)
        # Quoted: between quotes the characters of a pair mean nothing to the index.
        wanted = " AND ".join(f'"{one}"{"" if len(one) > 1 else " *"}' for each in pairs for one in each)
        indexed = "SELECT rowid AS id FROM words WHERE words MATCH ?"
        if not looked_at:
            return indexed, (wanted,)
        said = f"SELECT page_id AS id FROM said WHERE page_id IN ({indexed})"
        return said + " AND instr(words, ?)" * len(looked_at), (wanted, *looked_at)

    def differing(self, connection: Connection) -> list[int]:
        """The ids of the pages whose row says something else than what is searched in."""
        names = ", ".join(f"pages.{name}" for name in SAID)
        rows = connection.execute(f"SELECT id, words, {names} FROM pages LEFT JOIN said ON page_id = id")
        differ, marks = set(), dict[int, int]()
        for page_id, said, *texts in rows:
            expected = said_of(dict(zip(SAID, texts, strict=True)))
            if said != expected:
                differ.add(page_id)
            marks[page_id] = _mark(pairs_of(expected))
        connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.said_pairs USING fts5vocab(main, words, instance)")
        try:
            for pair, page_id in connection.execute("SELECT term, doc FROM temp.said_pairs"):
                marks[page_id] = marks.get(page_id, 0) ^ _mark([pair])
        finally:
            connection.execute("DROP TABLE temp.said_pairs")
        return sorted(differ | {page_id for page_id, left in marks.items() if left})


def index_all(connection: Connection) -> None:
    """Index all pages, where the index is empty."""
    for page_id, *texts in connection.execute(f"SELECT id, {', '.join(SAID)} FROM pages ORDER BY id"):
        _insert(connection, page_id, said_of(dict(zip(SAID, texts, strict=True))))


def _mark(pairs: list[str]) -> int:
    """One number for a set of pairs, whatever their order."""
    found = 0
    for pair in pairs:
        found ^= _hash_of(pair)
    return found


def _hash_of(pair: str) -> int:
    """A number for a pair, the same in every run."""
    return int.from_bytes(hashlib.blake2b(pair.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _insert(connection: Connection, page_id: int, said: str) -> None:
    connection.execute("INSERT INTO said (page_id, words) VALUES (?, ?)", (page_id, said))
    connection.execute("INSERT INTO words (rowid, pairs) VALUES (?, ?)", (page_id, " ".join(pairs_of(said))))
