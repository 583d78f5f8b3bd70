"""The log of the window: a small rotating file for its owner alone, without a word of a page."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from coding.base.trace import open_log, print_no_errors, remove_talkative, trace_of

_LOG = logging.getLogger(__name__)
_NAME = "frontpage.log"
_BACKUPS = 2
#: The packages whose messages are fixed texts. Of a message of anybody else only its place is kept.
_OURS = ("coding", "db", "ui")


def log_to(folder: Path) -> Path | None:
    """Write warnings and errors to a log in ``folder``; None where that is impossible."""
    path = folder / _NAME
    try:
        for old in (path, *(path.with_name(f"{_NAME}.{number}") for number in range(1, _BACKUPS + 1))):
            remove_talkative(old)
        handler = _PrivateHandler(path, maxBytes=500_000, backupCount=_BACKUPS, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(_Wordless("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return path


class _PrivateHandler(RotatingFileHandler):
    def _open(self) -> IO[str]:  # type: ignore[override]
        return open_log(self.baseFilename, self.mode)


class _Wordless(logging.Formatter):
    """A record as kind, place and fixed text: what was filled into the text is left out, it may be of a page.

    ``extra={"code": …, "trace": …}`` of a message is kept: a code of our own, such as the number of a rule, and what
    ``trace_of`` has said of an error.
    """

    def format(self, record: logging.LogRecord) -> str:
        is_ours = record.name.partition(".")[0] in _OURS
        record.message = str(record.msg) if is_ours else f"{Path(record.pathname).name}:{record.lineno}"
        record.asctime = self.formatTime(record, self.datefmt)
        told = f"{self.formatMessage(record)} {getattr(record, 'code', '')}".rstrip()
        error = record.exc_info[1] if record.exc_info else None
        trace = trace_of(error) if error is not None else getattr(record, "trace", "")
        return f"{told}\n{trace}" if trace else told


def log_unraisable() -> None:
    """Errors that Python can only print (in a destructor, in a thread) go to the log instead."""
    print_no_errors(lambda error: _LOG.error("错误无处可报", exc_info=error))
