"""The number of a write: it only grows, and says what is another one since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.store.kept_worklist import Changed, Trade
from db.shared.tables.incoming import hidden_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.shared.sql.engine import Connection, Cursor


_NEXT: Final = (
    "INSERT INTO revisions (trade, revision) SELECT CAST(? AS TEXT), coalesce(max(revision), 0) + 1 FROM revisions"
    " WHERE TRUE ON CONFLICT (trade) DO UPDATE SET revision = excluded.revision RETURNING revision"
)
#: UNION ALL: to leave out what is found twice SQLite reads every page in the order of its id.
PAGES_SINCE: Final = (
    "SELECT id FROM pages WHERE revision > ?1 UNION ALL SELECT p.id FROM imports AS i JOIN pages AS p"
    " ON p.id BETWEEN i.first_page AND i.last_page WHERE i.revision > ?1"
)


def ask_revision(connection: Connection, trade: Trade) -> Cursor:
    """Note the write that is under way for its trade; ``revision_of`` reads its number."""
    return connection.execute(_NEXT, (trade.value,))


def revision_of(asked: Cursor) -> int:
    """The number of a write that was noted."""
    ((revision,),) = asked.fetchall()
    return int(revision)


def next_revision(connection: Connection, trade: Trade) -> int:
    """The revision of the write that is under way, noted for its trade; goes with the transaction."""
    return revision_of(ask_revision(connection, trade))


def mark_pages(connection: Connection, ids: Iterable[int], revision: int | None = None) -> None:
    """These pages are other ones from this write on, whose number may be known already."""
    if revision is None:
        revision = next_revision(connection, Trade.PAGES)
    connection.executemany("UPDATE pages SET revision = ? WHERE id = ?", [(revision, page_id) for page_id in ids])


def read_changed(connection: Connection, revision: int) -> Changed:
    """What is another one since a revision."""
    now = newest_revision(connection)
    if now <= revision:
        return Changed(now)
    before = hidden_from(connection)
    pages = {row[0] for row in connection.execute(PAGES_SINCE, (revision,)) if before is None or row[0] < before}
    trades = connection.execute("SELECT trade FROM revisions WHERE revision > ?", (revision,)).fetchall()
    return Changed(now, tuple(sorted(pages)), frozenset(Trade(row[0]) for row in trades))


def newest_revision(connection: Connection) -> int:
    """The number of the last write."""
    found: tuple[int | None] = connection.execute("SELECT max(revision) FROM revisions").fetchone()
    return found[0] or 0
