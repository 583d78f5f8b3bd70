"""A log of bounded size, for its owner alone, without a word of a page: that of the window and that of the commands."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from coding.base.folders import HOME_VARIABLE, user_data_folder
from coding.base.trace import open_log, trace_of

#: The log that is written is no longer than this, and so many older ones stay beside it.
LOG_BYTES: Final = 1_000_000
OLDER: Final = 4
#: The packages whose messages are fixed texts. Of a message of anybody else only its place is kept.
OURS: Final = ("coding", "db", "ui")
_OF_COMMANDS: Final = "frontpage-coding.log"


class LogFile(logging.Handler):
    """Appends each record to a file. It is opened for every record: several programs may write to one log, and on
    Windows one that is open cannot be renamed.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(logging.INFO)
        self.path = path
        self.earlier: tuple[Path, ...] = ()  # where it was written before, the latest first
        self.setFormatter(_Wordless("%(asctime)s %(levelname)s %(name)s %(message)s"))

    def follow(self, path: Path) -> None:
        """Write to another file from now on; what was written stays where it is."""
        if path != self.path:
            self.earlier = (self.path, *(one for one in self.earlier if one != path))
            self.path = path

    def emit(self, record: logging.LogRecord) -> None:
        """Append a record; where that is impossible it is lost."""
        with suppress(OSError):
            append_to_log(self.path, f"{self.format(record)}\n")


def command_logs() -> tuple[Path, ...]:
    """Where the log of the commands may lie: in the folder of this user, else among the temporary files."""
    temporary = Path(tempfile.gettempdir()) / _OF_COMMANDS
    try:
        return _own_folder() / "frontpage-coding" / _OF_COMMANDS, temporary
    except RuntimeError:  # there may be no folder of a user at all
        return (temporary,)


def _own_folder() -> Path:
    if sys.platform == "win32" or os.environ.get(HOME_VARIABLE):
        return user_data_folder(os.environ)
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")


def append_to_log(path: Path, text: str) -> None:
    """Append to a log; a full one makes room first. Raises OSError."""
    _make_room(path)
    with open_log(path) as file:
        file.write(text)


def log_files(path: Path) -> list[Path]:
    """A log and the older ones beside it, as far as they are there; the newest first."""
    return [one for one in (path, *(_older(path, number) for number in range(1, OLDER + 1))) if one.is_file()]


def _make_room(path: Path) -> None:
    try:
        is_full = path.stat().st_size >= LOG_BYTES
    except OSError:
        return
    if not is_full:
        return
    for number in range(OLDER, 0, -1):
        with suppress(OSError):
            (_older(path, number - 1) if number > 1 else path).replace(_older(path, number))


def _older(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


class _Wordless(logging.Formatter):
    """A record as kind, place and fixed text: what was filled into the text is left out, it may be of a page.

    ``extra={"code": …, "trace": …}`` of a message is kept: a code of our own, such as the number of a rule, and what
    ``trace_of`` has said of an error.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the trace of an error below it."""
        is_ours = record.name.partition(".")[0] in OURS
        record.message = str(record.msg) if is_ours else f"{Path(record.pathname).name}:{record.lineno}"
        record.asctime = self.formatTime(record, self.datefmt)
        told = f"{self.formatMessage(record)} {getattr(record, 'code', '')}".rstrip()
        error = record.exc_info[1] if record.exc_info else None
        trace = trace_of(error) if error is not None else getattr(record, "trace", "")
        return f"{told}\n{trace}" if trace else told
