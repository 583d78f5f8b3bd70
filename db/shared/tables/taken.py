"""Who is at a page, for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from coding.store.kept_reviews import Taken

if TYPE_CHECKING:
    from db.shared.sql.engine import Connection

#: So long a page is somebody's after it was taken last; the window takes it again while it is open.
TAKEN_SECONDS: Final = 120
_TAKEN: Final = "SELECT page_id, who, name, until FROM taken"
AT_ONE: Final = f"{_TAKEN} WHERE page_id = ?"


def taken_by(connection: Connection, page_id: int, now: datetime) -> Taken | None:
    """Who is at a page; one whose time is over is nobody, and so is one far ahead: the clock was set back."""
    row = connection.execute(AT_ONE, (page_id,)).fetchone()
    return None if row is None else _still(row, now)


def all_taken(connection: Connection, now: datetime) -> dict[int, Taken]:
    """All pages that somebody is at."""
    found = (_still(row, now) for row in connection.execute(_TAKEN).fetchall())
    return {taken.page_id: taken for taken in found if taken is not None}


def _still(row: tuple[int, int, str, str], now: datetime) -> Taken | None:
    page_id, who, name, end = row
    until = datetime.fromisoformat(end)
    is_on = now < until <= now + timedelta(seconds=2 * TAKEN_SECONDS)
    return Taken(page_id, who, name, until) if is_on else None
