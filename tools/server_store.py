"""Stores to try things on: a file of this machine, or a database on a server of one's own, behind a wire."""

from __future__ import annotations

import contextlib
import os
import secrets
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from coding.base.server_file import ServerFile, server_text
from coding.review.people import ALL_ROLES, Role
from coding.store.kept_people import NewPerson, SignIn
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from tools.cut_wire import Wire

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from coding.store.store import Store
    from tools.own_server import OwnServer

#: Of everybody who sits at such a store; it is gone with its server.
_PASSWORD: Final = secrets.token_urlsafe(16)


class Place(Protocol):
    """Where a store is, for several people who sit at it, numbered from 0."""

    def begin(self, people: int) -> Store:
        """Make the store, for so many people; opened for the first of them."""
        ...

    def open(self, number: int) -> Store:
        """The store, for one of them."""
        ...

    def wire(self) -> AbstractContextManager[Wire | None]:
        """A wire to it; None: there is none to cut."""
        ...

    def through(self, wire: Wire | None) -> Place:
        """The same place, reached through a wire."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """One file in a folder."""

    folder: Path

    def begin(self, people: int) -> Store:  # noqa: ARG002 - it knows nobody
        """Make the file."""
        return self.open(0)

    def open(self, number: int) -> Store:  # noqa: ARG002
        """The store; all who sit there are the one person that it knows."""
        return SqliteStore(self.folder / "病案.sqlite")

    def wire(self) -> AbstractContextManager[None]:
        """There is none."""
        return contextlib.nullcontext()

    def through(self, wire: Wire | None) -> SqliteFile:  # noqa: ARG002
        """It is at hand."""
        return self


@dataclass(frozen=True, slots=True)
class SealedFile(SqliteFile):
    """One sealed file in a folder, with one person."""

    def begin(self, people: int) -> Store:  # noqa: ARG002
        """Make and seal it."""
        stores, path = Stores(datetime.now), self.folder / "病案.sqlite"
        words = stores.seal(path, NewPerson(_user(0), "编码员0", ALL_ROLES, _PASSWORD))
        store = stores(path, SignIn(_user(0), _PASSWORD))
        store.prove_recovery_key(words)
        return store


@dataclass(frozen=True, slots=True)
class ServerStore:
    """A database on a server of one's own; ``port`` is where it is reached, ``server`` where it stands.

    What this machine keeps of it lies in ``folder``, as does the file that names it. ``rights``: the server holds all
    to the rights of their roles, each comes with a login of her own, and identities are sealed; who sits there beside
    the first is a coder then.
    """

    folder: Path
    database: str
    server: int
    port: int
    chief: str
    secret: str
    seconds: float = 0.0
    rights: bool = False

    @classmethod
    def on(cls, server: OwnServer, folder: Path, database: str = "seats") -> ServerStore:
        """An empty database."""
        import psycopg

        os.environ["XDG_DATA_HOME"] = str(folder)
        chief = {"host": "127.0.0.1", "port": server.port, "user": server.superuser, "password": server.password}
        with closing(psycopg.connect(dbname="postgres", autocommit=True, **chief)) as connection:  # type: ignore[arg-type]
            connection.execute(f"CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0".encode())
        return cls(folder, database, server.port, server.port, server.superuser, server.password)

    def begin(self, people: int) -> Store:
        """Make the store, with so many people in all roles."""
        from db.postgres.stores import PostgresStores

        roles = frozenset({Role.CODER}) if self.rights else ALL_ROLES
        first = NewPerson(_user(0), "编码员0", ALL_ROLES, self.secret)
        stores = PostgresStores(rights=self.rights, sealed_identities=self.rights)
        words = stores.found(self._path(self.chief), first, self.secret)
        store = self.open(0)
        store.prove_recovery_key(words)
        for n in range(1, people):
            store.add_person(NewPerson(_user(n), f"编码员{n}", roles, self.secret))
        return store

    def open(self, number: int) -> Store:
        """The store, as one of them signs in."""
        from db.postgres.stores import PostgresStores

        return PostgresStores()(self._path("" if self.rights else self.chief), SignIn(_user(number), self.secret))

    def wire(self) -> Wire:
        """A wire to the server."""
        return Wire(self.server, self.seconds)

    def through(self, wire: Wire | None) -> ServerStore:
        """The same database, reached through a wire."""
        return self if wire is None else replace(self, port=wire.port)

    def _path(self, user: str) -> Path:
        path = self.folder / f"{self.database}-{self.port}{user}.fpserver"
        text = server_text(ServerFile("127.0.0.1", self.database, self.port, user=user, sslmode="disable"))
        if not path.exists():
            path.write_text(text, encoding="utf-8")
        return path


def _user(number: int) -> str:
    return f"bian{number}"
