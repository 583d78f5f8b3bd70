"""Schema 12 on a server: by how much weight and payment of a page have moved, and an index of all that marks ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from db.postgres.engine import PostgresConnection

_STATEMENTS: Final = (
    "CREATE TABLE moved (page_id bigint, weight double precision, payment double precision, sum bigint,"
    " PRIMARY KEY (page_id))",
    "CREATE FUNCTION sum_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.sum :="
    " ('x' || left(md5(ROW(NEW.page_id, NEW.weight, NEW.payment)::text), 8))::bit(32)::bigint; RETURN NEW; END $$",
    "CREATE TRIGGER sum_moved BEFORE INSERT OR UPDATE ON moved FOR EACH ROW EXECUTE FUNCTION sum_moved()",
    "CREATE TRIGGER guard_moved AFTER INSERT OR UPDATE OR DELETE ON moved FOR EACH ROW"
    " EXECUTE FUNCTION guard_page_id('moved')",
    "CREATE INDEX pages_marks ON pages (discharged DESC, id)"
    " INCLUDE (state, progress, errors, warnings, unproved, list_differs, overdue)",
)


def migrate(connection: PostgresConnection) -> None:
    """Bring a store of schema 11 to schema 12. No page has moved before it is examined again."""
    for statement in _STATEMENTS:
        connection.execute(statement)
