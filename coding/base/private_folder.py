"""Folders for this user alone: where a result goes, and where something of a patient lies for a moment.

What lies for a moment goes when its owner is done with it; where the owner was killed, at the next start. Whether an
owner still lives is told by a lock on a file beside the folder, which the system takes off with the process: a number
of a process is given to another one after a new start of the machine. On Windows the folders of a user are closed to
other users by the system, and the open file itself is the lock.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

#: What the names of our folders in the temporary folder begin with, and the file that tells of the owner ends with.
PREFIX = "frontpage-"
OWNER = ".owner"
#: Folders of the versions before this one, which told nobody whose they were: after so many seconds, nobody's.
_WITHOUT_OWNER = re.compile(re.escape(PREFIX) + "[a-z0-9_]{8}")
_FORGOTTEN = 86_400


class PrivateFolder:
    """An empty folder for as long as this object lives, in the temporary folder unless it is said where; OSError where
    there can be none.
    """

    def __init__(self, inside: Path | None = None, prefix: str = PREFIX) -> None:
        handle, owner = _locked_owner(inside, prefix)
        self.path = Path(str(owner).removesuffix(OWNER))
        self._end = weakref.finalize(self, _end, os.getpid(), handle, owner, self.path)
        self.path.mkdir(mode=0o700)

    def cleanup(self) -> None:
        """Remove the folder with all that is in it; idempotent."""
        self._end()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cleanup()


def clean_up_after_the_killed() -> None:
    """Remove the folders whose owners are no more; called once at every start. What cannot be removed stays."""
    with suppress(OSError):
        for owner in Path(tempfile.gettempdir()).glob(f"{PREFIX}*{OWNER}"):
            _clean_up(owner)
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            if _WITHOUT_OWNER.fullmatch(folder.name) and _is_forgotten(folder):
                shutil.rmtree(folder, ignore_errors=True)


def clean_up_inside(folder: Path, prefix: str, rescue: Callable[[Path], None]) -> None:
    """The same of folders that were made with this prefix in another one. ``rescue`` takes out what is still wanted."""
    with suppress(OSError):
        for owner in folder.glob(f"{prefix}*{OWNER}"):
            _clean_up(owner, rescue)


def make_private(folder: Path) -> None:
    """Make a folder where there is none, it and every missing one above it for this user alone. Raises OSError."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for wanted in reversed(missing):
        wanted.mkdir(mode=0o700, exist_ok=True)


def _locked_owner(inside: Path | None, prefix: str) -> tuple[int, Path]:
    while True:
        handle, name = tempfile.mkstemp(prefix=f"{prefix}{os.getpid()}-", suffix=OWNER, dir=inside)
        try:
            # somebody else who cleans up may have been quicker: then another name
            is_held = _lock(handle) and os.fstat(handle).st_nlink > 0
        except OSError:  # a file system without locks: nobody can tell there who lives, and nobody cleans up
            is_held = True
        if is_held:
            return handle, Path(name)
        os.close(handle)


def _end(process: int, handle: int, owner: Path, folder: Path) -> None:
    if os.getpid() != process:  # a copy of the owner: the folder is not its own
        return
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        os.close(handle)
    _take_off(owner, folder)


def _take_off(owner: Path, folder: Path) -> None:
    """Remove the mark once the folder is gone. What somebody still reads cannot be removed on Windows: then the mark
    stays, for the next start.
    """
    with suppress(OSError):
        if not folder.exists():
            owner.unlink()


def _clean_up(owner: Path, rescue: Callable[[Path], None] = lambda _: None) -> None:
    """Remove a folder and its mark, where nobody holds the mark and it is ours: /tmp is everybody's."""
    folder = Path(str(owner).removesuffix(OWNER))
    if sys.platform == "win32":
        with suppress(OSError):
            owner.replace(owner)  # a file that somebody has open takes no name, be it its own
            rescue(folder)
            shutil.rmtree(folder, ignore_errors=True)
            _take_off(owner, folder)
        return
    with suppress(OSError):
        handle = os.open(owner, os.O_RDWR | os.O_NOFOLLOW)
        try:
            if os.fstat(handle).st_uid == os.getuid() and _lock(handle):
                rescue(folder)
                shutil.rmtree(folder, ignore_errors=True)
                _take_off(owner, folder)
        finally:
            os.close(handle)


def _is_forgotten(folder: Path) -> bool:
    with suppress(OSError):
        known = folder.lstat()
        is_ours = sys.platform == "win32" or known.st_uid == os.getuid()
        return is_ours and folder.is_dir() and not folder.is_symlink() and time.time() - known.st_mtime > _FORGOTTEN
    return False


def _lock(handle: int) -> bool:
    """True when nobody else holds the file; it is held as long as it is open. OSError where no file can be held."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
