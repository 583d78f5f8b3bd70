"""The desk on a small machine: one core, 1 GB of memory, a disk whose ``fsync`` takes 40 ms.

    python tools/slow_machine.py [--memory 1024] [--fsync 40] [--only start keys check]

Linux only, as root: the memory is held by a control group (version 1 or 2), the core by the affinity of the process,
and ``fsync`` and ``fdatasync`` wait in a small library that is compiled and loaded before the program's own; without a
compiler or a control group the script says what it could not hold and measures the rest.

start   seconds until the window has been drawn, the list in it, and answers (limit 6)
keys    milliseconds from a key in a cell of a diagnosis until the window has answered it, p95 (limit 50)
check   seconds of ``main.py check`` over 1,500 pages (limit 90)
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LIMITS = {"start": 6.0, "keys": 50.0, "check": 90.0}
_PAGES = 1500
_WAITING = """
#include <unistd.h>
#include <time.h>
#include <dlfcn.h>
static void wait_a_while(void) { struct timespec t = {0, %d000000L}; nanosleep(&t, 0); }
int fsync(int fd) { wait_a_while(); return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { wait_a_while(); return ((int (*)(int)) dlsym(RTLD_NEXT, "fdatasync"))(fd); }
"""
_SAMPLE = (
    "import sys; from pathlib import Path; from main import open_store;"
    "from coding.base.resources import resource_path; from coding.exchange.read import read_file;"
    "store = open_store(Path(sys.argv[1]));"
    "store.import_reading(read_file(resource_path('sample/sample_n041.csv'))); store.close()"
)
_KEYS = """
import statistics, sys, time
from datetime import datetime
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from db.sqlite.sqlite_store import SqliteStore
from ui.app import Program, application
from ui.theme.theme import apply_theme
from coding.page.finding import Place

def rest(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.001)

path = Path(sys.argv[1])
app = application()
apply_theme(app, False)
program = Program(app, path, path, lambda at, _sign_in=None: SqliteStore(at, datetime.now))
window = program.open()
window.activateWindow()
end = time.perf_counter() + 120
while time.perf_counter() < end and not (window.session.is_search_ready and not window.batch.is_running):
    rest(0.05)
found = []
for turn in range(12):
    window.form.focus_place(Place("principal_diagnosis_code", 0))
    rest(0.2)
    for key in "gxb":
        began = time.perf_counter()
        QTest.keyClicks(QApplication.focusWidget(), key)
        QApplication.processEvents()
        found.append((time.perf_counter() - began) * 1000)
        rest(0.15)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    window.form.focus_place(Place("employer"))
    rest(0.2)
    for key in "ab":
        began = time.perf_counter()
        QTest.keyClicks(QApplication.focusWidget(), key)
        QApplication.processEvents()
        found.append((time.perf_counter() - began) * 1000)
        rest(0.6)
program.close()
told = sorted(found)
print(f"{told[int(len(told) * 0.95)]:.1f}")
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", type=int, default=1024, help="MB")
    parser.add_argument("--fsync", type=int, default=40, help="milliseconds")
    parser.add_argument("--only", nargs="+", choices=tuple(_LIMITS), default=list(_LIMITS))
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch, _Group(options.memory) as group:
        folder = Path(scratch)
        small = _Small(group, _library(folder, options.fsync))
        store = folder / "small.sqlite"
        subprocess.run([sys.executable, "-c", _SAMPLE, str(store)], cwd=ROOT, check=True)
        missed = 0
        for name in options.only:
            figure = {"start": _start, "keys": _keys, "check": _check}[name](small, store, folder)
            missed += figure > _LIMITS[name]
            print(f"{name:6} {figure:8.1f}   limit {_LIMITS[name]:g}", flush=True)
    return min(missed, 1)


class _Group:
    """A control group that holds so many MB; ``tasks`` is where a process enters it, None where there is none."""

    def __init__(self, megabytes: int) -> None:
        self.tasks: Path | None = None
        self._place: Path | None = None
        self._bytes = str(megabytes << 20)

    def __enter__(self) -> _Group:
        for base, limit in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
            place = Path(base) / f"small-{os.getpid()}"
            with suppress(OSError):
                place.mkdir()
                (place / limit).write_text(self._bytes)
                self._place, self.tasks = place, place / "cgroup.procs"
                return self
        print("no control group here: the memory is not held", flush=True)
        return self

    def __exit__(self, *_told: object) -> None:
        if self._place is not None:
            with suppress(OSError):
                self._place.rmdir()


class _Small:
    """Runs commands on the small machine."""

    def __init__(self, group: _Group, library: Path | None) -> None:
        self._group, self._library = group, library

    def run(self, command: list[str]) -> str:
        """What a command prints; raises where it fails."""
        environment = dict(os.environ)
        if self._library is not None:
            environment["LD_PRELOAD"] = str(self._library)
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True, preexec_fn=self._enter
        )
        return done.stdout

    def _enter(self) -> None:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        if self._group.tasks is not None:
            self._group.tasks.write_text(str(os.getpid()))


def _library(folder: Path, milliseconds: int) -> Path | None:
    compiler = shutil.which("cc")
    if compiler is None:
        print("no compiler here: the disk is not slowed", flush=True)
        return None
    source, made = folder / "waiting.c", folder / "waiting.so"
    source.write_text("#define _GNU_SOURCE\n" + _WAITING % milliseconds)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"], check=True)
    return made


def _start(small: _Small, store: Path, _folder: Path) -> float:
    command = [sys.executable, "main.py", "--db", str(store), "--quit-when-ready"]
    small.run(command)  # the first start is from the disk: it is the second that comes every day
    return float(small.run(command).split()[-1])


def _keys(small: _Small, store: Path, _folder: Path) -> float:
    return float(small.run([sys.executable, "-c", _KEYS, str(store)]).split()[-1])


def _check(small: _Small, _store: Path, folder: Path) -> float:
    lines = (ROOT / "resources" / "sample" / "sample_n041.csv").read_bytes().splitlines(keepends=True)
    path = folder / "many.csv"
    rows = lines[1:]
    path.write_bytes(b"".join([lines[0], *(rows[at % len(rows)] for at in range(_PAGES))]))
    began = time.perf_counter()
    small.run([sys.executable, "main.py", "check", str(path), "--out", str(folder / "out"), "--jobs", "1"])
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
