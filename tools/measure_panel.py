"""How much of the panel beside the form is seen: ``python tools/measure_panel.py [--code OTHER_TREE] [--pages 60]``.

On the pages of the sample, in a window of 1366 × 697: how many of the suggestions stand whole on the screen, of how
many, and of the findings likewise. ``--search``: what is typed into the search of codes, for pages that need none.
Prints a line a kind: all pages, and those with a short list of findings.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
_SHORT = 2
_ENOUGH = 8


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--code", type=Path, default=ROOT)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--search", default="肺炎")
    parser.add_argument("--width", type=int, default=1366)
    parser.add_argument("--height", type=int, default=697)
    parser.add_argument("--within", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.within:
        return _measure(options)
    with tempfile.TemporaryDirectory() as scratch:
        screen = Path(scratch) / "screen.json"
        one = {"name": "a", "x": 0, "y": 0, "width": options.width, "height": options.height, "dpr": 1}
        screen.write_text(json.dumps({"screens": [{**one, "logicalDpi": 96, "logicalBaseDpi": 96}]}), encoding="utf-8")
        platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}"}
        command = [sys.executable, __file__, *sys.argv[1:], "--within"]
        return subprocess.run(command, env={**os.environ, **platform}, check=False).returncode


def _measure(options: argparse.Namespace) -> int:
    sys.path.insert(0, str(options.code.resolve()))
    from db.sqlite.sqlite_store import SqliteStore
    from ui.app import Program, application

    with tempfile.TemporaryDirectory() as scratch:
        program = Program(application(), Path(scratch) / "a.sqlite", Path(scratch) / "b.sqlite", SqliteStore)
        program.open()
        _settle(0.5)
        program.exchange(sample=True)
        window = program.window
        assert window is not None
        window.showNormal()
        window.setMinimumSize(0, 0)
        _wait(lambda: window.session.is_search_ready and bool(window.worklist.ids) and not window.runner.running)
        _close_dialogs()
        if hasattr(window, "scheme_hint"):
            window.scheme_hint.hide()  # it is put away once and for all
        window.setGeometry(0, 0, options.width, options.height)
        window.reset_layout()
        _settle(0.3)
        found = [_look(window, page_id, options.search) for page_id in window.worklist.ids[: options.pages]]
        program.close()
    for kind, which in (("all pages", found), (f"findings ≤ {_SHORT}", [f for f in found if f[2] <= _SHORT])):
        for name, seen in (
            ("own suggestions", [f[0] for f in which if f[0][1]]),
            ("found by words", [f[1] for f in which if f[1][1]]),
            ("findings", [f[3] for f in which if f[3][1]]),
        ):
            if seen:
                enough = sum(s >= min(a, _ENOUGH) for s, a in seen)
                rows = sorted(s for s, _ in seen)
                print(
                    f"{kind:14} {name:16} seen least {rows[0]}, median {statistics.median(rows):g}, most {rows[-1]}"
                    f" of up to {max(a for _, a in seen)}; {_ENOUGH} or all on {enough} of {len(seen)} pages"
                )
    return 0


def _look(window, page_id: int, words: str):  # noqa: ANN001, ANN202 - its type is not there before the platform is
    window.pages.open(page_id)
    window.actions_["suggestions"].trigger()
    view = window.knowledge.view("suggestions")
    _settle(0.3)
    _wait(lambda: not vars(view)["_is_waiting"])  # it waits for quiet, then goes row by row
    _settle(0.2)
    own = _seen(view)
    view.search.setText(words)
    view.search.textEdited.emit(words)
    _wait(lambda: bool(view.model.lines) and str(view.model.lines[0].cause) == "检索")
    _settle(0.1)
    searched = _seen(view)
    view.search.clear()
    findings = window.knowledge.view("findings")
    window.actions_["next_finding"].trigger()
    _settle(0.05)
    model = findings.model
    whole = sum(_is_whole(findings.list, row) for row in range(model.rowCount()))
    return own, searched, model.rowCount(), (whole, model.rowCount())


def _seen(view) -> tuple[int, int]:  # noqa: ANN001
    rows = [row for row in range(view.model.rowCount()) if view.model.suggestion(row) is not None]
    return sum(_is_whole(view.list, row) for row in rows), len(rows)


def _is_whole(view, row: int) -> bool:  # noqa: ANN001
    rect = view.visualRect(view.model().index(row, 0))
    return view.isVisible() and rect.height() > 0 and view.viewport().rect().contains(rect)


def _settle(seconds: float = 0.0) -> None:
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + seconds
    QApplication.processEvents()
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def _wait(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not ready() and time.monotonic() < end:
        _settle(0.02)


def _close_dialogs() -> None:
    from PySide6.QtWidgets import QApplication

    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        _settle()


if __name__ == "__main__":
    sys.exit(main())
