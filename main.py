"""The door: opens the window, or runs one command without it. See ``python main.py --help``.

Installed it is ``frontpage_coding.main``, behind the commands ``frontpage-coding`` and ``frontpage-coding-window``.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

from coding.base.no_dump import leave_no_dump
from coding.base.trace import print_no_errors
from coding.commands.crash import keep_trace
from coding.commands.door import run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.store.store import Store


def open_store(path: Path) -> Store:
    """The store at a place, with the clock of this machine. Nobody else knows which store stands there."""
    from db.sqlite.sqlite_store import SqliteStore

    return SqliteStore(path, datetime.now)


def _window(argv: Sequence[str]) -> int:
    from ui.app import main

    return main(list(argv), open_store)


def _screenshots(folder: str) -> int:
    from ui.screenshots import main

    return main(folder, open_store)


def _leave_no_word() -> None:
    """Whatever goes wrong in this process, its memory stays in memory, and no error is printed with what it quotes."""
    leave_no_dump()
    print_no_errors(keep_trace)


def main() -> int:
    """The command line: one command, or the window when none is named; the exit code."""
    if getattr(sys, "frozen", False):  # a packed program starts its workers through this door as well
        import multiprocessing

        multiprocessing.freeze_support()
    _leave_no_word()
    return run(sys.argv[1:], _window, _screenshots, open_store)


def window() -> int:
    """The window, for a starter without a console; the exit code."""
    _leave_no_word()
    return _window(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
