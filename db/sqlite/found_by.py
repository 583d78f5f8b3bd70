"""The tables ``page_codes`` and ``page_initials``: pages by any of their codes, and by the first letters of the name.

Both are made of the pages and say nothing that is shown: they bear no sums, and a window may not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.store.found_by import page_codes, page_initials, typed_code, typed_initials

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from coding.page.front_page import FrontPage

#: Table → its column, and what it holds of a page.
_TABLES: Final[Mapping[str, tuple[str, Callable[[FrontPage], frozenset[str]]]]] = {
    "page_codes": ("code", page_codes),
    "page_initials": ("initials", page_initials),
}
#: One letter somewhere among the words says nothing of a name.
_FEWEST_LETTERS: Final = 2

#: What is put behind another SELECT of ids, and its parameters.
Beside = tuple[str, tuple[str, ...]]


def add(connection: sqlite3.Connection, page_id: int, page: FrontPage) -> None:
    """Keep by what a page is found that came."""
    for table, (_, found) in _TABLES.items():
        _add(connection, table, page_id, found(page))


def replace(connection: sqlite3.Connection, page_id: int, page: FrontPage) -> None:
    """The same of a page that is another one now; where it is found by the same as before nothing is written."""
    for table, (column, found) in _TABLES.items():
        before = {row[0] for row in connection.execute(f"SELECT {column} FROM {table} WHERE page_id = ?", (page_id,))}
        now = found(page)
        gone = [(page_id, word) for word in sorted(before - now)]
        connection.executemany(f"DELETE FROM {table} WHERE page_id = ? AND {column} = ?", gone)
        _add(connection, table, page_id, now - before)


def found_anywhere(word: str) -> Beside:
    """What a word of a search finds beside what the rows say."""
    is_long = len(word) >= _FEWEST_LETTERS
    return _beside(typed_code(word), typed_initials(word) if is_long else None)


def found_from_the_start(text: str) -> Beside:
    """What the beginning of something finds beside the columns of a row."""
    return _beside(typed_code(text), typed_initials(text))


def _beside(codes: tuple[str, str] | None, initials: tuple[str, str] | None) -> Beside:
    asked = {"page_codes": codes, "page_initials": initials}
    wanted = {table: bounds for table, bounds in asked.items() if bounds is not None}
    parts = [
        f" UNION SELECT page_id FROM {table} WHERE {_TABLES[table][0]} >= ? AND {_TABLES[table][0]} < ?"
        for table in wanted
    ]
    return "".join(parts), tuple(bound for bounds in wanted.values() for bound in bounds)


def _add(connection: sqlite3.Connection, table: str, page_id: int, words: frozenset[str]) -> None:
    rows = [(page_id, word) for word in sorted(words)]
    connection.executemany(f"INSERT INTO {table} (page_id, {_TABLES[table][0]}) VALUES (?, ?)", rows)
