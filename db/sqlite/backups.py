"""A copy of a data file beside it: under its name only when it is whole and on the disk."""

from __future__ import annotations

import glob
import os
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.settled import settle_names
from coding.base.taking_place import take_place
from coding.base.trouble import file_trouble
from coding.store.store_errors import StoreReadOnlyError
from db.sqlite.driver import sqlite3, unlock

if TYPE_CHECKING:
    from coding.store.store import Clock


def back_up(path: Path, version: int, clock: Clock, key: bytes | None = None) -> Path:
    """Copy the file as it was committed last, before its schema is changed; as private as the file itself.

    To be called while the file is locked for writing: what an earlier start left half done is nobody else's then.
    Raises StoreReadOnlyError where no file can be made.
    """
    target = path.with_name(f"{path.stem}.v{version}.{clock():%Y%m%d-%H%M%S}.bak{path.suffix}")
    for left in path.parent.glob(f".{glob.escape(path.stem)}.v*.bak*.part"):
        with suppress(OSError):
            left.unlink()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        beside = Path(name)
        try:
            copy_file(path, beside, key)
            take_place(beside, target)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        settle_names(path.parent)
    except OSError as error:
        raise StoreReadOnlyError(
            f"升级前无法在 {path.parent} 备份数据文件（{file_trouble(error)}），没有升级：请检查磁盘空间和文件夹权限。"
        ) from error
    return target


def copy_file(path: Path, target: Path, key: bytes | None = None) -> None:
    """Copy a data file as it was committed last, whoever writes meanwhile; sealed with the same key."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        unlock(source, key)
        unlock(copy, key)
        copy.execute("PRAGMA synchronous = OFF")  # the whole file goes to the disk at the end, and before its name
        source.backup(copy)
    handle = os.open(target, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
