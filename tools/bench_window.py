"""What the window makes her wait for: the change of the theme, a key in a cell of long words, memory of re-imports.

    python tools/bench_window.py [--code OTHER_TREE] [--only theme keys memory tables] [--imports 5] [--dx-table CODES]

theme   milliseconds from the choice of light or dark until the window is drawn in it, with rule window and without;
        on the clock and of the processor
keys    milliseconds from a key until the cell is drawn, and the longest that the window answers nobody within the
        two seconds after it: the cell is written down, the page judged, suggestions are made; 200 characters stand
        in the cell
memory  resident megabytes of a process of its own, after the first import of the sample and after each one more;
        every page is then another one than before, so that it is written, judged and shown anew
tables  the same, after each import of the table of diagnoses of ``--dx-table``, which is judged by in the others too
``--code`` measures another checkout with the same script.
"""

from __future__ import annotations

import argparse
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

    from ui.window import MainWindow

#: Seconds until something that should happen counts as broken.
_PATIENCE = 120.0
#: Seconds after a key in which the longest pause is looked for.
_AFTER_KEY = 2.0
#: Words of a ward as they come from a template that has all of a patient's diseases in one line.
_WORDS = "高血压病3级很高危组、2型糖尿病伴周围神经病变、冠状动脉粥样硬化性心脏病、慢性支气管炎急性发作、脑梗死后遗症；"
_LONG = (_WORDS * 8)[:200]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--code", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--only", nargs="+", choices=tuple(_MEASURES), default=list(_MEASURES))
    parser.add_argument("--imports", type=int, default=5)
    parser.add_argument("--dx-table", type=Path)
    parser.add_argument("--here", action="store_true", help="measure in this process, not in one of its own")
    options = parser.parse_args()
    if not options.here:
        command = [sys.executable, __file__, "--here", "--code", str(options.code), "--imports", str(options.imports)]
        command += ["--dx-table", str(options.dx_table)] if options.dx_table else []
        return max(subprocess.run([*command, "--only", name], check=False).returncode for name in options.only)
    sys.path.insert(0, str(options.code.resolve()))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.only:
            _MEASURES[name](Path(folder), options.imports, options.dx_table)
    return 0


def theme(folder: Path, _imports: int, table: Path | None) -> None:
    """Light to dark and back: the main window alone, then with the rule window beside it."""
    program, window = _at_work(folder, table)
    for beside in ("main window", "and rule window"):
        if beside != "main window":
            window.rules.show()
            _rest(window)
        took, worked = [], []
        for turn in range(6):
            began, began_work = time.perf_counter(), time.process_time()
            window.appearance.choose("light" if turn % 2 else "dark", keep=False)
            _settle()
            worked.append((time.process_time() - began_work) * 1000)
            took.append((time.perf_counter() - began) * 1000)
        print(f"theme  {beside:16} clock     {_told(took)}", flush=True)
        print(f"theme  {beside:16} processor {_told(worked)}", flush=True)
    program.close()


def keys(folder: Path, _imports: int, table: Path | None) -> None:
    """Ten keys into a cell that holds 200 characters."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    program, window = _at_work(folder, table)
    rows = window.form._tables["diagnosis"]  # noqa: SLF001 - where the keys of a coder go
    for cell in ("name", "code", "search box"):
        if cell == "search box":
            panel = window.knowledge.view("suggestions")
            window.knowledge.show_panel("suggestions")
            editor = panel.search
            editor.setFocus()
        else:
            rows.go(1, cell)
            rows.edit(rows.currentIndex())
            editor = rows.indexWidget(rows.currentIndex())
        assert editor is not None
        editor.setText(_LONG)
        drawn, stopped = [], []
        for _ in range(6):
            began = time.perf_counter()
            QTest.keyClick(editor, "x")
            editor.repaint()
            _settle()
            drawn.append((time.perf_counter() - began) * 1000)
            stopped.append(_longest_pause())
        print(f"keys   {cell:10} key to drawn  {_told(drawn)}", flush=True)
        print(f"keys   {cell:10} longest pause {_told(stopped)}", flush=True)
        QTest.keyClick(editor, Qt.Key.Key_Escape)
    program.close()


def memory(folder: Path, imports: int, table: Path | None) -> None:
    """The sample read once more and once more: what stays."""
    import gc

    from ui.opening_files import SAMPLE

    text = SAMPLE.read_text(encoding="gb18030")
    program, window = _at_work(folder, table)
    told = [f"{_resident():.0f}"]
    for number in range(imports):
        again = folder / f"再读{number}.csv"
        again.write_text(text.replace("王", "李" if number % 2 else "陈"), encoding="gb18030")
        window.open_file(again)
        _rest(window)
        _close_dialogs()
        _rest(window)
        gc.collect()
        told.append(f"{_resident():.0f}")
    print(f"memory resident MB after the first import and {imports} more: {' '.join(told)}", flush=True)
    program.close()


def tables(folder: Path, imports: int, table: Path | None) -> None:
    """The table of diagnoses exchanged again and again: what stays."""
    import gc

    if table is None:
        print("tables: --dx-table names no table")
        return
    program, window = _at_work(folder, None)
    told = [f"{_resident():.0f}"]
    for _ in range(imports + 1):
        _import(window, table)
        gc.collect()
        told.append(f"{_resident():.0f}")
    print(f"tables resident MB with the embedded table and after {imports + 1} imports: {' '.join(told)}", flush=True)
    program.close()


_MEASURES: dict[str, Callable[[Path, int, Path | None], None]] = {
    "theme": theme,
    "keys": keys,
    "memory": memory,
    "tables": tables,
}


def _at_work(folder: Path, table: Path | None):  # noqa: ANN202 - the type would import the window before the platform is chosen
    """The window on the sample, its second page in work, all at rest."""
    from db.sqlite.sqlite_store import SqliteStore
    from ui.app import Program, application

    program = Program(application(), folder / "病案.sqlite", folder / "示例.sqlite", SqliteStore)
    window = program.open(sample=True)
    window.resize(1366, 697)
    _wait(lambda: window.session.is_search_ready and bool(window.worklist.ids))
    _rest(window)
    _close_dialogs()
    if table is not None:
        _import(window, table)
    window.pages.open(window.worklist.ids[1])
    _rest(window)
    return program, window


def _import(window: MainWindow, table: Path) -> None:
    window.knowledge_loading.import_part("dx_table", table)
    _rest(window)
    _wait(lambda: window.session.is_search_ready)
    _rest(window)
    _close_dialogs()


def _rest(window: MainWindow) -> None:
    _wait(lambda: not window.runner.running and not window.worklist.is_busy)
    _settle(0.6)
    _wait(lambda: not window.runner.running)


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
        time.sleep(0.002)
    QApplication.processEvents()


def _wait(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not ready() and time.monotonic() < end:
        _settle(0.02)
    if not ready():
        raise SystemExit("the window did not come to rest")


def _longest_pause() -> float:
    """Milliseconds of the longest turn of the event loop."""
    from PySide6.QtWidgets import QApplication

    longest, end = 0.0, time.perf_counter() + _AFTER_KEY
    while (began := time.perf_counter()) < end:
        QApplication.processEvents()
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.001)
    return longest * 1000


def _resident() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise SystemExit("no figure for the memory of a process on this system")


def _told(times: list[float]) -> str:
    return f"median {statistics.median(times):7.1f} ms   worst {max(times):7.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
