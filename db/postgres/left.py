"""The mark of a store that was carried from a server to another place: nobody opens it or writes to it any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from coding.store.store_errors import StoreGoneError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.postgres.engine import PostgresConnection

#: What is said stands as a comment: whoever may connect may read it, whatever else is closed to them.
_SAID: Final = (
    "SELECT obj_description(c.oid, 'pg_class') FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'frontpage' AND c.relname = 'left_for'"
)
#: No write without an entry of the audit; and no entry any more.
_MARK: Final = (
    "CREATE TABLE frontpage.left_for ()",
    "CREATE FUNCTION frontpage.refuse_left() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'the store has left' USING ERRCODE = 'read_only_sql_transaction'; END $$",
    "CREATE TRIGGER left_for BEFORE INSERT OR UPDATE OR DELETE ON frontpage.audit FOR EACH STATEMENT"
    " EXECUTE FUNCTION frontpage.refuse_left()",
)


def mark_left(connection: PostgresConnection, told: Mapping[str, Any]) -> None:
    """Close the store, inside the caller's transaction; ``told``: where it went (``to``) and when (``at``)."""
    for statement in _MARK:
        connection.execute(statement)
    said = json.dumps(dict(told), ensure_ascii=False).replace("'", "''")
    connection.execute(f"COMMENT ON TABLE frontpage.left_for IS E'{said.replace(chr(92), chr(92) * 2)}'")


def require_not_left(connection: PostgresConnection, name: str) -> None:
    """Raise StoreGoneError, with where to, where the store was carried to another place."""
    row = connection.execute(_SAID).fetchone()
    if row is None:
        return
    try:
        told = json.loads(row[0] or "")
        to, at = str(told["to"]), str(told["at"])[:10]
    except (ValueError, TypeError, KeyError):
        to, at = "另一处", "早先"
    raise StoreGoneError(f"服务器 {name} 上的数据已在 {at} 迁移到“{to}”，服务器上的留作存底，不再打开：请从那里打开。")
