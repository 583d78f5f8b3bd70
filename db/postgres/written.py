"""The guards on a server: triggers note which guarded rows a transaction writes, for its entry of the audit."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from db.shared.audit.guards import GUARDED, TEXT_KEYS, digests, kept_key, row_digest

if TYPE_CHECKING:
    from collections.abc import Collection

    from db.postgres.engine import PostgresConnection
    from db.shared.audit.guards import RowDigest

_OF_THIS: Final = "FROM written WHERE tx = pg_current_xact_id()"
_TAKEN: Final = f"DELETE {_OF_THIS} RETURNING name, key"


def written_digests(connection: PostgresConnection, likely: Collection[str] = ()) -> list[RowDigest]:
    """Each row that the transaction under way has written, in a fixed order, and the digest of what it holds now.
    ``likely``: of what is guarded under these names rows are asked for at once, of others when it is known which.
    """
    asked = {name: connection.execute(_rows(name)) for name in sorted(likely)}
    written = [(name, kept_key(name, key)) for name, key in connection.execute(_TAKEN).fetchall()]
    found = digests(connection, [row for row in written if row[0] not in asked])
    for name, cursor in asked.items():
        now = {row[0]: row_digest(*row[1:]) for row in cursor}
        found += [(name, key, now.get(key)) for of, key in written if of == name]
    return sorted(found, key=lambda row: (row[0], row[1]))


@cache
def _rows(name: str) -> str:
    table, key, columns = GUARDED[name]
    own = "key" if name in TEXT_KEYS else "CAST(key AS bigint)"
    return f"SELECT {key}, {columns} FROM {table} WHERE {key} IN (SELECT {own} {_OF_THIS} AND name = '{name}')"
