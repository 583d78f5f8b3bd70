"""Schema 9: what the insurer says it has paid, refused and why, as its results are read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Bring a store of schema 8 to schema 9. Days are ISO texts, "" where the file says none; yuan, NULL likewise."""
    db.execute(
        "CREATE TABLE paid_results (id INTEGER PRIMARY KEY, batch TEXT NOT NULL, case_no TEXT NOT NULL,"
        " settlement_no TEXT NOT NULL, admission_times TEXT NOT NULL, discharged TEXT NOT NULL, settled TEXT NOT NULL,"
        " drg TEXT NOT NULL, weight REAL, paid REAL, fund REAL, denied REAL, reason TEXT NOT NULL, told TEXT NOT NULL,"
        " file TEXT NOT NULL, row INTEGER NOT NULL, read_at TEXT NOT NULL, read_by TEXT NOT NULL, sum INTEGER)"
    )
    db.execute("CREATE INDEX paid_results_case_no ON paid_results (case_no)")
    db.execute("CREATE INDEX paid_results_batch ON paid_results (batch)")
