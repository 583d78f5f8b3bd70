"""A PostgreSQL server of the tests: on a socket in a folder of its own, started once a session."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from coding.base.server_file import ServerFile, server_text

#: Where Debian has them, the newest first.
_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -int(folder.parent.name.split(".")[0]))
#: Who runs the server where the tests are run by root: PostgreSQL does not start as root.
_OTHER = "postgres"
_SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=200", "autovacuum=off", "shared_buffers=64MB")


def binaries():
    """The folder of ``initdb`` and ``postgres``. Skips the test where there is none."""
    found = next((folder for folder in _BINARIES if (folder / "initdb").exists()), None)
    if found is None:
        pytest.skip("PostgreSQL 的服务器程序不在本机（Debian：postgresql）：该测试跳过")
    return found


def _run(*command, **options):
    asked = [*_as_other(), *map(str, command)]
    return subprocess.run(asked, check=True, capture_output=True, text=True, cwd="/", **options)


def _as_other():
    if sys.platform == "win32" or os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("本机没有 setpriv，测试又由 root 运行：PostgreSQL 的测试跳过")
    return ["setpriv", f"--reuid={_OTHER}", f"--regid={_OTHER}", "--clear-groups"]


class Cluster:
    """A server of its own; ``fresh()`` is the connection file of a new empty database."""

    def __init__(self):
        self._bin = binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="fp-pg-", dir=_short()))
        self.user = _OTHER if _as_other() else _name()
        if _as_other():
            shutil.chown(self.folder, _OTHER, _OTHER)
        self._data = self.folder / "data"
        self._made = 0

    def start(self):
        """Make it and start it."""
        _run(self._bin / "initdb", "-D", self._data, "-A", "trust", "-E", "UTF8", "--no-locale", "-N", "-U", self.user)
        self.run_server()

    def run_server(self):
        """Start a server that was made; returns when it answers."""
        told = " ".join(
            f"-c {one}" for one in (*_SETTINGS, "listen_addresses=", f"unix_socket_directories={self.folder}")
        )
        _run(self._bin / "pg_ctl", "-D", self._data, "-l", self.folder / "log", "-w", "-o", told, "start")

    def stop(self, mode="immediate"):
        """Stop it at once."""
        _run(self._bin / "pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")

    def remove(self):
        """Stop it and take everything away."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def connected(self, database="postgres"):
        """A connection of the owner of the server."""
        import psycopg

        with psycopg.connect(host=str(self.folder), dbname=database, user=self.user, autocommit=True) as connection:
            yield connection

    def fresh(self, template="template0"):
        """A new database; its name."""
        self._made += 1
        name = f"d{os.getpid()}_{self._made}"
        with self.connected() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name):
        """Take a database away, whoever is in it."""
        with self.connected() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def server(self, database):
        """Where a database is."""
        return ServerFile(str(self.folder), database, user=self.user)

    def write(self, database, path):
        """A connection file of a database; its place."""
        path.write_text(server_text(self.server(database)), encoding="utf-8")
        return path


def _name():
    import getpass

    return getpass.getuser()


def _short():
    """A name of a socket has room for a hundred bytes, and who runs the server comes through every folder above it."""
    places = [Path(tempfile.gettempdir()), Path("/dev/shm"), Path("/tmp")]
    return next(place for place in places if place.is_dir() and len(str(place)) < 60 and _is_reached(place))


def _is_reached(place):
    return not _as_other() or all(one.stat().st_mode & stat.S_IXOTH for one in (place, *place.parents))
