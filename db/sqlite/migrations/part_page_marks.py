"""Schema 8: the state of the work by its name, and what the marks beside it are found by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Marks that a verdict gives; unknown is 0, and the recheck says more.
_MARKS = ("unproved", "list_differs", "overdue")
_PROGRESS = "CASE progress WHEN 'coding' THEN 0 WHEN 'passed' THEN 1 ELSE 2 END"


def migrate(db: Database) -> None:
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
