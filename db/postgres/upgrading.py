"""A store on a server that an older program has made is brought to the schema of today, by its administrators: one of
the server, who may alter tables, and one of the department, who signs the entry of the audit.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from coding.base.server_file import read_server_file
from coding.review.people import Command
from coding.store.store_errors import NotAllowedError, StoreBusyError
from coding.store.transferred import Upgraded
from db.postgres.founding import put_rights, require_administrator, take_steps
from db.postgres.key_table import KeyTable
from db.postgres.migrations import STEPS
from db.postgres.opening import Way, known_version
from db.postgres.others import cut_off_others, others_at
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.rights.names import WRITING, Names
from db.postgres.sealed_identities import SealedConnection, cells_of
from db.postgres.server_clock import ServerClock
from db.postgres.written import written_digests
from db.shared.audit.beginning import begin_or_go_on
from db.shared.signing_in import seat_of
from db.shared.tables.people_tables import read_people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from coding.store.kept_people import SignIn
    from db.postgres.engine import PostgresConnection
    from db.shared.seat import Seat

#: So long an upgrade waits for whoever works on the tables by another client.
_PATIENCE: Final = "10s"


def upgrade_store(place: Path, sign_in: SignIn, server_password: str = "", *, now: bool = False) -> Upgraded:
    """Take all steps that a store lacks in one transaction, with the entry of the audit, and put the rights of this
    program on it. See ``coding.store.transferred.CaresForServers``.
    """
    way = Way(read_server_file(place), "", server_password)
    connection = way.connect()
    try:
        version = known_version(connection, way.name)
        with told_in_chinese(way.name):
            if connection.has_rights:
                require_administrator(connection, way.name)
            seat = seat_of(KeyTable(way.name, _using(connection)), sign_in, ServerClock(connection))
            if version < len(STEPS):
                _require_alone(connection, way.name, cuts=now)
            with connection.raw.transaction():
                connection.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
                connection.execute("SELECT pg_advisory_xact_lock(?)", (WRITING,))
                version = _brought_up(connection, way.name, seat)
                _require_may(connection, way.name, seat)
                if connection.has_rights:
                    put_rights(connection, way.name, Names(way.server.dbname))
                if version < len(STEPS):  # whoever came in meanwhile has opened the old one
                    cut_off_others(connection)
    finally:
        connection.raw.close()
    return Upgraded(way.name, version, len(STEPS))


def _using(connection: PostgresConnection) -> Callable[[], AbstractContextManager[PostgresConnection]]:
    @contextmanager
    def using() -> Iterator[PostgresConnection]:
        with connection.raw.transaction():
            yield connection

    return using


def _require_may(connection: PostgresConnection, name: str, seat: Seat) -> None:
    """Raise NotAllowedError unless who signed in is an administrator of the department."""
    person = next((one for one in read_people(connection) if one.id == seat.person.id), seat.person)
    if not person.may(Command.RESTORE):
        raise NotAllowedError(f"{person.name}不是科室的管理员，没有升级服务器 {name} 上的数据：请由管理员登录。")


def _require_alone(connection: PostgresConnection, name: str, *, cuts: bool) -> None:
    """Raise StoreBusyError while windows of the older program are connected; ``cuts``: they are cut off instead."""
    if cuts:
        cut_off_others(connection)
    elif who := others_at(connection):
        raise StoreBusyError(
            f"服务器 {name} 还连着旧版本的窗口（{'、'.join(who)}），没有升级：请各处都关闭窗口后再试，"
            "或加 --now 断开他们（没有写入的输入留在各自的草稿中）。"
        )


def _brought_up(connection: PostgresConnection, name: str, seat: Seat) -> int:
    """Take the steps, and write them down; from which version on. Nobody opens the store until the transaction ends."""
    connection.execute("LOCK TABLE schema_version IN ACCESS EXCLUSIVE MODE")
    version = known_version(connection, name)
    if version < len(STEPS):
        take_steps(connection, version)
        connection.execute("UPDATE schema_version SET version = ?", (len(STEPS),))
        cells = cells_of(connection, seat)
        line = connection if cells is None else SealedConnection(connection, cells)
        begin_or_go_on(line, seat, version, ServerClock(connection)(), written_digests(line))
    return version
