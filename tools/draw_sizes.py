"""The window on the screens that hospitals have: ``python tools/draw_sizes.py FOLDER`` draws them, to be looked at.

1366 × 697 (a screen of 1366 × 768 less the task bar and the title), 1280 × 720, 1920 × 1080, and the first of them
scaled by the system to 125 % and 150 %, and with text of 90 % and 130 %; each light and dark. ``--only NAME…`` draws
some of them. ``--every`` draws every view that ``main.py screenshots`` knows (the panels' and the drawer's, both other
desks, the palette, the dialogs) in place of the few that fold and wrap: a folder a size and a light, each with the list
of its pictures. Nothing is compared: tools/make_manual_pictures.py does that.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtWidgets import QWidget

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class Size:
    """A screen: pixels of the glass, what the window may take of them, how the system scales, size of text."""

    name: str
    width: int
    height: int
    scale: float = 1.0
    text: int = 100


SIZES = (
    Size("1366x697", 1366, 697),
    Size("1280x720", 1280, 720),
    Size("1920x1080", 1920, 1080),
    Size("125", 1366, 697, 1.25),
    Size("150", 1366, 697, 1.5),
    Size("text90", 1366, 697, text=90),
    Size("text130", 1366, 697, text=130),
    Size("150-text130", 1366, 697, 1.5, 130),
    Size("960x560", 960, 560),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=[size.name for size in SIZES])
    parser.add_argument("--views", nargs="+", help="only these views, light")
    parser.add_argument("--every", action="store_true", help="every view of the program")
    parser.add_argument("--dark", action="store_true", help="with --every: dark only")
    parser.add_argument("--light", action="store_true", help="with --every: light only")
    parser.add_argument("--draw", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.draw and options.every:
        lights = [dark for dark in (False, True) if not (options.light if dark else options.dark)]
        size = next(size for size in SIZES if size.name == options.draw)
        return max(_draw_every(size, dark, options.folder, options.views or ()) for dark in lights)
    if options.draw:
        return _draw(next(size for size in SIZES if size.name == options.draw), options.folder, options.views)
    worst = 0
    for size in SIZES:
        if options.only and size.name not in options.only:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            screen = Path(scratch) / "screen.json"
            screen.write_text(json.dumps({"screens": [_screen(size)]}), encoding="utf-8")
            command = [sys.executable, __file__, str(options.folder), "--draw", size.name]
            command += ["--views", *options.views] if options.views else []
            command += [f"--{word}" for word in ("every", "dark", "light") if getattr(options, word)]
            platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}", "QT_SCALE_FACTOR": str(size.scale)}
            worst = max(worst, subprocess.run(command, env={**os.environ, **platform}, check=False).returncode)
    return worst


def _screen(size: Size) -> dict[str, object]:
    return {
        **{"name": size.name, "x": 0, "y": 0, "width": size.width, "height": size.height},
        **{"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1},
    }


def _draw_every(size: Size, is_dark: bool, folder: Path, views: Collection[str]) -> int:
    sys.path.insert(0, str(ROOT))
    from main import open_store
    from ui.camera import Glass
    from ui.screenshots import main as screenshots

    into = folder / f"{size.name}-{'dark' if is_dark else 'light'}"
    glass = Glass(round(size.width / size.scale), round(size.height / size.scale), size.text, is_dark)
    code = screenshots(into, open_store, only=views, glass=glass)
    drawn = sorted(path.stem for path in into.glob("*.png"))
    (into / "pictures.txt").write_text("".join(f"{name}\n" for name in drawn), encoding="utf-8")
    return code


def _draw(size: Size, folder: Path, views: list[str] | None) -> int:
    sys.path.insert(0, str(ROOT))
    from db.sqlite.sqlite_store import SqliteStore
    from ui.app import Program, application

    with tempfile.TemporaryDirectory() as scratch:
        app = application()
        program = Program(app, Path(scratch) / "病案.sqlite", Path(scratch) / "示例.sqlite", SqliteStore)
        window = program.open()
        room = window.screen().size()
        window.showNormal()
        window.setMinimumSize(0, 0)
        window.setGeometry(0, 0, room.width(), room.height())
        if size.text != 100:
            window.appearance.choose_size(size.text)
        _settle(0.5)
        window.setGeometry(0, 0, room.width(), room.height())  # what folds has folded
        _settle(0.2)
        too_large = [window.width() > room.width() or window.height() > room.height()]
        if not views or "first_start" in views:
            _save(window, folder, f"{size.name}-light-first_start")
        program.exchange(sample=True)
        window = program.window
        assert window is not None
        window.showNormal()
        window.setMinimumSize(0, 0)
        window.setGeometry(0, 0, room.width(), room.height())
        _wait(lambda: window.session.is_search_ready and bool(window.worklist.ids))
        _wait(lambda: not window.runner.running)
        _close_dialogs()
        window.setGeometry(0, 0, room.width(), room.height())
        window.reset_layout()
        if size.text != 100:  # every store has its own settings of the machine
            window.appearance.choose_size(size.text)
            _settle(0.3)
            window.setGeometry(0, 0, room.width(), room.height())
        for appearance in ("light", "dark"):
            window.appearance.choose(appearance, keep=False)
            for name, view in _views(window).items():
                if views and (name not in views or appearance == "dark"):
                    continue
                shown = view()
                _settle(0.6)
                too_large.append(shown.width() > room.width() or shown.height() > room.height())
                if too_large[-1]:
                    print(f"{size.name} {name}: {shown.width()} × {shown.height()} on {room.width()} × {room.height()}")
                _save(shown, folder, f"{size.name}-{appearance}-{name}")
                if shown is not window:
                    shown.close()
        program.close()
    return int(any(too_large))


def _views(window) -> dict[str, Callable[[], QWidget]]:  # noqa: ANN001 - its type is not there before the platform is
    """Name → bring the window, or a dialog, to it."""
    from PySide6.QtWidgets import QApplication

    def opened(id_: str) -> QWidget:
        window.actions_[id_].trigger()
        _settle(0.8)
        return QApplication.activeModalWidget() or QApplication.activeWindow() or window

    def main() -> QWidget:
        store = window.session.store
        rows = store.rows(window.worklist.ids)
        window.pages.open(next(r.id for r in rows if r.errors > 0 and r.warnings > 0))
        window.form.focus_section(2)
        window.actions_["next_finding"].trigger()
        return window

    def panel(id_: str) -> Callable[[], QWidget]:
        def brought() -> QWidget:
            window.actions_[id_].trigger()
            return window

        return brought

    def worklist() -> QWidget:
        window.actions_["to_worklist"].trigger()
        return window

    def evidence() -> QWidget:
        from coding.page.edits import move_row

        store = window.session.store
        window.pages.open(next(id_ for id_ in window.worklist.ids if len(store.page(id_).diagnoses) > 1))
        window.session.apply(move_row(window.session.page, "diagnosis", 1, 0))
        _settle(0.8)  # it has looked by then
        return window

    def rules() -> QWidget:
        window.rules.show()
        _wait(lambda: not window.runner.running)
        return window.rules.window

    def rule_form(rule: str) -> Callable[[], QWidget]:
        def written() -> QWidget:
            rules()
            window.rules.window.choose(rule)
            window.rules.window.side.edit()
            _settle(1.0)
            _wait(lambda: not window.runner.running)
            return window

        return written

    return {
        "main": main,
        "worklist": worklist,
        "suggestions": panel("suggestions"),
        "drg": panel("drg"),
        "evidence": evidence,
        "rules": rules,
        "rule_form": rule_form("FP-COD-116"),
        "rule_spans": rule_form("FP-ACC-103"),
        "waive": lambda: opened("waive"),
        "versions": lambda: opened("versions"),
        "compare": lambda: opened("compare_schemes"),
        "weights": lambda: opened("own_weights"),
        "options": lambda: opened("grouping_options"),
        "terms": lambda: opened("term_book"),
        "export": lambda: opened("export"),
        "shortcuts": lambda: opened("shortcuts"),
    }


def _save(widget: QWidget, folder: Path, name: str) -> None:
    path = folder / f"{name}.png"
    if not widget.grab().save(str(path)):
        raise SystemExit(f"{path} cannot be written")
    print(path, flush=True)


def _close_dialogs() -> None:
    from PySide6.QtWidgets import QApplication

    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        _settle()


def _settle(seconds: float = 0.0) -> None:
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + seconds
    QApplication.processEvents()
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def _wait(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not ready() and time.monotonic() < end:
        _settle(0.02)


if __name__ == "__main__":
    sys.exit(main())
