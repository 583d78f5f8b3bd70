"""A file that comes in parts: its pages are in the tables, and nobody sees them before the last one is there.

Pages get ascending ids, and one file comes at a time: what is on its way are the pages from one id on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.shared.sql.engine import Connection, Cursor

#: Pages that are taken away in one transaction.
_AT_ONCE = 200


def ask_hidden(connection: Connection) -> Cursor:
    """Ask from which page on pages are on their way; ``hidden_of`` reads the answer."""
    return connection.execute("SELECT min(first_page) FROM incoming")


def hidden_of(asked: Cursor) -> int | None:
    """The id from which on pages are on their way and seen by nobody; None where none are."""
    found: tuple[int | None] = asked.fetchone()
    return found[0]


def hidden_from(connection: Connection) -> int | None:
    """The same, asked and read."""
    return hidden_of(ask_hidden(connection))


def begin(connection: Connection, import_id: int) -> None:
    """From now on new pages are on their way."""
    connection.execute(
        "INSERT INTO incoming (import_id, first_page) VALUES (?, (SELECT coalesce(max(id), 0) + 1 FROM pages))",
        (import_id,),
    )


def show(connection: Connection, import_id: int, revision: int) -> None:
    """The file has come: its pages are seen from this write on."""
    connection.execute(
        "UPDATE imports SET first_page = (SELECT first_page FROM incoming WHERE import_id = ?1),"
        " last_page = (SELECT max(id) FROM pages), revision = ?2 WHERE id = ?1",
        (import_id, revision),
    )
    connection.execute("DELETE FROM incoming WHERE import_id = ?", (import_id,))


def take_away(connection: Connection) -> bool:
    """Take away some of what an import that came to no end has left; whether there may be more."""
    first = hidden_from(connection)
    if first is None:
        return False
    ids = [
        row[0] for row in connection.execute("SELECT id FROM pages WHERE id >= ? LIMIT ?", (first, _AT_ONCE)).fetchall()
    ]
    if ids:
        places = ",".join("?" * len(ids))
        for page_id in ids:
            connection.engine.words.remove(connection, page_id)
        for table in ("person_marks", "page_codes", "page_initials", "fired", "page_facts", "moved", "contents"):
            connection.execute(f"DELETE FROM {table} WHERE page_id IN ({places})", ids)
        connection.execute(f"DELETE FROM pages WHERE id IN ({places})", ids)
    else:
        connection.execute("DELETE FROM imports WHERE id IN (SELECT import_id FROM incoming)")
        connection.execute("DELETE FROM incoming")
    return bool(ids)
