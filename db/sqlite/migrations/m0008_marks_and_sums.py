"""Schema 8: states by their names with the marks beside them, a sum over every row, imports that come in parts."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Marks that a verdict gives; unknown is 0, and the recheck says more.
_MARKS = ("unproved", "list_differs", "overdue")
_PROGRESS = "CASE progress WHEN 'coding' THEN 0 WHEN 'passed' THEN 1 ELSE 2 END"
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
    """Bring a store of schema 7 to schema 8. The sums are made of the rows as the rest of the step leaves them."""
    _add_marks(db)
    _add_sums(db)
    _add_parts(db)


def _add_marks(db: Database) -> None:
    """Rename the states (new, edited → coding; done → passed), add the columns of the marks and their indexes.

    Few pages bear a mark: an index holds those alone. That a page is not as it came in is told by its two hashes.
    """
    for name in _MARKS:
        db.execute(f"ALTER TABLE pages ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
    for index in ("pages_progress", "pages_marks"):
        db.execute(f"DROP INDEX {index}")
    db.execute("UPDATE pages SET progress = CASE progress WHEN 'done' THEN 'passed' ELSE 'coding' END")
    db.execute(f"CREATE INDEX pages_progress ON pages ({_PROGRESS}, discharged DESC, id)")
    db.execute(
        "CREATE INDEX pages_marks ON pages"
        " (discharged DESC, id, state, progress, errors, warnings, drg, dept, unproved)"
    )
    for name in _MARKS:
        db.execute(f"CREATE INDEX pages_{name} ON pages (discharged DESC, id, {name}) WHERE {name} = 1")
    altered = "mark <> original_mark"
    db.execute(f"CREATE INDEX pages_altered ON pages (discharged DESC, id, mark, original_mark) WHERE {altered}")


def _add_sums(db: Database) -> None:
    """Add ``sum`` to the tables and make it of what stands there now: CRC-32 of the values of the row."""
    db.conn.create_function("row_sum", -1, _row_sum, deterministic=True)
    for table, columns in _SUMMED.items():
        db.execute(f"ALTER TABLE {table} ADD COLUMN sum INTEGER")
        db.execute(f"UPDATE {table} SET sum = row_sum({columns})")
    for text in ("original", "current"):
        db.execute(f"ALTER TABLE contents ADD COLUMN {text}_sum INTEGER")
        db.execute(f"UPDATE contents SET {text}_sum = row_sum(page_id, {text}, {text}_shape) WHERE {text} IS NOT NULL")


def _add_parts(db: Database) -> None:
    """``imports.revision`` is the moment from which the pages ``first_page`` to ``last_page`` are seen. ``incoming``
    has a row while a file comes in parts: pages from ``first_page`` on are seen by nobody yet.
    """
    for column in ("first_page", "last_page", "revision"):
        db.execute(f"ALTER TABLE imports ADD COLUMN {column} INTEGER")
    db.execute("CREATE TABLE incoming (import_id INTEGER PRIMARY KEY, first_page INTEGER NOT NULL)")


def _row_sum(*values: Any) -> int:
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))
