"""The words of the worklist: any part of a word is found without reading the other rows.

``said`` holds what a row says, folded; ``words`` is an index over every two characters that stand side by side
(Chinese has no spaces to index by). Two characters are found by the index alone, longer parts are then looked at.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from coding.grouping.case import WITH_GROUP
from db.sqlite.pagetext import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.sqlite.driver import sqlite3

#: What a row says; the group is no part of it, it changes with every verdict and has an index of its own.
_SAID = ("case_no", "patient_name", "dept", "principal", "discharge_date")

#: Every group that stands on a page, each looked up once (a DISTINCT would read the whole index).
_GROUPS = (
    "WITH RECURSIVE each(drg) AS (SELECT min(drg) FROM pages UNION ALL"
    " SELECT (SELECT min(drg) FROM pages WHERE drg > each.drg) FROM each WHERE each.drg IS NOT NULL)"
    " SELECT drg FROM each"
)
#: The words of a status with a group, as a list of SQL.
ENDED_IN_A_GROUP = ", ".join(f"'{status.value}'" for status in sorted(WITH_GROUP))
#: The groups that are none: all pages of a group ended alike, one of them tells how.
GROUPS_OF_NONE = (
    f"{_GROUPS} WHERE drg = '' OR (SELECT status FROM pages AS any_of WHERE any_of.drg = each.drg"
    f" AND any_of.state <> '' LIMIT 1) NOT IN ({ENDED_IN_A_GROUP})"
)
#: Pages in one of them.
UNGROUPED = f"drg IN ({GROUPS_OF_NONE})"


def add_words(connection: sqlite3.Connection, page_id: int, columns: Mapping[str, Any]) -> None:
    """Index a page that came."""
    _insert(connection, page_id, _said(columns))


def replace_words(connection: sqlite3.Connection, page_id: int, columns: Mapping[str, Any]) -> None:
    """Index a page that has changed; where its row says the same as before nothing is done."""
    said = _said(columns)
    row = connection.execute("SELECT words FROM said WHERE page_id = ?", (page_id,)).fetchone()
    if row is not None and row[0] == said:
        return
    remove_words(connection, page_id)
    _insert(connection, page_id, said)


def remove_words(connection: sqlite3.Connection, page_id: int) -> None:
    """Take a page out of the index."""
    row = connection.execute("SELECT words FROM said WHERE page_id = ?", (page_id,)).fetchone()
    if row is not None:
        # The index keeps no text: what is to go has to be said.
        connection.execute(
            "INSERT INTO words (words, rowid, pairs) VALUES ('delete', ?, ?)", (page_id, " ".join(_pairs(row[0])))
        )
        connection.execute("DELETE FROM said WHERE page_id = ?", (page_id,))


def word_search(word: str) -> tuple[str, tuple[str, ...]]:
    """A SELECT of the ids of the pages whose row has the word somewhere, and its parameters."""
    folded = whole(word.casefold())
    groups = f"SELECT id FROM pages WHERE drg IN ({_GROUPS} WHERE instr(lower(drg), ?))"
    indexed = "SELECT rowid AS page_id FROM words WHERE words MATCH ?"
    plain = _plain(folded)
    # Quoted: between quotes the characters of a pair mean nothing to the index.
    wanted = " AND ".join(f'"{pair}"' for pair in _side_by_side(plain)) or f'"{plain}" *'
    if len(folded) < 3 and plain == folded:
        return f"SELECT page_id AS id FROM ({indexed} UNION ALL {groups})", (wanted, folded)
    found = f"SELECT page_id FROM said WHERE page_id IN ({indexed}) AND instr(words, ?)"
    return f"SELECT page_id AS id FROM ({found} UNION ALL {groups})", (wanted, folded, folded)


def words_that_differ(connection: sqlite3.Connection) -> list[int]:
    """The ids of the pages whose row says something else than what is searched in."""
    names = ", ".join(f"pages.{name}" for name in _SAID)
    rows = connection.execute(f"SELECT id, words, {names} FROM pages LEFT JOIN said ON page_id = id")
    differ, marks = set(), dict[int, int]()
    for page_id, said, *texts in rows:
        expected = _said(dict(zip(_SAID, texts, strict=True)))
        if said != expected:
            differ.add(page_id)
        marks[page_id] = _mark(_pairs(expected))
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.said_pairs USING fts5vocab(main, words, instance)")
    try:
        for pair, page_id in connection.execute("SELECT term, doc FROM temp.said_pairs"):
            marks[page_id] = marks.get(page_id, 0) ^ _mark([pair])
    finally:
        connection.execute("DROP TABLE temp.said_pairs")
    return sorted(differ | {page_id for page_id, left in marks.items() if left})


def _mark(pairs: list[str]) -> int:
    """One number for a set of pairs, whatever their order."""
    found = 0
    for pair in pairs:
        found ^= _hash_of(pair)
    return found


def _hash_of(pair: str) -> int:
    """A number for a pair, the same in every run."""
    return int.from_bytes(hashlib.blake2b(pair.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _insert(connection: sqlite3.Connection, page_id: int, said: str) -> None:
    connection.execute("INSERT INTO said (page_id, words) VALUES (?, ?)", (page_id, said))
    connection.execute("INSERT INTO words (rowid, pairs) VALUES (?, ?)", (page_id, " ".join(_pairs(said))))


def _said(columns: Mapping[str, Any]) -> str:
    return " ".join(str(columns[name]) for name in _SAID).casefold()


def _pairs(said: str) -> list[str]:
    """Every two characters side by side in a word, and its last one by itself: one character is looked for as the
    beginning of a pair.
    """
    return list(dict.fromkeys(word[i : i + 2] for word in _plain(said).split() for i in range(len(word))))


def _side_by_side(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]


def _plain(said: str) -> str:
    """What the index would not take as a character is replaced."""
    return "".join("\u2400" if c in "'\"" or (c < " " and not c.isspace()) or c == "\x7f" else c for c in said)
