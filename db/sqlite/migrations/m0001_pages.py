"""Schema 1: pages, what they hold, changes, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

#: "FPCD": tells a file of this program from any other SQLite file.
APPLICATION_ID = 0x46504344


def migrate(db: Database) -> None:
    """Make the first tables in an empty file.

    ``pages`` holds light rows only: the long texts lie in ``contents``, so that the worklist reads few
    disk pages. ``shapes`` keeps each distinct set of supplied fields once, not once a page.
    """
    db.table("shapes").create({"id": int, "keys": str}, pk="id", not_null={"keys"})
    db.table("shapes").create_index(["keys"], unique=True)
    db.table("pages").create(
        {
            "id": int,
            "key": str,
            "mark": str,
            "original_mark": str,
            "touched": int,
            "admitted": str,
            "discharged": str,
            "discharge_date": str,
            "case_no": str,
            "patient_name": str,
            "dept": str,
            "principal": str,
            "progress": str,
            "state": str,
            "errors": int,
            "warnings": int,
            "infos": int,
            "not_judged": int,
            "status": str,
            "drg": str,
            "weight": float,
            "payment": float,
            "score": float,
            "stamp": str,
        },
        pk="id",
        not_null={"key", "mark", "original_mark", "discharged", "progress", "state"},
        defaults={"touched": 0, "progress": "new", "state": "", "errors": 0, "warnings": 0, "drg": "", "stamp": ""},
    )
    db.table("pages").create_index(["key"])
    db.execute("CREATE INDEX worklist ON pages (discharged DESC, id)")
    db.table("contents").create(
        {"page_id": int, "original": str, "original_shape": int, "current": str, "current_shape": int},
        pk="page_id",
        not_null={"original", "original_shape"},
        foreign_keys=[
            ("page_id", "pages", "id"),
            ("original_shape", "shapes", "id"),
            ("current_shape", "shapes", "id"),
        ],
    )
    db.table("changes").create(
        {"id": int, "page_id": int, "change": str, "author": str, "at": str, "undoes": int},
        pk="id",
        not_null={"page_id", "change", "author", "at"},
        foreign_keys=[("page_id", "pages", "id"), ("undoes", "changes", "id")],
    )
    db.table("changes").create_index(["page_id"])
    db.table("settings").create({"key": str, "value": str}, pk="key", not_null={"value"})
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
