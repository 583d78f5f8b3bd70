"""A backup as one file: a zip with the store, its key file, its knowledge, and a manifest that names each by its hash.

It stands whole or not at all, for its owner alone. What is inside is sealed as the store is; the knowledge and the
manifest are not, and hold nothing of a patient.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from coding.base.as_written import as_written
from coding.base.settled import settle_names
from coding.base.taking_place import take_place
from coding.base.trouble import file_trouble
from coding.store.kept_audit import Head
from coding.store.store_errors import (
    NewerStoreError,
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

STORE: Final = "store.sqlite"
KEYS: Final = "store.keys"
KNOWLEDGE: Final = "knowledge/"
_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_PROGRAM: Final = "frontpage-coding"
_BLOCK: Final = 1 << 20
#: How a backup ends that is being written; it begins with the store that it is of.
_HALF: Final = ".part"
#: A manifest that is larger is none of ours.
_MOST_BYTES: Final = 16_000_000


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside: its length and its SHA-256."""

    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``store`` names the store by the first entry of its audit; ``stem``: its name."""

    store: str
    stem: str
    at: datetime
    schema: int
    is_sealed: bool
    head: Head
    entries: int
    complaints: int
    is_thorough: bool
    members: Mapping[str, Member]


def write_backup(
    target: Path, store: str, files: Mapping[str, Path], made: Callable[[Mapping[str, Member]], Manifest]
) -> None:
    """Write a backup of a store under its name, once what was written was read back. Raises StoreError and its kin."""
    with _told(target.parent):
        handle, name = tempfile.mkstemp(prefix=f".{store}.{target.name}.", suffix=_HALF, dir=target.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
                    members = {inside: _pack(packed, inside, path) for inside, path in files.items()}
                    manifest = made(members)
                    packed.writestr(_MANIFEST, json.dumps(_as_data(manifest), ensure_ascii=False, indent=1))
                file.flush()
                os.fsync(file.fileno())
            require_whole(beside, read_manifest(beside))
            if target.exists():
                raise FileExistsError(errno.EEXIST, "", str(target))
            take_place(beside, target)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        settle_names(target.parent)


def clear_half_backups(folder: Path, store: str) -> None:
    """Remove what a backup of this store has left in a folder that was killed; nobody else may be making one now."""
    for half in folder.glob(f".{store}.*{_HALF}"):
        with suppress(OSError):
            half.unlink()


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself. Raises StoreCorruptError, NewerStoreError, StoreReadOnlyError."""
    try:
        with zipfile.ZipFile(path) as packed, packed.open(_MANIFEST) as file:
            data = json.loads(file.read(_MOST_BYTES))
        found = _manifest_of(data)
    except FileNotFoundError as error:
        raise StoreReadOnlyError(f"没有找到备份 {path}：请核对位置，移动硬盘或网络盘要先接上。") from error
    except OSError as error:
        raise StoreReadOnlyError(f"备份 {path} 读不出来（{file_trouble(error)}）：请检查磁盘和权限后再试。") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise StoreCorruptError(f"{path} 不是完整的备份：请改用另一个备份。") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreCorruptError(f"{path} 不是本程序做的备份，或已损坏：请改用另一个备份。") from error
    if data["format"] > _FORMAT:
        raise NewerStoreError(f"备份 {path} 由更新版本的程序做成：请升级程序后再用。")
    return found


def require_whole(path: Path, manifest: Manifest) -> None:
    """Raise StoreCorruptError unless every file inside is as it was written."""
    with _opened(path) as packed:
        for name in manifest.members:
            _copied(packed, name, manifest.members[name], None, path)


def unpack(path: Path, manifest: Manifest, places: Mapping[str, Path]) -> None:
    """Write these files of a backup to their places, to the disk and for their owner alone. Raises StoreError."""
    with _opened(path) as packed:
        for name, place in places.items():
            with _told(place.parent):
                place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _copied(packed, name, manifest.members[name], place, path)


def required(manifest: Manifest) -> Collection[str]:
    """The files that a backup cannot be without."""
    return (STORE, KEYS) if manifest.is_sealed else (STORE,)


def _pack(packed: zipfile.ZipFile, name: str, path: Path) -> Member:
    digest, length = hashlib.sha256(), 0
    about = zipfile.ZipInfo(name)
    about.external_attr = 0o600 << 16
    with path.open("rb") as source, packed.open(about, "w", force_zip64=True) as target:
        while block := source.read(_BLOCK):
            digest.update(block)
            length += len(block)
            target.write(block)
    return Member(length, digest.hexdigest())


def _copied(packed: zipfile.ZipFile, name: str, member: Member, place: Path | None, path: Path) -> None:
    """Read a file inside, compare it, and write it where a place is named."""
    digest, length = hashlib.sha256(), 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    target = None if place is None else os.fdopen(os.open(as_written(place), flags, 0o600), "wb")
    try:
        with packed.open(name) as source:
            while length <= member.length and (block := source.read(_BLOCK)):
                digest.update(block)
                length += len(block)
                if target is not None:
                    target.write(block)
        if target is not None:
            target.flush()
            os.fsync(target.fileno())
    finally:
        if target is not None:
            target.close()
    if (length, digest.hexdigest()) != (member.length, member.sha256):
        raise StoreCorruptError(f"备份 {path} 中的 {name} 已损坏：请改用另一个备份。")


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as packed:
            yield packed
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError) as error:
        raise StoreCorruptError(f"备份 {path} 已损坏：请改用另一个备份。") from error
    except StoreError:
        raise
    except OSError as error:
        raise StoreReadOnlyError(f"备份 {path} 读不出来（{file_trouble(error)}）：请检查磁盘和权限后再试。") from error


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the system says while something is written, as one of ours."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        kind = StoreFullError if full else StoreReadOnlyError
        raise kind(
            f"无法写入文件夹 {folder}（{file_trouble(error)}），没有留下半个文件："
            "请检查磁盘空间、权限，移动硬盘或网络盘是否接好，再试一次。"
        ) from error


def _as_data(manifest: Manifest) -> dict[str, Any]:
    return {
        "program": _PROGRAM,
        "format": _FORMAT,
        "store": manifest.store,
        "stem": manifest.stem,
        "at": manifest.at.isoformat(timespec="seconds"),
        "schema": manifest.schema,
        "sealed": manifest.is_sealed,
        "head": {"id": manifest.head.id, "hash": manifest.head.hash},
        "entries": manifest.entries,
        "complaints": manifest.complaints,
        "thorough": manifest.is_thorough,
        "members": {name: [member.length, member.sha256] for name, member in manifest.members.items()},
    }


def _manifest_of(data: Any) -> Manifest:
    members = {str(name): Member(int(length), str(digest)) for name, (length, digest) in data["members"].items()}
    for name in members:
        _require_inside(name)
    found = Manifest(
        str(data["store"]),
        str(data["stem"]),
        datetime.fromisoformat(data["at"]),
        int(data["schema"]),
        bool(data["sealed"]),
        Head(int(data["head"]["id"]), str(data["head"]["hash"])),
        int(data["entries"]),
        int(data["complaints"]),
        bool(data["thorough"]),
        members,
    )
    if data["program"] != _PROGRAM or any(name not in members for name in required(found)):
        raise ValueError(sorted(members))
    return found


def _require_inside(name: str) -> None:
    """Raise ValueError for a name that would be written elsewhere."""
    parts = PurePosixPath(name).parts
    odd = name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in parts or not parts
    if odd or (name not in (STORE, KEYS) and not (name.startswith(KNOWLEDGE) and len(parts) > 1)):
        raise ValueError(name)
