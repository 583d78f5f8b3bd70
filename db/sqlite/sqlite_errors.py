"""Errors of SQLite as errors of the store, each one Chinese sentence that says where and what to do."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coding.store.store_errors import StoreBusyError, StoreCorruptError, StoreError, StoreFullError, StoreReadOnlyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Primary result codes of SQLite (sqlite.org/rescode.html) → what is told to the user.
_BY_CODE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (
        StoreBusyError,
        "数据文件 {path} 正被另一个窗口或程序占用，本次修改未写入：请稍候再试，或关闭另一个窗口。",
    ),
    sqlite3.SQLITE_LOCKED: (
        StoreBusyError,
        "数据文件 {path} 正被另一个窗口或程序占用，本次修改未写入：请稍候再试，或关闭另一个窗口。",
    ),
    sqlite3.SQLITE_READONLY: (
        StoreReadOnlyError,
        "数据文件 {path} 不可写：请检查文件和所在文件夹的权限，或用 --db 指定其他位置。",
    ),
    sqlite3.SQLITE_PERM: (
        StoreReadOnlyError,
        "没有权限使用数据文件 {path}：请检查文件和所在文件夹的权限，或用 --db 指定其他位置。",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreReadOnlyError,
        "无法打开数据文件 {path}：请检查路径是否存在、是否有权限，或用 --db 指定其他位置。",
    ),
    sqlite3.SQLITE_FULL: (
        StoreFullError,
        "磁盘空间不足，本次修改未写入数据文件 {path}：请腾出空间后再试。",
    ),
    sqlite3.SQLITE_IOERR: (
        StoreFullError,
        "读写数据文件 {path} 失败，本次修改未写入：请检查磁盘空间和网络盘连接后再试。",
    ),
    sqlite3.SQLITE_CORRUPT: (
        StoreCorruptError,
        "数据文件 {path} 已损坏：请从备份恢复该文件，或将其移走后重新启动程序。",
    ),
    sqlite3.SQLITE_NOTADB: (
        StoreCorruptError,
        "{path} 不是本程序的数据文件：请从备份恢复该文件，或用 --db 指定其他位置。",
    ),
}


def store_error(error: sqlite3.Error, path: Path) -> StoreError:
    """The Chinese form of an error of SQLite."""
    code = getattr(error, "sqlite_errorcode", None)
    kind, sentence = _BY_CODE.get(
        (code or 0) & 0xFF,
        (StoreError, "数据文件 {path} 无法使用（SQLite 错误 {code}）：请重新启动程序，仍不行时从备份恢复。"),
    )
    return kind(sentence.format(path=path, code=code))


@contextmanager
def told_in_chinese(path: Path) -> Iterator[None]:
    """Turn every error of SQLite inside the block into one that a user can read."""
    try:
        yield
    except sqlite3.Error as error:
        raise store_error(error, path) from error
