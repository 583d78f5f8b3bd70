"""Schema 11: the journal of the months, and one row of facts a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Bring a store of schema 10 to schema 11.

    ``page_facts``: what the figures count of a page, packed as ``shape`` says; ``mark`` is that of the page
    from which it was found, ``suspected`` how many classes of violation are suspected. It is found by the discharge of
    its page. No page has any before it is examined again.
    """
    db.execute(
        "CREATE TABLE month_entries (id INTEGER PRIMARY KEY, month TEXT NOT NULL, kind TEXT NOT NULL,"
        " subject TEXT NOT NULL, page_id INTEGER, said TEXT NOT NULL, who INTEGER NOT NULL, name TEXT NOT NULL,"
        " at TEXT NOT NULL, sum INTEGER)"
    )
    db.execute("CREATE INDEX month_entries_month ON month_entries (month, kind)")
    db.execute("CREATE INDEX month_entries_subject ON month_entries (kind, subject)")
    db.execute("CREATE INDEX month_entries_page ON month_entries (page_id) WHERE page_id IS NOT NULL")
    db.execute(
        "CREATE TABLE page_facts (page_id INTEGER PRIMARY KEY, mark TEXT NOT NULL, stamp TEXT NOT NULL,"
        " shape TEXT NOT NULL, suspected INTEGER NOT NULL, numbers BLOB NOT NULL, texts TEXT NOT NULL, sum INTEGER)"
    )
    db.execute("CREATE INDEX page_facts_suspected ON page_facts (page_id) WHERE suspected > 0")
    for table, key in (("month_entries", "id"), ("page_facts", "page_id")):
        for event, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
            db.execute(
                f"CREATE TRIGGER guard_{table}_{event.lower()} AFTER {event} ON {table}"
                f" BEGIN SELECT seat_wrote('{table}', {row}.{key}); END"
            )
