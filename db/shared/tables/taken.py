"""Who is at a page, for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from coding.store.kept_reviews import Taken

if TYPE_CHECKING:
    from db.shared.sql.engine import Connection, Cursor

#: So long a page is somebody's after it was taken last; the window takes it again while it is open.
TAKEN_SECONDS: Final = 120


def ask_taken(connection: Connection, page_id: int) -> Cursor:
    """Ask who is at a page; ``taken_of`` reads the answer."""
    return connection.execute("SELECT who, name, until FROM taken WHERE page_id = ?", (page_id,))


def taken_of(asked: Cursor, page_id: int, now: datetime) -> Taken | None:
    """Who is at a page; one whose time is over is nobody, and so is one far ahead: the clock was set back."""
    row = asked.fetchone()
    return None if row is None else _still((page_id, *row), now)


def all_taken(connection: Connection, now: datetime) -> dict[int, Taken]:
    """All pages that somebody is at."""
    rows = connection.execute("SELECT page_id, who, name, until FROM taken").fetchall()
    found = (_still(row, now) for row in rows)
    return {taken.page_id: taken for taken in found if taken is not None}


def _still(row: tuple[int, int, str, str], now: datetime) -> Taken | None:
    page_id, who, name, end = row
    until = datetime.fromisoformat(end)
    is_on = now < until <= now + timedelta(seconds=2 * TAKEN_SECONDS)
    return Taken(page_id, who, name, until) if is_on else None
