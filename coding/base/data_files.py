"""The files that patients' data are kept in: nothing that is exported or written for people takes their place."""

from __future__ import annotations

import glob
import os
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError

if TYPE_CHECKING:
    from pathlib import Path

#: How a file of SQLite begins (sqlite.org/fileformat.html).
_HEADER: Final = b"SQLite format 3\0"
#: What SQLite keeps beside a data file under its name.
_LOGS: Final = ("-wal", "-shm", "-journal")
#: What the program keeps beside a data file under its stem.
_BESIDE: Final = (".machine.json",)
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
    """Whether a file is one of SQLite's."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError):
        return False
    try:
        found = os.read(handle, len(_HEADER)) == _HEADER
    except OSError:
        found = False
    if not found:
        # Closing any handle of a file takes the locks that this process has on it (POSIX, fcntl(2)): the store that is
        # open would stand unguarded. A data file stays open here, a handle for each that somebody tries to write over.
        os.close(handle)
    return found


def _is_empty_backup(path: Path) -> bool:
    try:
        return ".bak." in path.name and path.stat().st_size == 0
    except (OSError, ValueError):
        return False
