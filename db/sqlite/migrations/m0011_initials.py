"""Schema 11: pages are found by any of their codes, and by the first letters of the patient's name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from coding.store.found_by import kept_codes
from coding.suggest.person_names import name_initials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

_FIELDS = ("injury_cause_code", "pathology_code")
_AT_ONCE = 1_000
#: The parts of a page that hold codes, as one JSON text. A page that cannot be read says nothing here; whoever opens
#: it is told.
_SAID = (
    "SELECT page_id, name, CASE WHEN json_valid(said) THEN json_extract(said, '$.diagnoses', '$.procedures', {}) END"
    " FROM (SELECT c.page_id, p.patient_name AS name, coalesce(c.current, c.original) AS said FROM contents AS c"
    " JOIN pages AS p ON p.id = c.page_id WHERE c.page_id > ? ORDER BY c.page_id LIMIT ?)"
).format(", ".join(f"'$.values.{key}'" for key in _FIELDS))


def migrate(db: Database) -> None:
    """Add ``page_codes`` and ``page_initials`` and fill them from the pages as they stand, in blocks.

    A row for each code of a page (a dagger with its asterisk also by its asterisk) in capitals, and one for each way
    in which the name may be read. ``pages`` itself is not written: what is signed stays as it was signed.
    """
    for table, column in (("page_codes", "code"), ("page_initials", "initials")):
        db.execute(
            f"CREATE TABLE {table} (page_id INTEGER NOT NULL REFERENCES pages(id), {column} TEXT NOT NULL,"
            f" PRIMARY KEY (page_id, {column})) WITHOUT ROWID"
        )
    after = 0
    while rows := db.execute(_SAID, (after, _AT_ONCE)).fetchall():
        after = rows[-1][0]
        codes = [(page_id, code) for page_id, _, said in rows if said is not None for code in _codes(json.loads(said))]
        letters = [(page_id, initials) for page_id, name, _ in rows for initials in sorted(name_initials(name or ""))]
        db.conn.executemany("INSERT INTO page_codes (page_id, code) VALUES (?, ?)", codes)
        db.conn.executemany("INSERT INTO page_initials (page_id, initials) VALUES (?, ?)", letters)
    db.execute("CREATE INDEX page_codes_code ON page_codes (code)")  # sorted at once, and not row by row
    db.execute("CREATE INDEX page_initials_initials ON page_initials (initials)")


def _codes(said: list[Any]) -> list[str]:
    diagnoses, procedures, *fields = said
    codes = [*_of_rows(diagnoses), *(str(text) for text in fields if text)]
    return sorted(kept_codes(codes, _of_rows(procedures)))


def _of_rows(rows: Any) -> Iterator[str]:
    return (str(row.get("code", "")) for row in (rows if isinstance(rows, list) else ()) if isinstance(row, dict))
