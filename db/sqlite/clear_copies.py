"""Clear copies of a store that is sealed now: overwritten, then removed."""

from __future__ import annotations

import glob
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from db.sqlite.opening import is_clear

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK: Final = 1 << 20


def destroy_clear_copies(store: Path) -> list[Path]:
    """Overwrite and remove what of the time before the sealing still lies in clear beside a store; what it was.

    A disk of flash memory may keep what was overwritten: ``docs/security.md`` says what that means.
    """
    stem = glob.escape(store.stem)
    found = [
        path
        for pattern in (
            f"{stem}.*.bak{store.suffix}",
            f"{stem}.clear{store.suffix}",
            f"{stem}.before-restore-*{store.suffix}",
            f".{stem}.*.part",
        )
        for path in sorted(store.parent.glob(pattern))
        if is_clear(path)
    ]
    for path in found:
        destroy(path)
        for beside in ("-wal", "-shm", "-journal"):
            destroy(path.with_name(f"{path.name}{beside}"))
    return found


def destroy(path: Path) -> None:
    """Overwrite a file with zeros and remove it; one that is not there is none. One that has another name as well is
    not overwritten: a sealing that was cut off has left it, and the other name is the store.
    """
    with suppress(OSError):
        if path.stat().st_nlink > 1:
            path.unlink()
            return
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            left = os.fstat(handle).st_size
            while left > 0:
                left -= os.write(handle, bytes(min(_BLOCK, left)))
            os.fsync(handle)
        finally:
            os.close(handle)
        path.unlink()
