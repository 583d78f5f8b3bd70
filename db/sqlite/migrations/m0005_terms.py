"""Schema 5: the hospital's term book: the doctor's words and the standard entry that was accepted for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Add ``terms``: one row for each words → entry; ``words_key`` is the words without width, case, punctuation.

    ``state`` is learned, approved or refused; ``origin`` is use, import or standardised.
    """
    db.execute(
        "CREATE TABLE terms (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, words TEXT NOT NULL, words_key TEXT NOT NULL,"
        " name TEXT NOT NULL, code TEXT NOT NULL, times INTEGER NOT NULL, first_at TEXT NOT NULL,"
        " last_at TEXT NOT NULL, state TEXT NOT NULL, origin TEXT NOT NULL, author TEXT NOT NULL,"
        " judged_by TEXT, judged_at TEXT, UNIQUE (kind, words_key, name, code))"
    )
