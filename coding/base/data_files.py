"""The files that patients' data are kept in: nothing that is exported or written for people takes their place."""

from __future__ import annotations

import glob
import os
import sys
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError

if TYPE_CHECKING:
    from pathlib import Path

#: How a file of SQLite begins (sqlite.org/fileformat.html).
CLEAR_HEADER: Final = b"SQLite format 3\0"
#: What the key file beside a sealed data file ends with.
KEYS: Final = ".keys"
#: Files that were looked into: device and number → handle. See ``begins_as_clear``.
_HANDLES: Final[dict[tuple[int, int], int]] = {}
_MOST_HANDLES: Final = 256
#: What SQLite keeps beside a data file under its name.
_LOGS: Final = ("-wal", "-shm", "-journal")
#: What the program keeps beside a data file under its stem.
_BESIDE: Final = (".machine.json", ".keys", ".head")
#: What stands in the name of a draft.
_DRAFT: Final = ".draft-"


def require_no_data_file(path: Path) -> None:
    """Raise UnusableInputError where a data file, its log, its settings or a backup would be written over."""
    if _is_kept(path):
        raise UnusableInputError(
            f"“{path}”是本程序的数据文件（或它的日志、设置、备份），不能被导出覆盖：请换一个文件名。"
        )


def _is_kept(path: Path) -> bool:
    if is_data_file(path) or _is_empty_backup(path):
        return True
    log = next((end for end in _LOGS if path.name.endswith(end)), "")
    if log and is_data_file(path.with_name(path.name.removesuffix(log))):
        return True
    if _DRAFT in path.name:
        return path.exists()
    beside = next((end for end in _BESIDE if path.name.endswith(end)), "")
    if not beside:
        return False
    stem = path.name.removesuffix(beside)
    return any(is_data_file(other) for other in path.parent.glob(f"{glob.escape(stem)}.*") if other != path)


def is_data_file(path: Path) -> bool:
    """Whether a file is one of SQLite's, or a sealed one with its key file beside it."""
    return begins_as_clear(path) is True or _has_keys(path)


def _has_keys(path: Path) -> bool:
    """Whether a key file lies beside a file: it is a sealed store's."""
    try:
        return path.suffix not in (KEYS, *_LOGS) and path.with_suffix(KEYS).exists() and path.is_file()
    except (OSError, ValueError):
        return False


def begins_as_clear(path: Path) -> bool | None:
    """Whether a file begins as SQLite's clear ones do; None where it is empty, or is none that can be read.

    Closing any handle of a file takes the locks that this process has on it (POSIX, fcntl(2)): a store that is open
    would stand unguarded. So a file that was looked into stays open here, one handle each, whatever is in it.
    """
    try:
        found = path.stat()
        known = found.st_dev, found.st_ino
        handle = _HANDLES.get(known)
        if handle is None:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
            if sys.platform != "win32":
                _keep(known, handle)
        begin = _beginning(handle)
    except (OSError, ValueError):
        return None
    return begin == CLEAR_HEADER if begin else None


def _beginning(handle: int) -> bytes:
    """The first bytes; where a handle is kept another thread may be reading by it, too."""
    if sys.platform != "win32":
        return os.pread(handle, len(CLEAR_HEADER), 0)
    try:
        return os.read(handle, len(CLEAR_HEADER))
    finally:
        os.close(handle)


def _keep(known: tuple[int, int], handle: int) -> None:
    """Keep a handle; of many the oldest goes, its file is not likely to be a store that is open."""
    _HANDLES[known] = handle
    while len(_HANDLES) > _MOST_HANDLES:
        os.close(_HANDLES.pop(next(iter(_HANDLES))))


def _is_empty_backup(path: Path) -> bool:
    try:
        return ".bak." in path.name and path.stat().st_size == 0
    except (OSError, ValueError):
        return False
