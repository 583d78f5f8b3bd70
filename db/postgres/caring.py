"""What a server asks for now and then: rights after an upgrade, a word in the audit after a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.server_file import read_server_file
from db.postgres.founding import put_rights
from db.postgres.opening import Way, require_schema
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.postgres_store import PostgresStore
from db.postgres.rights.names import Names
from db.postgres.stores import beside_of, seat_at

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.kept_audit import Head
    from coding.store.kept_people import SignIn


def renew_rights(place: Path, server_password: str) -> None:
    """Put the rights of this program's roles on a store."""
    _put_rights(Way(read_server_file(place), "", server_password), even_where_none=True)


def _put_rights(way: Way, *, even_where_none: bool) -> None:
    connection = way.connect()
    try:
        require_schema(connection, way.name)
        if connection.has_rights or even_where_none:
            with told_in_chinese(way.name):
                put_rights(connection, way.name, Names(way.server.dbname))
    finally:
        connection.raw.close()


def note_restored(place: Path, sign_in: SignIn, ends: tuple[Head, Head], server_password: str) -> None:
    """Write down that a store was restored, and which of its ends are known to have gone. Logins are those of the
    server, as they were before: they become again what the people of the store are.
    """
    way = Way(read_server_file(place), "", server_password)
    seat = seat_at(way, sign_in, None)
    _put_rights(way, even_where_none=False)
    store = PostgresStore(beside_of(place), way, seat, None)
    try:
        store.restored(*ends)
    finally:
        store.close()
