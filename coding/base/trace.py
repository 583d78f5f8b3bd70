"""What a log may say of an error: its kind and the lines of the program it passed, no word of what it worked on.

The text of an exception quotes what could not be read (``invalid literal for int(): '身份证号'``), and so do the values
of the frames; a log leaves the house more easily than a page does.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The first line of every log.
LOG_MARK = "# 本日志不含病案内容，可交给维护人员\n"
_MARK_BYTES = LOG_MARK.rstrip().encode()  # whatever end of a line the system has written behind it


def trace_of(error: BaseException) -> str:
    """The error, and the errors it came from, as lines for a log: kinds, places in the source, numbers of errors."""
    return "\n".join(line for one in reversed(list(_chain(error))) for line in _told(one))


def open_log(path: str | Path, mode: str = "a") -> IO[str]:
    """A log as a text file for this user alone, made so where it is not. Raises OSError."""
    if not _is_wordless(Path(path)):
        Path(path).unlink()
    flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if "a" in mode else os.O_TRUNC) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o600)
    if hasattr(os, "fchmod"):  # one of an earlier version was readable by everybody
        os.fchmod(handle, 0o600)
    file = cast("IO[str]", os.fdopen(handle, mode, encoding="utf-8", newline="\n"))
    if not os.fstat(handle).st_size:
        file.write(LOG_MARK)
    return file


def print_no_errors(keep: Callable[[BaseException], object]) -> None:
    """Errors that Python can only print (in a destructor, in a thread) go to ``keep``, and messages of libraries that
    nobody takes are dropped: what is printed a desktop keeps in a journal, and a planned task in a file or a mail.
    """

    def unraisable(told: sys.UnraisableHookArgs) -> None:
        if told.exc_value is not None:
            keep(told.exc_value)

    def in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_type is not SystemExit and told.exc_value is not None:
            keep(told.exc_value)

    sys.unraisablehook = unraisable
    threading.excepthook = in_thread
    import logging

    logging.lastResort = None
    logging.raiseExceptions = False  # else a log that cannot be written is told with all that it was to say


def _is_wordless(path: Path) -> bool:
    """False for a log of a version that quoted pages."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MARK_BYTES)) in (_MARK_BYTES, b"")
    except FileNotFoundError:
        return True


def remove_talkative(path: Path) -> None:
    """Remove a log that a version wrote whose logs quoted pages; what cannot be removed stays."""
    with suppress(OSError):
        if not _is_wordless(path):
            path.unlink()


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, then what it came from, each once."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _told(error: BaseException) -> Iterator[str]:
    import traceback

    for frame in traceback.extract_tb(error.__traceback__):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        if frame.line:
            yield f"    {frame.line}"
    kind = type(error)
    numbers = (("errno", getattr(error, "errno", None)), ("sqlite", getattr(error, "sqlite_errorname", None)))
    told = " ".join(f"{name}={number}" for name, number in numbers if isinstance(number, int | str))
    yield f"{kind.__module__}.{kind.__qualname__}{f' [{told}]' if told else ''}"
