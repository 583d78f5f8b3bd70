"""Copies of what somebody brings, in a private folder, by their content: the same bytes are one copy.

A copy stands whole or not at all: it is written beside, to the disk, and then named. It lies in a folder that bears
the beginning of its digest and keeps the name it came with, as that is what people know it by.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from coding.base.as_written import as_written
from coding.base.errors import UnusableInputError
from coding.base.settled import settle_names
from coding.base.taking_place import take_place
from coding.base.trouble import file_trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

#: So many hexadecimal digits of the digest name the folder of a copy: chance will not make two alike.
_IN_A_NAME: Final = 16
_UNFINISHED: Final = ".part-"
_SET_ASIDE: Final = ".broken-"
#: Seconds after which an unfinished copy is nobody's work any more.
_FORGOTTEN: Final = 3600.0
#: The name of a content that is one file and no folder.
_ITSELF: Final = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is copied: its name, and its bytes by the name within; one file stands under ""."""

    name: str
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 of the file as any other program reckons it; of a folder over names, lengths and bytes."""
        if tuple(self.files) == (_ITSELF,):
            return hashlib.sha256(self.files[_ITSELF]).hexdigest()
        digest = hashlib.sha256()
        for name in sorted(self.files):
            digest.update(f"{name}\0{len(self.files[name])}\0".encode("utf-8", "surrogateescape"))
            digest.update(self.files[name])
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class PrivateCopy:
    """A copy on disk. ``is_new``: it was not there before."""

    digest: str
    path: Path
    is_new: bool = False


def content_of(path: Path) -> Content:
    """A file, or a folder with all that is in it. Raises OSError."""
    if path.is_dir():
        folder = as_written(path)
        found = sorted(p for p in folder.rglob("*") if p.is_file())
        return Content(path.name, {p.relative_to(folder).as_posix(): p.read_bytes() for p in found})
    return Content(path.name, {_ITSELF: path.read_bytes()})


def place_of(digest: str, name: str, folder: Path) -> Path:
    """Where the copy of a content lies."""
    return folder / digest[:_IN_A_NAME] / name


def keep_copy(content: Content, folder: Path) -> PrivateCopy:
    """Copy a content into a folder that its owner alone may read. What is there already, sound, is not written again.

    A copy of the same bytes that came under another name keeps that name. Raises UnusableInputError.
    """
    digest = content.digest
    home = folder / digest[:_IN_A_NAME]
    found = _sound_copy(home, digest)
    if found is not None:
        return PrivateCopy(digest, found)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = as_written(Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder)))
        try:
            _write(content, beside)
            _name(beside, as_written(home), digest)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        settle_names(folder)
    except OSError as error:
        raise UnusableInputError(
            f"无法把“{content.name}”存入数据文件夹“{folder}”（{file_trouble(error)}）：请检查磁盘空间和文件夹权限。"
        ) from error
    found = _sound_copy(home, digest)
    if found is None:
        raise UnusableInputError(f"“{content.name}”存入“{folder}”后与原文件不符：请检查磁盘后再试。")
    return PrivateCopy(digest, found, is_new=True)


def discard_copy(copy: PrivateCopy) -> None:
    """Take back a copy that nobody has come to use; one that was there before stays."""
    if copy.is_new:
        shutil.rmtree(as_written(copy.path.parent), ignore_errors=True)


def copy_trouble(path: Path, digest: str) -> str:
    """Why a copy cannot be used any more, in Chinese words for the middle of a sentence; "" where it can."""
    try:
        if not path.exists():
            return "副本不见了"
        return "" if content_of(path).digest == digest else "副本的内容与导入时不同"
    except OSError as error:
        return file_trouble(error)


def clear_unfinished(folder: Path) -> None:
    """Remove what a copying left that was cut off; what another window is writing at this moment stays."""
    with suppress(OSError):
        for left in folder.iterdir():
            is_left = left.name.startswith((_UNFINISHED, _SET_ASIDE))
            if is_left and time.time() - left.stat().st_mtime > _FORGOTTEN:
                shutil.rmtree(as_written(left), ignore_errors=True)


def _sound_copy(home: Path, digest: str) -> Path | None:
    try:
        held = list(home.iterdir())
    except OSError:
        return None
    return held[0] if len(held) == 1 and not copy_trouble(held[0], digest) else None


def _write(content: Content, beside: Path) -> None:
    for name, data in content.files.items():
        target = beside / content.name / PurePosixPath(name) if name else beside / content.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _name(beside: Path, home: Path, digest: str) -> None:
    """Give the finished copy its place; a broken one there makes room, a sound one of another window stays."""
    if home.exists() and _sound_copy(home, digest) is None:
        aside = Path(tempfile.mkdtemp(prefix=_SET_ASIDE, dir=home.parent))
        take_place(home, aside / home.name)
        shutil.rmtree(aside, ignore_errors=True)
    try:
        take_place(beside, home)
    except OSError:
        if _sound_copy(home, digest) is None:
            raise
