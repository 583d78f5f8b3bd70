"""Schema 12: by how much weight and payment of a page have moved, and an index of all that narrows the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Bring a store of schema 11 to schema 12.

    ``moved`` has a row for each page whose weight or payment is another one than that of the page as it came in, kept
    with its verdict; no page has any before it is examined again. ``pages_marks`` holds what marks and typed filters
    ask of every page: it is read from end to end in the time in which a few thousand rows are looked up.
    """
    db.execute("CREATE TABLE moved (page_id INTEGER PRIMARY KEY, weight REAL, payment REAL, sum INTEGER)")
    for event, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        db.execute(
            f"CREATE TRIGGER guard_moved_{event.lower()} AFTER {event} ON moved"
            f" BEGIN SELECT seat_wrote('moved', {row}.page_id); END"
        )
    db.execute("DROP INDEX pages_marks")
    db.execute(
        "CREATE INDEX pages_marks ON pages (discharged DESC, id, state, progress, errors, warnings, drg, dept,"
        " unproved, list_differs, overdue, ward, doctor, coder, cost, stay, weight)"
    )
