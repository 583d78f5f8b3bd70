"""From one engine to another: the one place that knows both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.server_file import is_server_file, read_server_file
from coding.store.kept_people import SignIn
from coding.store.store_errors import StoreError
from db.postgres.founding import found_store, require_administrator
from db.postgres.opening import Way, require_schema
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.postgres_store import PostgresStore
from db.postgres.rights.apply import apply_rights
from db.postgres.rights.names import Names
from db.postgres.stores import beside_of, seat_at
from db.postgres.transfer_ends import PostgresSource, PostgresTarget
from db.shared.transfer.carrying import carry
from db.sqlite.transfer_ends import SqliteSource, SqliteTarget

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.kept_audit import Head
    from coding.store.kept_people import NewPerson
    from coding.store.store import Clock
    from coding.store.transferred import Served, Step, Transferred


class Carrier:
    """``coding.store.transferred.Serves``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def transfer(self, source: Path, target: Path, sign_in: SignIn | None, step: Step, how: Served) -> Transferred:
        """Carry a store over."""
        to_server = is_server_file(target)
        if is_server_file(source) == to_server:
            raise StoreError(
                "两边都是服务器，没有迁移：请用 pg_dump 备份再恢复，办法见手册“科室服务器”。"
                if to_server
                else "两边都是数据文件，没有迁移：换文件夹请用窗口的“数据 › 移动数据文件…”。"
            )
        place = target if to_server else source
        way, beside = _way(place, sign_in or SignIn(""), how), beside_of(place)
        if to_server:
            arriving = PostgresTarget(way, beside, sign_in, how)
            return carry(SqliteSource(source, self._clock), arriving, sign_in, self._clock, step)
        return carry(PostgresSource(way, beside, self._clock), SqliteTarget(target), sign_in, self._clock, step)

    def set_up(self, place: Path, first: NewPerson, how: Served) -> str:
        """Make a store in an empty database."""
        way = _way(place, SignIn(first.user, first.password), how)
        rights = Names(way.server.dbname) if how.by_rights else None
        connection = way.connect()
        try:
            sealed = how.sealed_identities
            return found_store(connection, way.name, first, self._clock, rights, sealed_identities=sealed)
        finally:
            connection.raw.close()

    def note_restored(self, place: Path, sign_in: SignIn, ends: tuple[Head, Head], how: Served) -> None:
        """Write down that a store was restored."""
        way = _way(place, sign_in, how)
        store = PostgresStore(beside_of(place), way, seat_at(way, sign_in, self._clock), self._clock)
        try:
            store.restored(*ends)
        finally:
            store.close()

    def renew_rights(self, place: Path, how: Served) -> None:
        """Put the rights of this program's roles on a store."""
        way = _way(place, SignIn(""), how)
        connection = way.connect()
        try:
            require_schema(connection, way.name)
            with told_in_chinese(way.name):
                require_administrator(connection, way.name)
                apply_rights(connection.raw, Names(way.server.dbname))
        finally:
            connection.raw.close()


def _way(place: Path, own: SignIn, how: Served) -> Way:
    """The way to the server: as the login that its connection file names; where it names none, as who signs in."""
    server = read_server_file(place)
    return Way(server, "", how.password) if server.user else Way(server, own.user, own.password)
