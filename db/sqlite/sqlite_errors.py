"""Errors of SQLite as errors of the store, each one Chinese sentence that says where and what to do."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from coding.store.store_errors import StoreBusyError, StoreCorruptError, StoreError, StoreFullError, StoreReadOnlyError
from db.shared.refused_values import TOO_LARGE, half_character
from db.sqlite.driver import sqlite3

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
#: What is said without a code while a file is copied → the code (sqlite3_errstr).
_BY_WORDS = {
    "disk I/O error": sqlite3.SQLITE_IOERR,
    "database or disk is full": sqlite3.SQLITE_FULL,
    "database is locked": sqlite3.SQLITE_BUSY,
    "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
    "file is not a database": sqlite3.SQLITE_NOTADB,
}
#: What the sqlite3 module says of a text whose bytes are none, read or handed to ``row_sum``.
_NO_TEXT = ("Could not decode", "user-defined function raised exception")
_UNREADABLE = "数据文件 {path} 中有无法辨认的文字，可能已损坏：请从备份恢复该文件。"


def store_error(error: sqlite3.Error, path: Path) -> StoreError:
    """The Chinese form of an error of SQLite."""
    code = getattr(error, "sqlite_errorcode", None) or _BY_WORDS.get(str(error))
    if any(said in str(error) for said in _NO_TEXT):
        return StoreCorruptError(_UNREADABLE.format(path=path))
    kind, sentence = _BY_CODE.get(
        (code or 0) & 0xFF,
        (StoreError, "数据文件 {path} 无法使用（SQLite 错误 {code}）：请重新启动程序，仍不行时从备份恢复。"),
    )
    return kind(sentence.format(path=path, code=code))


@contextmanager
def told_in_chinese(path: Path) -> Iterator[None]:
    """Turn every error of SQLite inside the block, and of what is handed to it, into one that a user can read."""
    try:
        yield
    except sqlite3.Error as error:
        raise store_error(error, path) from error
    except UnicodeEncodeError as error:
        raise half_character(error) from error
    except UnicodeDecodeError as error:
        raise StoreCorruptError(_UNREADABLE.format(path=path)) from error
    except OverflowError as error:
        raise StoreError(TOO_LARGE) from error
