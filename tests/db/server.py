"""A PostgreSQL server of the tests: on a socket in a folder of its own, started once a session."""

import getpass
import os
import shutil
import subprocess
from contextlib import contextmanager, suppress

import pytest

from coding.base.server_file import ServerFile, server_text
from tools.own_server import INSTEAD_OF_ROOT, as_server, server_binaries, server_folder

_SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=200", "autovacuum=off", "shared_buffers=64MB")


def binaries():
    """The folder of ``initdb`` and ``postgres``. Skips the test where there is none."""
    found = server_binaries()
    if found is None:
        pytest.skip("PostgreSQL 的服务器程序不在本机（Debian：postgresql）：该测试跳过")
    return found


def _run(*command):
    subprocess.run([*map(str, command)], check=True, capture_output=True, text=True, cwd="/", **as_server())


class Cluster:
    """A server of its own; ``fresh()`` is the connection file of a new empty database."""

    def __init__(self):
        self._bin = binaries()
        self.folder = server_folder("fp-pg-")
        self.user = INSTEAD_OF_ROOT if as_server() else getpass.getuser()
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
        self._control("-l", self.folder / "log", "-o", told, "start")

    def stop(self, mode="immediate"):
        """Stop it at once."""
        self._control("-m", mode, "stop")

    def _control(self, *words):
        """Wait until it is done, however busy the machine is."""
        _run(self._bin / "pg_ctl", "-D", self._data, "-w", "-t", "600", *words)

    def remove(self):
        """Stop it and take everything away."""
        with suppress(subprocess.CalledProcessError):  # it did not run
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


class Guarded(Cluster):
    """Nobody but its administrator comes in without a password."""

    def run_server(self):
        """See ``Cluster``."""
        rules = f"local all {self.user} trust\nlocal all all scram-sha-256\n"
        (self._data / "pg_hba.conf").write_text(rules, encoding="utf-8")
        super().run_server()


@contextmanager
def running(kind=Cluster):
    """A server of this kind, started; it goes in the end, also where it did not come up. Skips where there is none."""
    made = kind()
    try:
        made.start()
        yield made
    finally:
        made.remove()
