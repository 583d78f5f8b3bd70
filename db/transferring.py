"""From one engine to another: the one place that knows both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.server_file import IN_CLEAR, NO_RIGHTS, is_server_file, read_server_file
from coding.store.kept_people import SignIn
from coding.store.store_errors import StoreError
from db.postgres.opening import Way
from db.postgres.stores import beside_of
from db.postgres.transfer_ends import PostgresSource, PostgresTarget
from db.shared.transfer.carrying import carry
from db.sqlite.transfer_ends import SqliteSource, SqliteTarget

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.store import Clock
    from coding.store.transferred import Step, Transferred


class Carrier:
    """``coding.store.transferred.Transfers``."""

    def __init__(self, clock: Clock, *, rights: bool = False, sealed_identities: bool = False) -> None:
        """``rights``, ``sealed_identities``: a server to which a store comes is to hold everybody to their roles, and
        who administers it reads no names, unless its connection file says otherwise.
        """
        self._clock, self._rights, self._seals = clock, rights, sealed_identities

    def transfer(
        self, source: Path, target: Path, sign_in: SignIn | None, step: Step, server_password: str = ""
    ) -> Transferred:
        """Carry a store over."""
        to_server = is_server_file(target)
        if is_server_file(source) == to_server:
            raise StoreError(
                "两边都是服务器，没有迁移：请用 pg_dump 备份再恢复，办法见手册“科室服务器”。"
                if to_server
                else "两边都是数据文件，没有迁移：换文件夹请用窗口的“数据 › 移动数据文件…”。"
            )
        place = target if to_server else source
        way, beside = _way(place, sign_in or SignIn(""), server_password), beside_of(place)
        if to_server:
            rights = self._rights and way.server.rights != NO_RIGHTS
            seals = self._seals and way.server.identities != IN_CLEAR
            arriving = PostgresTarget(way, beside, sign_in, rights=rights, seals=seals)
            return carry(SqliteSource(source, self._clock), arriving, sign_in, self._clock, step)
        return carry(PostgresSource(way, beside, self._clock), SqliteTarget(target), sign_in, self._clock, step)


def _way(place: Path, own: SignIn, server_password: str) -> Way:
    """The way to the server: as the login that its connection file names; where it names none, as who signs in."""
    server = read_server_file(place)
    return Way(server, "", server_password) if server.user else Way(server, own.user, own.password)
