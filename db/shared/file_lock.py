"""A lock that a program holds as long as it lives: the system takes it away, however the program ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

#: So often a lock that was given back meanwhile is taken anew; then it counts: a share may number files as it likes.
_TRIES: Final = 20


class FileLock:
    """A lock on a file of its own. ``take`` never waits; ``give_back`` removes the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether the lock is held now: made if it was free. Raises OSError where the file cannot be made."""
        if self._handle is not None:
            return True
        for is_last in (False,) * _TRIES + (True,):
            handle = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
            if not _locked(handle):
                os.close(handle)
                return False
            if is_last or self._is_of(handle):
                self._handle = handle
                return True
            os.close(handle)  # it was given back meanwhile, and the file that is locked is not the one that others find
        raise AssertionError

    def _is_of(self, handle: int) -> bool:
        """Whether the file that was opened is the one that stands there. On Windows none goes while it is open."""
        if sys.platform == "win32":
            return True
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except FileNotFoundError:
            return False

    def give_back(self) -> None:
        """Let go of the lock; idempotent."""
        if self._handle is None:
            return
        if sys.platform != "win32":  # there the file must go first: who opens it afterwards opens another one
            with suppress(OSError):
                self.path.unlink()
        os.close(self._handle)
        self._handle = None
        if sys.platform == "win32":
            with suppress(OSError):
                self.path.unlink()


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":  # pragma: no cover - Windows alone
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
