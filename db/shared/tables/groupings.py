"""The groups that pages have had: one row whenever a verdict brings another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from coding.store.kept_worklist import Verdict
    from db.shared.sql.engine import Connection

_LAST = "SELECT status, drg, weight, payment FROM groupings WHERE page_id = ? ORDER BY id DESC LIMIT 1"


def keep(connection: Connection, verdicts: Iterable[tuple[int, Verdict]], at: datetime) -> None:
    """Write down the groups that are other ones than those the pages had last; unknown pages are passed over."""
    for page_id, verdict in verdicts:
        now = (verdict.status, verdict.drg, verdict.weight, verdict.payment)
        if connection.execute(_LAST, (page_id,)).fetchone() != now:
            connection.execute(
                "INSERT INTO groupings (page_id, at, status, drg, weight, payment, stamp)"
                " SELECT id, ?, ?, ?, CAST(? AS DOUBLE PRECISION), CAST(? AS DOUBLE PRECISION), ? FROM pages"
                " WHERE id = ?",
                (at.isoformat(timespec="microseconds"), *now, verdict.stamp, page_id),
            )
