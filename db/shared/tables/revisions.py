"""The number of a write: it only grows, and says what is another one since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.store.kept_worklist import Changed, Trade
from db.shared.tables.incoming import hidden_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.shared.sql.engine import Connection


#: The revision now.
LAST: Final = "SELECT max(revision) FROM revisions"
_KEEP: Final = (
    "INSERT INTO revisions (trade, revision) VALUES (?, ?)"
    " ON CONFLICT (trade) DO UPDATE SET revision = excluded.revision"
)


def next_revision(connection: Connection, trade: Trade) -> int:
    """The revision of the write that is under way, noted for its trade; goes with the transaction."""
    revision = _now(connection) + 1
    connection.execute(_KEEP, (trade.value, revision))
    return revision


def mark_pages(connection: Connection, ids: Iterable[int]) -> None:
    """These pages are other ones from this write on."""
    revision = next_revision(connection, Trade.PAGES)
    connection.executemany("UPDATE pages SET revision = ? WHERE id = ?", [(revision, page_id) for page_id in ids])


def read_changed(connection: Connection, revision: int) -> Changed:
    """What is another one since a revision."""
    now = _now(connection)
    if now <= revision:
        return Changed(now)
    before = hidden_from(connection)
    pages = {
        row[0]
        for row in connection.execute(
            "SELECT id FROM pages WHERE revision > ?1 UNION SELECT p.id FROM imports AS i JOIN pages AS p"
            " ON p.id BETWEEN i.first_page AND i.last_page WHERE i.revision > ?1",
            (revision,),
        )
        if before is None or row[0] < before
    }
    trades = connection.execute("SELECT trade FROM revisions WHERE revision > ?", (revision,)).fetchall()
    return Changed(now, tuple(sorted(pages)), frozenset(Trade(row[0]) for row in trades))


def _now(connection: Connection) -> int:
    found: tuple[int | None] = connection.execute(LAST).fetchone()
    return found[0] or 0
