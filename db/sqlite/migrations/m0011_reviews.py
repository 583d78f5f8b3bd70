"""Schema 11: words of review, whose a page is, who is at it; the states of the case life in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

_PROGRESS: Final = (
    "CASE progress WHEN 'returned' THEN 0 WHEN 'new' THEN 1 WHEN 'coding' THEN 2 WHEN 'waiting' THEN 3"
    " WHEN 'submitted' THEN 4 WHEN 'passed' THEN 5 WHEN 'uploaded' THEN 6 ELSE 7 END"
)
#: What a verdict is: ``held`` is new.
_VERDICT: Final = (
    "state", "errors", "warnings", "infos", "not_judged", "status", "drg", "weight", "payment", "score", "stamp",
    "unproved", "list_differs", "overdue", "held",
)  # fmt: skip
_SUMMED: Final = (
    "id, key, mark, original_mark, touched, admitted, discharged, discharge_date, case_no, patient_name, dept,"
    " principal, progress, state, errors, warnings, infos, not_judged, status, drg, weight, payment, score, stamp,"
    " ward, doctor, coder, insured, team, cost, stay, unproved, list_differs, overdue, held"
)


def migrate(db: Database) -> None:
    """Bring a store of schema 10 to schema 11. ``taken`` is of the moment and no record: it has no guard.
    ``pages.held`` is what stands at the gate; the sums of the rows are made with it.
    """
    db.execute(
        "CREATE TABLE reviews (id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL, about TEXT NOT NULL,"
        " subject TEXT NOT NULL, said TEXT NOT NULL, text TEXT NOT NULL, who INTEGER NOT NULL, name TEXT NOT NULL,"
        " at TEXT NOT NULL, answers INTEGER, rule TEXT NOT NULL, sum INTEGER)"
    )
    db.execute("CREATE INDEX reviews_page ON reviews (page_id)")
    db.execute("CREATE INDEX reviews_rule ON reviews (rule) WHERE rule <> ''")
    db.execute(
        "CREATE TABLE assignments (page_id INTEGER PRIMARY KEY, who INTEGER NOT NULL, given_by TEXT NOT NULL,"
        " at TEXT NOT NULL, due TEXT, sum INTEGER)"
    )
    db.execute("CREATE INDEX assignments_who ON assignments (who)")
    db.execute(
        "CREATE TABLE taken (page_id INTEGER PRIMARY KEY, who INTEGER NOT NULL, name TEXT NOT NULL,"
        " until TEXT NOT NULL) WITHOUT ROWID"
    )
    db.execute("ALTER TABLE pages ADD COLUMN held INTEGER NOT NULL DEFAULT 0")
    db.execute(f"UPDATE pages SET sum = row_sum({_SUMMED}) WHERE sum IS NOT NULL")
    db.execute("DROP TRIGGER guard_verdicts_update")
    db.execute(
        f"CREATE TRIGGER guard_verdicts_update AFTER UPDATE OF {', '.join(_VERDICT)} ON pages"
        " BEGIN SELECT seat_wrote('verdicts', new.id); END"
    )
    db.execute("DROP INDEX pages_progress")
    db.execute(f"CREATE INDEX pages_progress ON pages ({_PROGRESS}, discharged DESC, id)")
    db.execute(
        "CREATE TABLE samples (id INTEGER PRIMARY KEY, label TEXT NOT NULL, plan TEXT NOT NULL, seed TEXT NOT NULL,"
        " drawn_by TEXT NOT NULL, at TEXT NOT NULL, drawn TEXT NOT NULL, sum INTEGER)"
    )
    db.execute(
        "CREATE TABLE sample_words (id INTEGER PRIMARY KEY, sample_id INTEGER NOT NULL, page_id INTEGER NOT NULL,"
        " kind TEXT NOT NULL, said TEXT NOT NULL, who INTEGER NOT NULL, at TEXT NOT NULL, sum INTEGER)"
    )
    db.execute("CREATE INDEX sample_words_sample ON sample_words (sample_id)")
    _guard(db, "samples", "samples", "id")
    _guard(db, "sample_words", "sample_words", "id")
    _guard(db, "reviews", "reviews", "id")
    _guard(db, "assignments", "assignments", "page_id", ("who", "given_by", "at", "due"))
    _guard(db, "incoming", "incoming", "import_id")


def _guard(db: Database, name: str, table: str, key: str, columns: Iterable[str] = ()) -> None:
    """Put guards on a table; of updates only those of the columns count, where any are named."""
    of = f" OF {', '.join(columns)}" if columns else ""
    for event, row in (("INSERT", "new"), (f"UPDATE{of}", "new"), ("DELETE", "old")):
        trigger = f"guard_{name}_{event.split()[0].lower()}"
        db.execute(
            f"CREATE TRIGGER {trigger} AFTER {event} ON {table} BEGIN SELECT seat_wrote('{name}', {row}.{key}); END"
        )
