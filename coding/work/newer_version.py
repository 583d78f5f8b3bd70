"""A newer version of the program, as a file in a folder of the hospital says it: looked for, told, never run.

``latest.json`` (version, file, sha256, notes), and set-up files by their names. The folder is a share that may be out
of reach: whoever asks does so behind the window, and does not wait for the answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import UnusableInputError
from coding.base.trouble import file_trouble
from coding.store.setting import Setting, Whose

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from coding.store.kept_settings import KeepsSettings

#: Where the information office puts new versions; "" = nowhere.
FOLDER: Final = Setting("update.folder")
#: The day on which this machine has looked last, and the newest version it has seen.
LOOKED: Final = Setting("update.looked", whose=Whose.MACHINE)
FOUND: Final = Setting("update.found", whose=Whose.MACHINE)

LATEST: Final = "latest.json"
_SETUP: Final = "frontpage-coding-", "-setup.exe"
_VERSION: Final = re.compile(r"\d{1,4}(?:\.\d{1,4}){1,3}")
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
#: A file that tells of a version is no longer than this; its notes are cut.
_MOST_BYTES: Final = 65_536
_MOST_NOTES: Final = 4_000
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Offered:
    """A version that lies in the folder. ``setup``: the set-up file, None where it is not there; ``sha256``: what it
    is to have, "" where nobody has said so.
    """

    version: str
    setup: Path | None
    sha256: str = ""
    notes: str = ""

    def is_newer_than(self, version: str) -> bool:
        """Whether it is a later version than this one."""
        return is_newer(self.version, version)


def is_newer(one: str, other: str) -> bool:
    """Whether a version is later than another; what is no version is none."""
    return bool(_numbers(one)) and _numbers(one) > _numbers(other)


def _numbers(version: str) -> tuple[int, ...]:
    found = _VERSION.match(version)
    numbers = [int(part) for part in found.group().split(".")] if found else []
    return tuple(numbers) + (0,) * (4 - len(numbers)) if numbers else ()


def is_look_due(store: KeepsSettings, today: date) -> bool:
    """Whether this machine is to look today: a folder is named, and it has not looked yet."""
    return bool(FOLDER.read(store).strip()) and LOOKED.read(store) != today.isoformat()


def offered_in(folder: Path) -> Offered | None:
    """The newest version that lies in a folder; None where there is none. Raises UnusableInputError out of reach."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError as error:
        raise UnusableInputError(
            f"更新文件夹“{folder}”读不出来（{file_trouble(error)}）：请检查网络盘是否接好，或在“设置”中改正位置。"
        ) from error
    setups = [(version, name) for name in names if (version := _version_of(name))]
    newest = max(setups, key=lambda one: _numbers(one[0]), default=None)
    told = _told_in(folder / LATEST) if LATEST in names else None
    if told is not None and (newest is None or not is_newer(newest[0], told.version)):
        return told
    return None if newest is None else Offered(newest[0], folder / newest[1])


def _version_of(name: str) -> str:
    """The version in the name of a set-up file; "" where it is none of ours."""
    plain, (begin, end) = name.lower(), _SETUP
    if not (plain.startswith(begin) and plain.endswith(end)):
        return ""
    found = _VERSION.match(plain.removeprefix(begin).removesuffix(end))
    return found.group() if found else ""


def _told_in(path: Path) -> Offered | None:
    """What ``latest.json`` says; None where it is none of ours."""
    try:
        with path.open("rb") as file:
            said: Any = json.loads(file.read(_MOST_BYTES + 1).decode("utf-8-sig"))
        version = str(said["version"]).strip()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    if _VERSION.fullmatch(version) is None:
        return None
    digest, notes = str(said.get("sha256", "")).strip(), str(said.get("notes", ""))[:_MOST_NOTES]
    return Offered(version, _setup_of(path.parent, version, said), digest if _SHA256.fullmatch(digest) else "", notes)


def _setup_of(folder: Path, version: str, said: dict[str, Any]) -> Path | None:
    """The set-up file that is named, or the one whose name bears the version; in this folder, nowhere else."""
    named = PurePath(str(said.get("file", "")).replace("\\", "/")).name
    with suppress(OSError, ValueError):
        if named and (folder / named).is_file():
            return folder / named
        for found in sorted(folder.glob("*.exe")):
            if (borne := _version_of(found.name)) and _numbers(borne) == _numbers(version):
                return found
    return None


def sha256_of(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """The SHA-256 of a file, in hexadecimal digits. Raises UnusableInputError."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                check()
                digest.update(block)
    except OSError as error:
        raise UnusableInputError(
            f"安装文件“{path.name}”读不出来（{file_trouble(error)}）：请检查网络盘后再试。"
        ) from error
    return digest.hexdigest()


def checked_words(offered: Offered, found: str) -> str:
    """What the comparison of a set-up file with its published SHA-256 has come to."""
    if not offered.sha256:
        return f"没有公布校验值可比较。文件的 SHA-256 是 {found}：请与信息科公布的核对。"
    if found.lower() == offered.sha256.lower():
        return "文件的 SHA-256 与公布的一致。"
    return f"文件的 SHA-256 与公布的不一致，请不要安装：文件是 {found}，公布的是 {offered.sha256.lower()}。"
