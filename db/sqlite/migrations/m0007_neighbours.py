"""Schema 7: what tells whose a page is, so that pages of one record or person are found without reading any page."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_FIELDS = ("case_no", "id_no")
#: What exports write where there is nothing.
_NOTHING = {"", "-", "--", "---", "—", "——", "\\", "/", "NULL", "NA", "N/A", "NAN", "NONE"}
_AT_ONCE = 1_000
#: The fields as one JSON text: half characters in them are still escaped. A page that cannot be read says nothing here;
#: whoever opens it is told.
_SAID = (
    "SELECT page_id, CASE WHEN json_valid(said) THEN json_extract(said, {}) END"
    " FROM (SELECT page_id, coalesce(current, original) AS said FROM contents WHERE page_id > ?"
    " ORDER BY page_id LIMIT ?)"
).format(", ".join(f"'$.values.{key}'" for key in _FIELDS))


def migrate(db: Database) -> None:
    """Add ``person_marks`` and fill it from the pages as they stand.

    A row for each record number and identity number that a page bears: ``mark`` is the digest (blake2b, 8 bytes as a
    signed number) of which of the two it is and its text, without blanks around it and in capitals.
    """
    db.execute(
        "CREATE TABLE person_marks (mark INTEGER NOT NULL, page_id INTEGER NOT NULL REFERENCES pages(id),"
        " PRIMARY KEY (mark, page_id)) WITHOUT ROWID"
    )
    after = 0
    while rows := db.execute(_SAID, (after, _AT_ONCE)).fetchall():
        after = rows[-1][0]
        found = [(mark, page_id) for page_id, said in rows if said is not None for mark in _marks(said)]
        db.conn.executemany("INSERT OR IGNORE INTO person_marks (mark, page_id) VALUES (?, ?)", found)
    db.execute("CREATE INDEX person_marks_page ON person_marks (page_id)")


def _marks(said: str) -> list[int]:
    texts = [(key, str(text or "").strip().upper()) for key, text in zip(_FIELDS, json.loads(said), strict=True)]
    return [_digest(f"{key}:{text}") for key, text in texts if text not in _NOTHING]


def _digest(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
