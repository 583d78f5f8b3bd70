"""Files that are written whole or not at all: beside the old one, to the disk, and then in its place.

A full disk, a kill or an error in what is to be written leaves the old file as it was. What is new is for this user
alone, the file and the folders that are made for it: it holds patients' data. A file that somebody has opened to
others stays so when it is written anew. On Windows the folders of a user are closed to others by the system.
"""

from __future__ import annotations

import io
import os
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, TextIO

from coding.base.data_files import require_no_data_file
from coding.base.errors import UnusableInputError
from coding.base.private_folder import make_private
from coding.base.settled import settle_names
from coding.base.taking_place import take_place
from coding.base.trouble import file_trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The rights of a new file: its owner reads and writes it, nobody else.
_PRIVATE = 0o600


@contextmanager
def whole_file(path: Path, encoding: str = "utf-8-sig", errors: str = "replace") -> Iterator[TextIO]:
    """A text file that appears under its name only when it is complete. Raises UnusableInputError.

    By default for people and Excel: UTF-8 with BOM, half a character of a damaged file as ?.
    """
    with whole_binary(path) as binary:
        file = io.TextIOWrapper(binary, encoding=encoding, errors=errors, newline="")
        try:
            yield file
            file.flush()
        except UnicodeEncodeError as error:
            word = error.object[error.start : error.start + 1]
            raise UnusableInputError(f"“{word}”无法用 {encoding} 写出：请改存为 UTF-8 或 .xlsx。") from error
        finally:
            with suppress(OSError, ValueError):
                file.detach()


@contextmanager
def whole_binary(path: Path) -> Iterator[IO[bytes]]:
    """As ``whole_file``, in bytes."""
    require_no_data_file(path)
    try:
        make_private(path.parent)
        # a name that nobody can foresee, made new and for this user alone: no link can lie in wait there
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(_mode(path))
        take_place(beside, path)
        settle_names(path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, or of a new one."""
    try:
        return stat.S_IMODE(path.lstat().st_mode) if not path.is_symlink() else _PRIVATE
    except OSError:
        return _PRIVATE


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _not_written(path: Path, error: OSError) -> UnusableInputError:
    if _is_folder(path):  # Windows says "access denied" of it
        return UnusableInputError(f"无法写入“{path}”（这是一个文件夹）：请写出文件名。")
    if isinstance(error, PermissionError):
        return UnusableInputError(f"无法写入“{path}”（没有权限，或文件正被打开）：请关闭它或换一个位置。")
    return UnusableInputError(f"无法写入“{path}”（{file_trouble(error)}）：请检查磁盘空间和路径，或换一个位置。")
