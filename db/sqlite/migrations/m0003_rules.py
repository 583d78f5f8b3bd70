"""Schema 3: the hospital's rules edit by edit, waivers, and which rules fired on which page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Add ``rule_edits``, ``waivers`` and ``fired``.

    ``rule_edits.columns`` is what the hospital says of the rule from that edit on, as JSON; NULL = taken back.
    ``fired`` has a row for each rule with a finding on a page, kept with the page's verdict: a rule's pages are
    found without examining anything.
    """
    db.table("rule_edits").create(
        {"id": int, "rule": str, "columns": str, "author": str, "at": str, "note": str},
        pk="id",
        not_null={"rule", "author", "at", "note"},
    )
    db.table("waivers").create(
        {
            "id": int,
            "page_id": int,
            "rule": str,
            "field": str,
            "value": str,
            "dept": str,
            "reason": str,
            "author": str,
            "at": str,
            "expires": str,
            "ended_by": str,
            "ended_at": str,
        },
        pk="id",
        not_null={"rule", "dept", "reason", "author", "at"},
        foreign_keys=[("page_id", "pages", "id")],
    )
    db.execute(
        "CREATE TABLE fired (rule TEXT NOT NULL, page_id INTEGER NOT NULL, findings INTEGER NOT NULL,"
        " waived INTEGER NOT NULL, PRIMARY KEY (rule, page_id)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX fired_page ON fired (page_id)")
