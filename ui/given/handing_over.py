"""A second start with files gives them to the window that is open on the same data file, and ends.

No network and no port: the paths, never what is in the files, lie for a moment in a folder of this user alone. Which
window takes them is told by a lock that goes with its process; where nobody takes them, the second start opens a
window itself, so that nothing is lost by a window that hangs.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QTimer, Signal

from coding.base.errors import CodingError
from coding.base.folders import user_data_folder
from coding.base.private_folder import make_private
from coding.base.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_FOLDER: Final = ("frontpage-coding", "windows")
_LOCK, _GIVEN, _TAKEN = "window.lock", ".given", ".taken"
#: Seconds that a second start waits for its files to be taken, and between two looks.
PATIENCE: Final = 20.0
_LOOK: Final = 0.05
#: Seconds after which what nobody took is nobody's any more.
_FORGOTTEN: Final = 60.0
#: Milliseconds between two looks where the system does not tell of new files.
_POLL: Final = 1000


def meeting_place(data_file: Path, folder: Path | None = None) -> Path:
    """Where the starts on one data file meet; ``folder``: where a user's data lie."""
    digest = hashlib.blake2b(os.path.normcase(data_file.absolute()).encode("utf-8", "surrogatepass"), digest_size=8)
    return (folder or user_data_folder(os.environ)).joinpath(*_FOLDER, digest.hexdigest())


class HandingOver(QObject):
    """``given`` carries the paths that another start has handed over; only the first window on a data file hears it,
    and the next one when that is closed.
    """

    given = Signal(object)

    def __init__(self, place: Path, patience: float = PATIENCE) -> None:
        super().__init__()
        self._place, self._patience = place, patience
        self._lock = QLockFile(str(place / _LOCK))
        self._lock.setStaleLockTime(0)  # told by the process alone, never by the clock
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _folder: self._look())
        self._poll = QTimer(self, interval=_POLL)
        self._poll.timeout.connect(self._look)

    @property
    def is_first(self) -> bool:
        """Whether this is the window that takes what others hand over."""
        return self._lock.isLocked()

    def hand_over(self, paths: Sequence[Path], wait: Callable[[float], object] = time.sleep) -> bool:
        """Give files to the window that is open, where there is one; False: open one here."""
        if self._come_first() or not self._place.is_dir():
            return False
        _let_come_to_front()
        gift = self._place / f"{os.getpid()}-{uuid.uuid4().hex}{_GIVEN}"
        try:
            with whole_file(gift, "utf-8", "surrogatepass") as file:
                json.dump([str(path) for path in paths], file, ensure_ascii=False)
        except CodingError:
            return False
        until = time.monotonic() + self._patience
        while gift.exists():
            if time.monotonic() > until or self._come_first():
                return not _claimed(gift)  # taken in this very moment, or by nobody
            wait(_LOOK)
        return True

    def begin(self) -> None:
        """Take from now on what is handed over; called once there is somebody who hears ``given``."""
        if self._come_first():
            for taken in self._place.glob(f"*{_TAKEN}"):  # what could not be removed at its time
                with suppress(OSError):
                    taken.unlink()
        if not self._place.is_dir() or not self._watcher.addPath(str(self._place)):
            self._poll.start()
        self._look()

    def end(self) -> None:
        """The window is closed: another one may be the first."""
        self._poll.stop()
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self._lock.unlock()

    def _come_first(self) -> bool:
        if self._lock.isLocked():
            return True
        try:
            make_private(self._place)
        except OSError:  # no room for a user's data: then every start has a window of its own
            return False
        return self._lock.tryLock(0)

    def _look(self) -> None:
        if not self._come_first():
            return
        found = tuple(dict.fromkeys(path for gift in sorted(self._place.glob(f"*{_GIVEN}")) for path in _taken(gift)))
        if found:
            self.given.emit(found)


def _claimed(gift: Path) -> bool:
    """Take a gift away for oneself; False where somebody was quicker."""
    with suppress(OSError):
        gift.replace(gift.with_suffix(_TAKEN))
        gift.with_suffix(_TAKEN).unlink()
        return True
    return False


def _taken(gift: Path) -> Iterator[Path]:
    """The paths of a gift, which is gone then; none of what is not one, or is forgotten."""
    mine = gift.with_suffix(_TAKEN)
    try:
        age = time.time() - gift.stat().st_mtime
        gift.replace(mine)
        named = json.loads(mine.read_text(encoding="utf-8", errors="surrogatepass"))
    except (OSError, ValueError):
        return
    finally:
        with suppress(OSError):  # a scanner may hold it: what was read counts all the same
            mine.unlink()
    if age < _FORGOTTEN and isinstance(named, list):
        yield from (Path(one) for one in named if isinstance(one, str) and Path(one).is_absolute())


def _let_come_to_front() -> None:
    """Windows lets only who was clicked last come to the front: this start gives its right away."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        with suppress(OSError, AttributeError):
            ctypes.windll.user32.AllowSetForegroundWindow(any_process)
