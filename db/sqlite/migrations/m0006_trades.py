"""Schema 6: the worklist in SQL, columns for figures, revisions, and knowledge named by its stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_FIGURES = {
    "ward": "discharge_ward",
    "doctor": "attending_physician",
    "coder": "coder",
    "insured": "payment_method",
}
_NUMBERS = {"cost": "fee_total", "stay": "los_days"}

#: The orders of the worklist; among equals the newest discharge comes first.
_ORDERS = {
    "pages_worst": "errors DESC, warnings DESC",
    "pages_case_no": "length(case_no), case_no",
    "pages_name": "patient_name",
    "pages_dept": "dept",
    "pages_state": "CASE state WHEN 'error' THEN 0 WHEN 'warning' THEN 1 WHEN 'clean' THEN 2 ELSE 3 END",
    "pages_progress": "CASE progress WHEN 'new' THEN 0 WHEN 'edited' THEN 1 ELSE 2 END",
    "pages_drg": "(drg = ''), drg",
    "pages_weight": "weight DESC",
    "pages_score": "(score IS NULL), score",
}
#: What pages are found by beside these.
_FOUND_BY = {
    "pages_marks": "discharged DESC, id, state, progress, errors, warnings, drg, dept",
    "pages_warnings": "warnings",
    "pages_group": "drg, state",
    "pages_stamp": "stamp, state",
    "pages_record": "case_no",
    "pages_principal": "principal",
    "pages_revision": "revision",
}
_TOKENS = "".join(chr(i) for i in range(33, 127) if not chr(i).isalnum() and chr(i) not in "'\"")
_AT_ONCE = 1_000


def migrate(db: Database) -> None:
    """Add the columns and fill them from the pages as they stand; then indexes, words, revisions, knowledge.

    ``said`` holds what a row of the worklist says, folded; ``words`` is its index of pairs of characters: a search
    for any part of a word reads no other row. ``revisions`` has the last revision of each trade.
    """
    _add_columns(db)
    _add_words(db)
    for index, columns in _ORDERS.items():
        db.execute(f"CREATE INDEX {index} ON pages ({columns}, discharged DESC, id)")
    for index, columns in _FOUND_BY.items():
        db.execute(f"CREATE INDEX {index} ON pages ({columns})")
    db.execute("CREATE TABLE revisions (trade TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID")
    db.execute("INSERT INTO revisions VALUES ('imports', 1), ('pages', 1)")
    _add_knowledge(db)


def _add_columns(db: Database) -> None:
    for name in (*_FIGURES, "team"):
        db.execute(f"ALTER TABLE pages ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")
    for name in _NUMBERS:
        db.execute(f"ALTER TABLE pages ADD COLUMN {name} REAL")
    db.execute("ALTER TABLE pages ADD COLUMN revision INTEGER NOT NULL DEFAULT 1")
    texts = [f"{name} = coalesce(json_extract(said, '$.values.{key}'), '')" for name, key in _FIGURES.items()]
    numbers = [
        f"{name} = (SELECT CASE WHEN text GLOB '[0-9]*' AND NOT text GLOB '*[^0-9.]*' THEN CAST(text AS REAL) END"
        f" FROM (SELECT trim(json_extract(said, '$.values.{key}')) AS text))"
        for name, key in _NUMBERS.items()
    ]
    db.execute(
        f"UPDATE pages SET {', '.join(texts + numbers)} FROM"
        " (SELECT page_id, coalesce(current, original) AS said FROM contents) AS c WHERE c.page_id = pages.id"
    )


def _add_words(db: Database) -> None:
    db.execute("CREATE TABLE said (page_id INTEGER PRIMARY KEY REFERENCES pages(id), words TEXT NOT NULL)")
    db.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (pairs, content='', detail=none, columnsize=0,"
        f" tokenize=\"ascii tokenchars '{_TOKENS}'\")"
    )
    after = 0
    while rows := db.execute(
        "SELECT id, case_no, patient_name, dept, principal, discharge_date FROM pages WHERE id > ? ORDER BY id LIMIT ?",
        (after, _AT_ONCE),
    ).fetchall():
        after = rows[-1][0]
        for page_id, *texts in rows:
            said = " ".join(text or "" for text in texts).casefold()
            db.execute("INSERT INTO said (page_id, words) VALUES (?, ?)", (page_id, said))
            db.execute("INSERT INTO words (rowid, pairs) VALUES (?, ?)", (page_id, _pairs(said)))


def _pairs(said: str) -> str:
    """Every two characters side by side in a word, and its last one, as the index of schema 6 wants them."""
    plain = "".join("\u2400" if c in "'\"" or (c < " " and not c.isspace()) or c == "\x7f" else c for c in said)
    found = [word[i : i + 2] for word in plain.split() for i in range(len(word))]
    return " ".join(dict.fromkeys(found))


def _add_knowledge(db: Database) -> None:
    """``first_seen`` of what is there already is the first moment that the file knows of."""
    db.execute(
        "CREATE TABLE knowledge (stamp TEXT PRIMARY KEY, described TEXT NOT NULL, first_seen TEXT NOT NULL)"
        " WITHOUT ROWID"
    )
    db.execute(
        'INSERT INTO knowledge (stamp, described, first_seen) SELECT DISTINCT stamp, \'{"version":2,"parts":{}}\','
        " coalesce((SELECT min(at) FROM imports), (SELECT min(at) FROM changes), '1970-01-01T00:00:00')"
        " FROM pages WHERE stamp <> ''"
    )
