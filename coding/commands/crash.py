"""The log of the command line: each run, and the trace of an unforeseen error, so that it is not shown; it holds no
text of a page.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from coding.base.log_file import append_to_log, command_logs
from coding.base.private_folder import make_private
from coding.base.trace import trace_of


def keep_trace(error: BaseException) -> Path:
    """Append the trace to the log of this user; the path of the log."""
    return keep_text(trace_of(error))


def keep_text(text: str) -> Path:
    """Append a trace as ``trace_of`` makes it, or a line on a run, to the log of this user; the path of the log."""
    for log in command_logs():
        try:
            make_private(log.parent)
            append_to_log(log, f"--- {datetime.now():%Y-%m-%d %H:%M:%S}\n{text}\n")
        except OSError:
            continue
        return log
    return Path(os.devnull)
