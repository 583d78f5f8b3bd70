"""The guards on a server: triggers note which guarded rows a transaction writes, for its entry of the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from db.shared.audit.guards import digests, kept_key

if TYPE_CHECKING:
    from db.postgres.engine import PostgresConnection
    from db.shared.audit.guards import RowDigest

_TAKEN: Final = "DELETE FROM written WHERE tx = pg_current_xact_id() RETURNING name, key"


def written_digests(connection: PostgresConnection) -> list[RowDigest]:
    """Each row that the transaction under way has written, in a fixed order, and the digest of what it holds now."""
    rows = connection.execute(_TAKEN).fetchall()
    return digests(connection, [(name, kept_key(name, key)) for name, key in rows])
