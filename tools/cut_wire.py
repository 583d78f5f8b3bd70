"""A wire between a client and a server on this machine that is as slow as one wants, and can be cut and mended."""

from __future__ import annotations

import argparse
import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

_HERE: Final = "127.0.0.1"
_CHUNK: Final = 1 << 16


class Wire:
    """Listens on a port of its own of this machine and passes on to a port, or to the socket at a path; ``seconds``: of
    a round trip. ``journeys``: how often something was asked after the last answer had come.

    Cut, it passes nothing on and tells nobody, as a cable that was pulled; mended, what was in it is lost and its
    connections end, as both sides find out by then.
    """

    def __init__(self, to: int | str, seconds: float = 0.0) -> None:
        self._to = to
        self._way = seconds / 2
        self.journeys = 0
        self._is_answered = True
        self._is_deaf = False
        self._whole = threading.Event()
        self._whole.set()
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server((_HERE, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="wire", daemon=True).start()

    def cut(self) -> None:
        """From now on nothing comes through, and nobody is told."""
        self._whole.clear()

    def lose_answers(self) -> None:
        """What is asked still comes through, and no answer does."""
        self._is_deaf = True

    def mend(self) -> None:
        """New connections come through; the ones of before have ended."""
        self._is_deaf = False
        self._end_all()
        self._whole.set()

    def close(self) -> None:
        """End all; idempotent."""
        self._listener.close()
        self.mend()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _end_all(self) -> None:
        with self._lock:
            ended, self._sockets = self._sockets, set()
        for each in ended:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        with self._lock:
            self._sockets.add(near)
        self._whole.wait()
        try:
            far = self._reach()
        except OSError:
            near.close()
            return
        with self._lock:
            self._sockets.add(far)
        for one in (near, far):
            if one.family == socket.AF_INET:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=self._pass_on, args=(far, near), kwargs={"answers": True}, daemon=True)
        back.start()
        self._pass_on(near, far)
        back.join()
        with self._lock:
            self._sockets -= {near, far}
        near.close()
        far.close()

    def _reach(self) -> socket.socket:
        if isinstance(self._to, int):
            return socket.create_connection((_HERE, self._to))
        far = socket.socket(socket.AF_UNIX)
        far.connect(self._to)
        return far

    def _pass_on(self, one: socket.socket, other: socket.socket, *, answers: bool = False) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(_CHUNK):
                self.journeys += self._is_answered and not answers
                self._is_answered = answers
                if answers and self._is_deaf:
                    continue
                if self._way:
                    time.sleep(self._way)
                if not self._whole.is_set():
                    self._whole.wait()
                    break  # what was in the wire is lost
                other.sendall(data)
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def main(argv: Sequence[str] | None = None) -> int:
    """A wire to a port until Ctrl+C; prints its own port."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int, help="of the server on this machine")
    parser.add_argument("--round-trip", type=float, default=1.0, metavar="MS", help="milliseconds (default 1)")
    given = parser.parse_args(argv)
    with Wire(given.port, given.round_trip / 1000) as wire, contextlib.suppress(KeyboardInterrupt):
        print(wire.port, flush=True)
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
