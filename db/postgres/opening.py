"""Opening a connection to a store on a server."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Final

from coding.store.store_errors import (
    NewerStoreError,
    NotAllowedError,
    NotFoundedError,
    StoreAwayError,
    StoreError,
    WrongPasswordError,
)
from db.postgres.driver import require_driver
from db.postgres.engine import PostgresConnection
from db.postgres.left import require_not_left
from db.postgres.migrations import STEPS
from db.postgres.postgres_errors import told_in_chinese
from db.postgres.rights.names import SEEN, TABLES, Names

if TYPE_CHECKING:
    import psycopg

    from coding.base.server_file import ServerFile
    from db.postgres.reach import PatientConnection, Reach

SCHEMA: Final = TABLES
#: How long a write waits for another seat before it gives up, in seconds.
BUSY_SECONDS: Final = 3.0
#: What a search of the worklist may gather in memory.
_WORK_MEMORY: Final = "32MB"
_CONNECT_SECONDS: Final = 5
#: A cable that was pulled is noticed within so many seconds.
_SILENT_SECONDS: Final = 15
#: From this version of libpq on it can be told which way of signing in is none.
_PROVES: Final = 160_000
APPLICATION: Final = "frontpage-coding"
#: Whoever is in the table of people is shown it; a login outlives a restore that knows nothing of her.
_SHOWN: Final = "SELECT count(*) FROM schema_version"


class Way:
    """The way to a database: server, login, password; every connection of a store is made by it."""

    def __init__(self, server: ServerFile, user: str, password: str = "") -> None:
        self.server = server
        self.name = server.name
        self._user = server.user or (Names(server.dbname).login(user) if user else "")
        #: The one that let her in last, and after a change the other one: which of them is right is seen at the door.
        self._passwords: tuple[str, ...] = (password,)
        self._reach: Reach | None = None

    def with_password(self, password: str) -> None:
        """From now on she comes with another password; with the one before where it has not come to be, or not yet."""
        self._passwords = (password, self._passwords[0])

    def follow(self, other: Way) -> None:
        """From now on she comes as by another way."""
        self._passwords = other._passwords

    @property
    def reach(self) -> Reach:
        """Whether the server can be reached, as all connections by this way know it."""
        if self._reach is None:
            require_driver()
            from db.postgres.reach import Reach

            self._reach = Reach()
        return self._reach

    def connect(
        self, *, seeks: bool = False, is_bare: bool = False, seconds: float | None = None
    ) -> PostgresConnection:
        """Another connection. ``seeks``: it is the one by which a server that was away is found again; ``is_bare``: it
        has chosen no schema, and waits for nobody who holds a table; ``seconds``: in which it has to be answered all
        that it asks. Raises StoreError and its kin, StoreAwayError at once while the server is away.
        """
        require_driver()
        if not seeks:
            self.reach.require()
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # what fails is told by its error
        known = self._passwords  # of this moment: somebody may be changing it
        try:
            raw = self._opened(known[0])
        except StoreAwayError:
            self.reach.lose()
            raise
        except WrongPasswordError:
            if len(known) == 1:
                raise
            raw = self._opened(known[1])
            if self._passwords is known:
                self._passwords = known[::-1]
        self.reach.find()
        raw.reach = self.reach
        raw.until = None if seconds is None else time.monotonic() + seconds
        _adapt(raw)
        connection = PostgresConnection(raw)
        if not is_bare:
            with told_in_chinese(self.name):
                choose_path(connection)
        return connection

    def _opened(self, password: str) -> PatientConnection:
        from db.postgres.reach import PatientConnection

        with told_in_chinese(self.name, opening=True):
            return PatientConnection.connect(autocommit=True, **self._options(password))

    def _options(self, password: str) -> dict[str, Any]:
        server = self.server
        told: dict[str, Any] = {
            "host": server.host,
            "port": server.port,
            "dbname": server.dbname,
            "sslmode": server.mode,
            "application_name": APPLICATION,
            "client_encoding": "UTF8",
            "options": f"-c search_path={SCHEMA} -c work_mem={_WORK_MEMORY} -c jit=off",
            "connect_timeout": _CONNECT_SECONDS,
            "keepalives_idle": 5,
            "keepalives_interval": 3,
            "keepalives_count": 3,
            "tcp_user_timeout": _SILENT_SECONDS * 1000,
        }
        if require_driver().pq.version() >= _PROVES:
            told["require_auth"] = "!password,!md5"  # what was typed is proved, never handed over
        if self._user:
            told["user"] = self._user
        if password:
            told["password"] = password
        if server.sslrootcert:
            told["sslrootcert"] = server.sslrootcert
        return told


def choose_path(connection: PostgresConnection) -> None:
    """Work in the schema that the server gives whoever signed in: that of the tables themselves where it knows no
    rights, or where she is its administrator.
    """
    if connection.execute("SELECT to_regproc(?)", (f"{SEEN}.my_schema",)).fetchone()[0] is None:
        return
    schema: str = connection.execute(f"SELECT {SEEN}.my_schema()").fetchone()[0]
    connection.has_rights, connection.is_by_rights = True, schema != SCHEMA
    if connection.is_by_rights:
        connection.execute(f"SET search_path = {schema}, {SEEN}, pg_catalog, pg_temp")


def require_schema(connection: PostgresConnection, name: str) -> None:
    """Raise StoreError where the database holds no store, or one of another version."""
    version = known_version(connection, name)
    if version < len(STEPS):
        raise StoreError(
            f"服务器 {name} 上的数据是旧版本的（数据版本 {version}，本程序要 {len(STEPS)}）：请服务器管理员备份后执行"
            "“server-care 地址 --upgrade”升级数据，然后再登录；在那以前请用原来版本的程序。"
        )


def known_version(connection: PostgresConnection, name: str) -> int:
    """The version of the schema of a store. Raises StoreError where there is none, or one that this program does not
    know, and for whoever is shown nothing at all.
    """
    with told_in_chinese(name):
        require_not_left(connection, name)
        if connection.is_by_rights and not connection.execute(_SHOWN).fetchone()[0]:
            raise NotAllowedError(
                f"服务器 {name} 上的用户里没有您，或您已停用（数据可能恢复到了更早的时候）："
                "请科室的管理员在“用户”中处理。"
            )
        version = schema_version(connection)
    if not version:
        raise NotFoundedError(f"服务器 {name} 上还没有建立数据：请管理员先建立第一个用户。")
    if version > len(STEPS):
        raise NewerStoreError(
            f"服务器 {name} 上的数据由更新版本的程序写成（数据版本 {version}，本程序支持到 {len(STEPS)}）：请升级程序，"
            "这台电脑升级以后再登录。"
        )
    return version


def schema_version(connection: PostgresConnection) -> int:
    """The version of the schema; 0: there is none."""
    there = connection.execute("SELECT to_regclass(?)", ("schema_version",)).fetchone()[0]
    return connection.engine.schema(connection) if there else 0


def _adapt(raw: psycopg.Connection[Any]) -> None:
    """Numbers are of one size, whatever they are; a text keeps no NUL."""
    from psycopg.types.numeric import Int8Dumper

    from db.postgres.dumpers import AsNumber, WithoutNul

    for kind, dumper in ((int, Int8Dumper), (bool, AsNumber), (str, WithoutNul)):
        raw.adapters.register_dumper(kind, dumper)
