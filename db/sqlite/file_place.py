"""Whether an open data file still stands under its name: SQLite goes on writing into one that was removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.store.store_errors import StoreGoneError

if TYPE_CHECKING:
    from pathlib import Path

#: Device and number of a file: another file has another pair, whatever its name.
_Identity = tuple[int, int]


class FilePlace:
    """The data file and its log as they were when the store was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._file = _identity(path)
        self._log_file = _identity(self._log)

    def require_same(self) -> None:
        """Raise StoreGoneError where another file, or none, stands in the place. Nothing is opened for it."""
        found = _identity(self._path)
        if found is None:
            raise StoreGoneError(
                f"数据文件 {self._path} 已被移走或删除，本次修改未写入：请把它放回原处再重新启动程序；"
                "刚才的输入会留在草稿中。"
            )
        if found != self._file:
            raise StoreGoneError(
                f"数据文件 {self._path} 已被换成另一个文件，本次修改未写入：请重新启动程序以打开新的文件；"
                "刚才的输入会留在草稿中。"
            )
        log = _identity(self._log)
        if self._log_file is None:
            self._log_file = log
        elif log != self._log_file:
            raise StoreGoneError(
                f"数据文件的日志 {self._log} 已被删除或替换，本次修改未写入：请立即退出并重新启动程序；"
                "刚才的输入会留在草稿中。"
            )


def _identity(path: Path) -> _Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
