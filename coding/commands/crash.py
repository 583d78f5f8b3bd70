"""Where the trace of an unforeseen error is kept, so that it is not shown; it holds no text of a page."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from coding.base.private_folder import make_private
from coding.base.trace import open_log, trace_of


def keep_trace(error: BaseException) -> Path:
    """Append the trace to the log of this user; the path of the log."""
    return keep_text(trace_of(error))


def keep_text(text: str) -> Path:
    """Append a trace as ``trace_of`` makes it to the log of this user; the path of the log."""
    for place in (_log_folder, _temporary):
        try:
            folder = place()
            log = folder / "frontpage-coding.log"
            make_private(folder)
            with open_log(log) as file:
                file.write(f"--- {datetime.now():%Y-%m-%d %H:%M:%S}\n{text}\n")
        except (OSError, RuntimeError):  # there may be no folder of a user at all
            continue
        return log
    return Path(os.devnull)


def _temporary() -> Path:
    return Path(tempfile.gettempdir())


def _log_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "frontpage-coding"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "frontpage-coding"
