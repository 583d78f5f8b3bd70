"""The door of every store on a server: where it stands, who may come in, and how one comes to be."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, NoReturn

from coding.base.server_file import IN_CLEAR, NO_RIGHTS, read_server_file, server_folder
from coding.store.kept_people import Door
from coding.store.moved import Place
from coding.store.store_errors import SealedStoreError, StoreError, StoreReadOnlyError
from db.postgres.founding import found_store
from db.postgres.key_table import KeyTable
from db.postgres.opening import Way, require_schema
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.postgres_store import PostgresStore
from db.postgres.rights.names import Names
from db.postgres.server_clock import ServerClock
from db.shared.machine_settings import MachineSettings
from db.shared.signing_in import seat_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coding.store.kept_backups import Restored
    from coding.store.kept_people import NewPerson, SignIn
    from coding.store.moved import Moved
    from coding.store.store import Clock
    from db.postgres.engine import PostgresConnection
    from db.shared.seat import Seat

#: Who signed in last at this machine.
_LAST: Final = "last_user"
_NOT_HERE: Final = "数据在服务器上，{what}由服务器管理员进行：办法见手册“科室服务器”一页。"


class PostgresStores:
    """``coding.store.doorkeeper`` on servers: a place is a connection file. Without a clock the server's counts."""

    def __init__(self, clock: Clock | None = None, *, rights: bool = False, sealed_identities: bool = False) -> None:
        """``rights``, ``sealed_identities``: of stores that are made here, whether the server is to hold everybody to
        the rights of their roles, and whether its administrator reads no names; the connection file may say no.
        """
        self._clock = clock
        self._rights = rights
        self._sealed_identities = sealed_identities

    def __call__(self, path: Path, sign_in: SignIn | None = None) -> PostgresStore:
        """The store at a place, as whoever signs in."""
        if sign_in is None:
            raise SealedStoreError(
                f"数据在服务器上（{path.name}）：请登录后使用"
                "（命令行用 --user 和 --password-file，或 --recovery-file）。"
            )
        way = Way(read_server_file(path), sign_in.user, sign_in.password)
        beside = beside_of(path)
        store = PostgresStore(beside, way, seat_at(way, sign_in, self._clock), self._clock)
        try:
            store.arrive()
        except BaseException:
            store.close()
            raise
        if not sign_in.recovery and _at_door(beside).get(_LAST) != sign_in.user:
            with suppress(StoreReadOnlyError):  # it is typed the next time
                _at_door(beside).put(_LAST, sign_in.user)
        return store

    def door(self, path: Path) -> Door:
        """What is known of a store on a server before anybody has signed in: who may is told to nobody."""
        last = _at_door(beside_of(path)).get(_LAST) or ""
        return Door(path, is_there=True, is_sealed=True, last_user=last, server=read_server_file(path).name)

    def seal(self, path: Path, first: NewPerson) -> str:
        """Make a store in an empty database, with its first person; the recovery key to be printed."""
        return self.found(path, first)

    def found(self, path: Path, first: NewPerson, server_password: str = "") -> str:
        """The same; ``server_password`` is that of the login which the connection file names."""
        server = read_server_file(path)
        way = Way(server, first.user, server_password if server.user else first.password)
        connection = way.connect()
        try:
            rights = Names(server.dbname) if self._rights and server.rights != NO_RIGHTS else None
            sealed = self._sealed_identities and server.identities != IN_CLEAR
            clock = self._clock or ServerClock(connection)
            return found_store(connection, way.name, first, clock, rights, sealed_identities=sealed)
        finally:
            connection.raw.close()

    def restore(self, backup: Path, path: Path, sign_in: SignIn | None = None) -> Restored:  # noqa: ARG002
        """Say who does it."""
        _not_here("恢复")

    def place(self, path: Path) -> Place:
        """A connection file stands where it stands."""
        return Place(path)

    def require_movable(self, path: Path, folder: Path) -> None:  # noqa: ARG002
        """Say who does it."""
        _not_here("移动")

    def move(
        self,
        path: Path,  # noqa: ARG002
        folder: Path,  # noqa: ARG002
        sign_in: SignIn | None = None,  # noqa: ARG002
        step: Callable[[int, int], None] = lambda _done, _total: None,  # noqa: ARG002
    ) -> Moved:
        """Say who does it."""
        _not_here("移动")

    def forget_moved(self, moved: Moved) -> tuple[Path, ...]:  # noqa: ARG002
        """Nothing was left anywhere."""
        return ()


def beside_of(path: Path) -> Path:
    """Beside which lies what this machine keeps of a store on a server: in the program's folder, whoever else uses the
    connection file.
    """
    server = read_server_file(path)
    return server_folder() / server.stamp / f"{server.stamp}.server"


def seat_at(way: Way, sign_in: SignIn, clock: Clock | None) -> Seat:
    """The seat of whoever signs in to the store at the end of a way."""
    connection = way.connect()
    try:
        require_schema(connection, way.name)

        @contextmanager
        def using() -> Iterator[PostgresConnection]:
            with told_in_chinese(way.name), connection.raw.transaction():
                yield connection

        return seat_of(KeyTable(way.name, using), sign_in, clock or ServerClock(connection))
    finally:
        connection.raw.close()


def _at_door(beside: Path) -> MachineSettings:
    return MachineSettings(beside.with_suffix(".door.json"))


def _not_here(what: str) -> NoReturn:
    raise StoreError(_NOT_HERE.format(what=what))
