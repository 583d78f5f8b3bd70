"""A lock that a program holds as long as it lives: the system takes it away, however the program ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class FileLock:
    """A lock on a file of its own. ``take`` never waits; ``give_back`` removes the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether the lock is held now: made if it was free. Raises OSError where the file cannot be made."""
        if self._handle is not None:
            return True
        handle = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        if not _locked(handle):
            os.close(handle)
            return False
        self._handle = handle
        return True

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
