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
    if row is None:
        return None
    until = datetime.fromisoformat(row[2])
    is_on = now < until <= now + timedelta(seconds=2 * TAKEN_SECONDS)
    return Taken(page_id, row[0], row[1], until) if is_on else None
