"""The log of the window: bounded in size, for its owner alone, without a word of a page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from coding.base.log_file import OLDER, OURS, LogFile
from coding.base.trace import print_no_errors, remove_talkative

if TYPE_CHECKING:
    from pathlib import Path

_LOG = logging.getLogger(__name__)
_NAME: Final = "frontpage.log"


def log_path(folder: Path) -> Path:
    """The log of a window whose data file lies in a folder."""
    return folder / _NAME


def log_to(folder: Path) -> Path:
    """Write what happens, warnings and errors to a log in ``folder``; where that is impossible nothing is written."""
    path = log_path(folder)
    for old in (path, *(path.with_name(f"{_NAME}.{number}") for number in range(1, OLDER + 1))):
        remove_talkative(old)
    logging.getLogger().addHandler(LogFile(path))
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    return path


def follow_to(folder: Path) -> None:
    """The data file lies in another folder now: the log is written beside it from now on."""
    for log in _window_logs():
        log.follow(log_path(folder))


def logs_of_session() -> tuple[Path, ...]:
    """Where this window writes its log, and where it did before; () where it writes none."""
    return tuple(path for log in _window_logs() for path in (log.path, *log.earlier))


def _window_logs() -> list[LogFile]:
    return [one for one in logging.getLogger().handlers if isinstance(one, LogFile) and one.path.name == _NAME]


def log_unraisable() -> None:
    """Errors that Python can only print (in a destructor, in a thread) go to the log instead."""
    print_no_errors(lambda error: _LOG.error("错误无处可报", exc_info=error))
