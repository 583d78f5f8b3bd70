"""By how much weight and payment of pages have moved: one row for each page of which something has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from db.shared.tables.sums import intact, seal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.store.kept_worklist import Verdict
    from db.shared.sql.engine import Connection

_KEEP: Final = (
    "INSERT INTO moved (page_id, weight, payment)"
    " SELECT id, CAST(? AS DOUBLE PRECISION), CAST(? AS DOUBLE PRECISION) FROM pages WHERE id = ?"
    " ON CONFLICT (page_id) DO UPDATE SET weight = excluded.weight, payment = excluded.payment"
)
#: Two columns of a row of the worklist: nothing where the row is damaged, or of a page that is not judged.
MOVED: Final = ", ".join(
    f"(SELECT moved.{column} FROM moved WHERE moved.page_id = pages.id AND {intact('moved')} AND pages.state <> '')"
    for column in ("weight", "payment")
)


def keep(connection: Connection, verdicts: Iterable[tuple[int, Verdict]]) -> None:
    """Keep what the verdicts say, inside the caller's transaction; what says the same already is not written."""
    for page_id, verdict in verdicts:
        now = verdict.weight_moved or None, verdict.payment_moved or None
        asked = f"SELECT weight, payment FROM moved WHERE page_id = ? AND {intact('moved')}"
        if connection.execute(asked, (page_id,)).fetchone() == now:
            continue
        if now == (None, None):
            connection.execute("DELETE FROM moved WHERE page_id = ?", (page_id,))
            continue
        connection.execute(_KEEP, (*now, page_id))
        seal(connection, "moved", "page_id = ?", (page_id,))
