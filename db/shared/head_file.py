"""The end of the audit's chain in a file beside the store: a tail that was cut off is found by it."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from coding.store.kept_audit import Head

if TYPE_CHECKING:
    from pathlib import Path

#: A number of 20 digits, a space, 64 hex digits, a line's end: always as long, so that it is written over in place.
_BYTES: Final = 86


class HeadFile:
    """``<store>.head``. It follows the chain and is never before it; written in place, it costs no rename."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None
        self._is_frozen = False

    def read(self) -> Head | None:
        """The end that was written last; None where there is none, or none that can be read."""
        try:
            text = self.path.read_bytes()
        except OSError:
            return None
        return _head(text)

    def freeze(self) -> None:
        """Leave what stands there as it is: the chain does not have that end, and must not grow over it unseen."""
        self._is_frozen = True

    def write(self, head: Head) -> None:
        """Keep an end that is further than the one there. Where it cannot be written the store goes on without."""
        if self._is_frozen:
            return
        with suppress(OSError):
            if self._handle is None:
                self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            os.lseek(self._handle, 0, os.SEEK_SET)
            before = _head(os.read(self._handle, _BYTES))
            if before is None or before.id < head.id:
                os.lseek(self._handle, 0, os.SEEK_SET)
                os.write(self._handle, f"{head.id:020d} {head.hash}\n".encode("ascii"))

    def close(self) -> None:
        """Let go of the file; idempotent."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _head(text: bytes) -> Head | None:
    number, _, digest = text[:_BYTES].decode("ascii", "replace").strip().partition(" ")
    is_whole = len(text) >= _BYTES - 1 and number.isdigit() and len(digest) == 64
    return Head(int(number), digest) if is_whole else None
