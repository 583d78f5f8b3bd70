"""Schema 10: people, reviews, samples, the chained audit with its guards, and by what pages are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

_VERDICT: Final = (
    "state", "errors", "warnings", "infos", "not_judged", "status", "drg", "weight", "payment", "score", "stamp",
    "unproved", "list_differs", "overdue", "held",
)  # fmt: skip
_PAGE: Final = (
    "id", "key", "mark", "original_mark", "touched", "admitted", "discharged", "discharge_date", "case_no",
    "patient_name", "dept", "principal", "progress", "ward", "doctor", "coder", "insured", "team", "cost", "stay",
    "import_id",
)  # fmt: skip
#: Name of what is guarded → table, its key, and the columns; "" = a write of any column counts.
_GUARDED: Final = {
    "pages": ("pages", "id", _PAGE),
    "verdicts": ("pages", "id", _VERDICT),
    "contents": ("contents", "page_id", ("original", "original_shape", "current", "current_shape")),
    "shapes": ("shapes", "id", ("keys",)),
    "changes": ("changes", "id", ()),
    "settings": ("settings", "key", ()),
    "imports": ("imports", "id", ("file", "layout", "encoding", "columns", "at", "dialect")),
    "rule_edits": ("rule_edits", "id", ()),
    "waivers": ("waivers", "id", ()),
    "terms": ("terms", "id", ()),
    "paid_results": ("paid_results", "id", ()),
    "people": ("people", "id", ()),
    "groupings": ("groupings", "id", ()),
    "reviews": ("reviews", "id", ()),
    "assignments": ("assignments", "page_id", ("who", "given_by", "at", "due")),
    "samples": ("samples", "id", ()),
    "sample_words": ("sample_words", "id", ()),
    "incoming": ("incoming", "import_id", ()),
}

_SUMMED: Final = (
    "id, key, mark, original_mark, touched, admitted, discharged, discharge_date, case_no, patient_name, dept,"
    " principal, progress, state, errors, warnings, infos, not_judged, status, drg, weight, payment, score, stamp,"
    " ward, doctor, coder, insured, team, cost, stay, unproved, list_differs, overdue, held, import_id"
)

_PROGRESS: Final = (
    "CASE progress WHEN 'returned' THEN 0 WHEN 'new' THEN 1 WHEN 'coding' THEN 2 WHEN 'waiting' THEN 3"
    " WHEN 'submitted' THEN 4 WHEN 'passed' THEN 5 WHEN 'uploaded' THEN 6 ELSE 7 END"
)


def migrate(db: Database) -> None:
    """Bring a store of schema 9 to schema 10. ``audit_rows`` has a digest of every row that an entry wrote, NULL where
    it was removed; ``row`` is its key. What a file held before is taken over by the first entry of the chain.
    """
    db.execute(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, user TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
        " roles TEXT NOT NULL, wards TEXT NOT NULL, money_blind INTEGER NOT NULL, must_change INTEGER NOT NULL,"
        " came_at TEXT NOT NULL, closed_at TEXT, sum INTEGER)"
    )
    db.execute(
        "CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, who INTEGER NOT NULL, name TEXT NOT NULL,"
        " deed TEXT NOT NULL, page_id INTEGER, about TEXT NOT NULL, rows BLOB NOT NULL, previous BLOB NOT NULL,"
        " hash BLOB NOT NULL, key TEXT NOT NULL, signature BLOB NOT NULL)"
    )
    db.execute("CREATE INDEX audit_page ON audit (page_id) WHERE page_id IS NOT NULL")
    db.execute("CREATE INDEX audit_deed ON audit (deed)")
    db.execute("CREATE INDEX audit_who ON audit (who, id)")
    db.execute("CREATE INDEX audit_at ON audit (at)")
    db.execute(
        "CREATE TABLE audit_rows (entry INTEGER NOT NULL, tbl TEXT NOT NULL, row NOT NULL, digest BLOB,"
        " PRIMARY KEY (entry, tbl, row)) WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE groupings (id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL, at TEXT NOT NULL,"
        " status TEXT NOT NULL, drg TEXT NOT NULL, weight REAL, payment REAL, stamp TEXT NOT NULL)"
    )
    db.execute("CREATE INDEX groupings_page ON groupings (page_id)")
    _add_reviews(db)
    _add_samples(db)
    _add_to_pages(db)
    _add_found_by(db)
    for name, (table, key, columns) in _GUARDED.items():
        _guard(db, name, table, key, columns)


def _add_reviews(db: Database) -> None:
    """Words of review, whose a page is, samples. ``taken`` is of the moment and no record: it has no guard."""
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


def _add_to_pages(db: Database) -> None:
    """``held`` is what stands at the gate; the sums are made with it and with the import. States in their order."""
    db.execute("ALTER TABLE pages ADD COLUMN held INTEGER NOT NULL DEFAULT 0")
    db.execute(f"UPDATE pages SET sum = row_sum({_SUMMED}) WHERE sum IS NOT NULL")
    db.execute("DROP INDEX pages_progress")
    db.execute(f"CREATE INDEX pages_progress ON pages ({_PROGRESS}, discharged DESC, id)")


def _add_samples(db: Database) -> None:
    """What was drawn, and what was said of it."""
    db.execute(
        "CREATE TABLE samples (id INTEGER PRIMARY KEY, label TEXT NOT NULL, plan TEXT NOT NULL, seed TEXT NOT NULL,"
        " drawn_by TEXT NOT NULL, at TEXT NOT NULL, drawn TEXT NOT NULL, sum INTEGER)"
    )
    db.execute(
        "CREATE TABLE sample_words (id INTEGER PRIMARY KEY, sample_id INTEGER NOT NULL, page_id INTEGER NOT NULL,"
        " kind TEXT NOT NULL, said TEXT NOT NULL, who INTEGER NOT NULL, at TEXT NOT NULL, sum INTEGER)"
    )
    db.execute("CREATE INDEX sample_words_sample ON sample_words (sample_id)")


def _add_found_by(db: Database) -> None:
    """``page_codes`` and ``page_initials``: a row for each code of a page, and for each reading of its name.

    How a name is read is knowledge of the program, so whoever opens the file fills them: ``found_by.version`` says by
    which knowledge they were filled, 0 is by none yet.
    """
    for table, column in (("page_codes", "code"), ("page_initials", "initials")):
        db.execute(
            f"CREATE TABLE {table} (page_id INTEGER NOT NULL REFERENCES pages(id), {column} TEXT NOT NULL,"
            f" PRIMARY KEY (page_id, {column})) WITHOUT ROWID"
        )
        db.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
    db.execute("CREATE TABLE found_by (version INTEGER NOT NULL)")
    db.execute("INSERT INTO found_by (version) VALUES (0)")


def _guard(db: Database, name: str, table: str, key: str, columns: tuple[str, ...]) -> None:
    """Each write of these columns calls a function that only a connection with a seat has."""
    of = f" OF {', '.join(columns)}" if columns else ""
    for event, row in (("INSERT", "new"), (f"UPDATE{of}", "new"), ("DELETE", "old")):
        trigger = f"guard_{name}_{event.split()[0].lower()}"
        db.execute(
            f"CREATE TRIGGER {trigger} AFTER {event} ON {table} BEGIN SELECT seat_wrote('{name}', {row}.{key}); END"
        )
