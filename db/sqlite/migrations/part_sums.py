"""Schema 8: a sum over every row, and imports that come in parts and are seen when they are whole."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

_SUMMED = {
    "pages": (
        "id, key, mark, original_mark, touched, admitted, discharged, discharge_date, case_no, patient_name, dept,"
        " principal, progress, state, errors, warnings, infos, not_judged, status, drg, weight, payment, score, stamp,"
        " ward, doctor, coder, insured, team, cost, stay, unproved, list_differs, overdue"
    ),
    "shapes": "id, keys",
    "changes": "id, page_id, change, author, at, undoes",
    "settings": "key, value",
    "imports": "id, file, layout, encoding, columns, at, dialect",
    "rule_edits": "id, rule, columns, author, at, note",
    "waivers": "id, page_id, rule, field, value, dept, reason, author, at, expires, ended_by, ended_at",
    "terms": (
        "id, kind, words, words_key, name, code, times, first_at, last_at, state, origin, author, judged_by, judged_at"
    ),
}


def migrate(db: Database) -> None:
    """Add ``sum`` to the tables and make it of what stands there now: CRC-32 of the values of the row.

    ``imports.revision`` is the moment from which the pages ``first_page`` to ``last_page`` are seen. ``incoming`` has a
    row while a file comes in parts: pages from ``first_page`` on are seen by nobody yet.
    """
    db.conn.create_function("row_sum", -1, _row_sum, deterministic=True)
    for table, columns in _SUMMED.items():
        db.execute(f"ALTER TABLE {table} ADD COLUMN sum INTEGER")
        db.execute(f"UPDATE {table} SET sum = row_sum({columns})")
    for text in ("original", "current"):
        db.execute(f"ALTER TABLE contents ADD COLUMN {text}_sum INTEGER")
        db.execute(f"UPDATE contents SET {text}_sum = row_sum(page_id, {text}, {text}_shape) WHERE {text} IS NOT NULL")
    for column in ("first_page", "last_page", "revision"):
        db.execute(f"ALTER TABLE imports ADD COLUMN {column} INTEGER")
    db.execute("CREATE TABLE incoming (import_id INTEGER PRIMARY KEY, first_page INTEGER NOT NULL)")


def _row_sum(*values: Any) -> int:
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))
