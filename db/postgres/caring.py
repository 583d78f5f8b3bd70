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
    way = Way(read_server_file(place), "", server_password)
    connection = way.connect()
    try:
        require_schema(connection, way.name)
        with told_in_chinese(way.name):
            put_rights(connection, way.name, Names(way.server.dbname))
    finally:
        connection.raw.close()


def note_restored(place: Path, sign_in: SignIn, ends: tuple[Head, Head], server_password: str) -> None:
    """Write down that a store was restored, and which of its ends are known to have gone."""
    way = Way(read_server_file(place), "", server_password)
    store = PostgresStore(beside_of(place), way, seat_at(way, sign_in, None), None)
    try:
        store.restored(*ends)
    finally:
        store.close()
