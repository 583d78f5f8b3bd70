"""Start of the window beside the start of an empty PySide6 window, in turn, in one run.

    python tools/bench_start.py [--runs 7] [--db STORE]

Without ``--db`` the sample is read into a store of its own first. Each run is a process of its own; what counts is the
time from its beginning until the window has been drawn, the list in it, and has answered an event. Form, panels and
menus come into the window right after that: when they are there is printed, too. The Knowledge that is loaded behind
the window is no part of it. Prints the medians of the clock, the fastest, and the ratio pair by pair.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: What is compared with: the least that shows a window of the same library and answers an event.
EMPTY = """
import os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(sys.argv)
class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, answered)
def answered():
    ticks = int(open("/proc/self/stat").read().rpartition(")")[2].split()[19])
    print(float(open("/proc/uptime").read().split()[0]) - ticks / os.sysconf("SC_CLK_TCK"), flush=True)
    app.quit()
window = Window()
window.show()
app.exec()
"""
#: The same start as ours, told when all parts of the window are there.
WHOLE = """
import sys
import main
from ui import app
class Whole(app.Readiness):
    def _answer(self):
        if self._window.is_whole:
            super()._answer()
        else:
            self._window.whole.connect(super()._answer)
app.Readiness = Whole
sys.exit(app.main(sys.argv[1:], main.open_store))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--db", type=Path, help="a clear store that is there; default: the sample")
    parser.add_argument("--code", type=Path, default=ROOT, help="another checkout, measured by the same script")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        store = options.db or _sample(Path(folder))
        window = [sys.executable, "main.py", "--db", str(store), "--quit-when-ready"]
        empty = [sys.executable, "-c", EMPTY]
        whole = [sys.executable, "-c", WHOLE, *window[2:]]
        for command in (window, empty, whole):  # the first run reads from the disk what later ones find in memory
            _run(command, options.code)
        wholes = [_run(whole, options.code) for _ in range(options.runs)]
        pairs = [(_run(window, options.code), _run(empty, options.code)) for _ in range(options.runs)]
    ours, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
    ratio = statistics.median(own / other for own, other in pairs)
    print(f"window  median {statistics.median(ours):.2f} s, fastest {min(ours):.2f} s")
    print(f"empty   median {statistics.median(theirs):.2f} s, fastest {min(theirs):.2f} s")
    print(f"whole   median {statistics.median(wholes):.2f} s, fastest {min(wholes):.2f} s")
    print(f"ratio   {ratio:.1f} (pair by pair), {min(ours) / min(theirs):.1f} (fastest)")
    return 0


def _sample(folder: Path) -> Path:
    store = folder / "start.sqlite"
    code = (
        "import sys; from pathlib import Path; from main import open_store;"
        "from coding.base.resources import resource_path; from coding.exchange.read import read_file;"
        "store = open_store(Path(sys.argv[1]));"
        "store.import_reading(read_file(resource_path('sample/sample_n041.csv'))); store.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(store)], cwd=ROOT, check=True)
    return store


def _run(command: list[str], where: Path) -> float:
    """Seconds from the beginning of the process until its window answers, as it tells itself."""
    done = subprocess.run(command, cwd=where, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    sys.exit(main())
