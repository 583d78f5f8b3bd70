"""A PostgreSQL of one's own for a while: on loopback, in a folder that goes, to be killed and started at will."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import TracebackType

#: So often a port is asked for that nobody has: somebody may take it until the server does.
_PORTS: Final = 5
_BINARIES: Final = "/usr/lib/postgresql/*/bin"
#: Nobody may be the server who may do everything on the machine.
INSTEAD_OF_ROOT: Final = "postgres"
#: The longest name of a folder in which a server gets one of its own.
_SHORT: Final = 60
_SETTINGS: Final = (
    "listen_addresses = '127.0.0.1'",
    "max_connections = 200",
    "shared_buffers = '256MB'",
    "max_wal_size = '2GB'",
    "log_min_messages = 'warning'",
    "password_encryption = 'scram-sha-256'",
)


def server_binaries() -> Path | None:
    """The folder of the programs of the newest PostgreSQL on this machine; None: there is none."""
    found = sorted(Path("/").glob(_BINARIES.removeprefix("/")), key=lambda path: int(path.parent.name))
    return found[-1] if found else None


def as_server() -> dict[str, Any]:
    """As whom a program of PostgreSQL is run (options of ``subprocess``): it does not start as root."""
    is_root = os.name == "posix" and os.geteuid() == 0
    return {"user": INSTEAD_OF_ROOT, "group": INSTEAD_OF_ROOT, "extra_groups": ()} if is_root else {}


def server_folder(prefix: str) -> Path:
    """A new folder for a server that whoever runs it gets into. The name of a socket has room for a hundred bytes."""
    places = [Path(tempfile.gettempdir()), Path("/dev/shm"), Path("/tmp")]
    place = next(one for one in places if one.is_dir() and len(str(one)) < _SHORT and _is_reached(one))
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    if as_server():
        shutil.chown(made, INSTEAD_OF_ROOT, INSTEAD_OF_ROOT)
    return made


def _is_reached(place: Path) -> bool:
    return not as_server() or all(one.stat().st_mode & stat.S_IXOTH for one in (place, *place.parents))


class OwnServer:
    """Made and started on entering, stopped and removed on leaving. ``superuser`` and its ``password`` open it."""

    superuser: Final = "chief"

    def __init__(self, settings: tuple[str, ...] = ()) -> None:
        binaries = server_binaries()
        if binaries is None:
            raise FileNotFoundError("PostgreSQL")
        self._binaries = binaries
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self.password = os.urandom(12).hex()
        self.port = 0

    def __enter__(self) -> OwnServer:
        self._folder = server_folder("own-server-")
        self._data = self._folder / "data"
        try:
            self._make()
            self._find_port()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(
            [self._binaries / "postgres", "-D", self._data, "-p", str(self.port), "-k", str(self._folder)],
            stdout=subprocess.DEVNULL, stderr=(self._folder / "log").open("ab"), start_new_session=True, **as_server(),
        )  # fmt: skip
        self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), "-t", "60", tries=600)

    def _find_port(self) -> None:
        for left in reversed(range(_PORTS)):
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
            try:
                self.start()
            except OSError:
                if not left:
                    raise
            else:
                return

    def processor_seconds(self) -> float:
        """What its processes that live now have taken of the processors (Linux)."""
        if self._process is None:
            return 0.0
        ticks = 0
        for process in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = process.read_text().rpartition(")")[2].split()
                if int(fields[1]) == self._process.pid:
                    ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """Stop it in order; idempotent."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self) -> None:
        """End it as a power cut does: none of its processes is asked."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(30)
            self._process = None

    def certify(self, certificate: bytes, key: bytes) -> None:
        """From its next start on it can be spoken to encrypted, and says by this that it is itself."""
        for name, told in (("server.crt", certificate), ("server.key", key)):
            path = self._data / name
            path.write_bytes(told)
            path.chmod(0o600)
            if as_server():
                shutil.chown(path, INSTEAD_OF_ROOT)
        with (self._data / "postgresql.conf").open("a") as file:
            file.write("ssl = on\n")

    def _make(self) -> None:
        secret = self._folder / "secret"
        secret.write_text(self.password)
        if as_server():
            shutil.chown(secret, INSTEAD_OF_ROOT)
        options = (
            "-A",
            "scram-sha-256",
            "-U",
            self.superuser,
            "--pwfile",
            str(secret),
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        self._run("initdb", "-D", str(self._data), *options)
        secret.unlink()
        with (self._data / "postgresql.conf").open("a") as file:
            file.write("\n".join([*_SETTINGS, *self._settings, ""]))

    def _run(self, program: str, *arguments: str, tries: int = 1) -> None:
        for left in reversed(range(tries)):
            done = subprocess.run(
                [self._binaries / program, *arguments], capture_output=True, check=False, cwd="/", **as_server()
            )
            if done.returncode == 0:
                return
            if not left or (self._process is not None and self._process.poll() is not None):
                raise OSError(program, (done.stderr or done.stdout).decode(errors="replace")[-500:])
            with contextlib.suppress(subprocess.TimeoutExpired):
                if self._process is not None:
                    self._process.wait(0.1)
