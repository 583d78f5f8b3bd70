"""Whether the tables and their guards stand as the program made them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.store.kept_audit import Complaint
from db.sqlite.engine import connect
from db.sqlite.migrations import STEPS
from db.sqlite.row_sums import add_sums
from db.sqlite.steps_database import steps_database
from db.sqlite.written import Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.shared.sql.engine import Connection

_GUARDS = (
    "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql IS NOT NULL ORDER BY name"
)


def schema_complaints(connection: Connection) -> list[Complaint]:
    """What is said against the guards of an open file."""
    expected, found = _expected(), dict(connection.execute(_GUARDS).fetchall())
    taken = "被取下或换掉：有人绕过程序打开过数据文件。"
    strange = "不是本程序建立的：有人绕过程序打开过数据文件。"
    told = [Complaint(f"守卫 {name}", taken) for name, sql in expected.items() if found.get(name) != sql]
    odd = [Complaint(f"守卫 {name}", strange) for name in found if name not in expected]
    return told + odd


@cache
def _expected() -> Mapping[str, str]:
    """The guards as a new file has them."""
    with connect(":memory:", isolation_level=None) as new:
        add_sums(new)
        written = Written(new)
        database = steps_database()(new)
        with written.gathering():
            for step in STEPS:
                step(database)
        return dict(new.execute(_GUARDS).fetchall())
