"""A PostgreSQL server for tests and measurements: on a socket in a folder of its own, for this machine alone."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from coding.base.server_file import ServerFile, server_text

#: Where Debian has them, the newest first.
_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -int(folder.parent.name.split(".")[0]))
#: Who runs the server where the tests are run by root: PostgreSQL does not start as root.
_OTHER = "postgres"
_SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=200", "autovacuum=off", "shared_buffers=64MB")


class NoServerError(Exception):
    """PostgreSQL cannot be started at this machine; says why."""


def binaries() -> Path:
    """The folder of ``initdb`` and ``postgres``. Raises NoServerError."""
    found = next((folder for folder in _BINARIES if (folder / "initdb").exists()), None)
    if found is None:
        raise NoServerError("PostgreSQL 的服务器程序不在本机（Debian：postgresql）")
    return found


def _run(*command: object) -> None:
    subprocess.run([*_as_other(), *map(str, command)], check=True, capture_output=True, text=True, cwd="/")


def _as_other() -> list[str]:
    if sys.platform == "win32" or os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        raise NoServerError("本机没有 setpriv，PostgreSQL 不能由 root 启动")
    return ["setpriv", f"--reuid={_OTHER}", f"--regid={_OTHER}", "--clear-groups"]


class Cluster:
    """A server of its own; ``fresh()`` is the connection file of a new empty database."""

    def __init__(self) -> None:
        self._bin = binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="fp-pg-", dir=_short()))
        self.user = _OTHER if _as_other() else getpass.getuser()
        if _as_other():
            shutil.chown(self.folder, _OTHER, _OTHER)
        self._data = self.folder / "data"
        self._made = 0

    def start(self) -> None:
        """Make it and start it."""
        _run(self._bin / "initdb", "-D", self._data, "-A", "trust", "-E", "UTF8", "--no-locale", "-N", "-U", self.user)
        self.run_server()

    def run_server(self) -> None:
        """Start a server that was made; returns when it answers."""
        told = " ".join(
            f"-c {one}" for one in (*_SETTINGS, "listen_addresses=", f"unix_socket_directories={self.folder}")
        )
        _run(self._bin / "pg_ctl", "-D", self._data, "-l", self.folder / "log", "-w", "-o", told, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it at once."""
        _run(self._bin / "pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")

    def remove(self) -> None:
        """Stop it and take everything away."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def connected(self, database: str = "postgres") -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """A connection of the owner of the server."""
        with psycopg.connect(host=str(self.folder), dbname=database, user=self.user, autocommit=True) as connection:
            yield connection

    def fresh(self, template: str = "template0") -> str:
        """A new database; its name."""
        self._made += 1
        name = f"d{os.getpid()}_{self._made}"
        with self.connected() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Take a database away, whoever is in it."""
        with self.connected() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def server(self, database: str) -> ServerFile:
        """Where a database is."""
        return ServerFile(str(self.folder), database, user=self.user)

    def write(self, database: str, path: Path) -> Path:
        """A connection file of a database; its place."""
        path.write_text(server_text(self.server(database)), encoding="utf-8")
        return path


def _short() -> Path:
    """A name of a socket has room for a hundred bytes."""
    there = Path(tempfile.gettempdir())
    return there if len(str(there)) < 60 else Path("/tmp")
