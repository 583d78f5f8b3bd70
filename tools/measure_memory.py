"""Memory of the window at rest: with the embedded knowledge, and with every shelf of a hospital filled.

    python tools/measure_memory.py [--pages 200] [--only embedded packs]

Each is a process of its own on a store with the sample: the memory that it holds once everything is loaded and the
window rests, and again after so many pages were opened, one after the other. Resident: with the files of libraries
that the system has mapped and may drop or share; own: what is in no file (RssAnon), as other systems count it.
``packs``: two code tables, a scheme of this year and the national form for the next, both crosswalks; those of the
reference tables are taken where they lie, else a line says so. Exit code 1 where the own memory is over the limit.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT.parent / "shared" / "reference"
_LIMIT = 300
#: Part, file, and from which day of discharge.
_PACKS = (
    ("dx_table", "codes/icd10_yibao2.csv", ""),
    ("px_table", "codes/icd9cm3_yibao2.csv", ""),
    ("dx_map", "codes/dx_map_clinical_to_yibao2.csv", ""),
    ("px_map", "codes/px_map_clinical_to_yibao2.csv", ""),
    ("scheme", "drg/chs_drg_20", ""),
    ("scheme", "drg30/form_a.xlsx", "2027-01-01"),
)
_FILL = """
import sys
from datetime import date, datetime
from pathlib import Path
from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.work.knowledge_copies import PartsWanted, keep_wanted, load_wanted
from coding.work.shelf import ShelfDays
from db.sqlite.sqlite_store import SqliteStore
store = SqliteStore(Path(sys.argv[1]), datetime.now)
store.import_reading(read_file(resource_path("sample/sample_n041.csv")))
for told in sys.argv[2:]:
    part, path, day = told.split("|")
    days = ShelfDays(date.fromisoformat(day)) if day else ShelfDays()
    wanted = PartsWanted({part: Path(path)}, {}, {part: days})
    keep_wanted(store, load_wanted(store, wanted, "measured", datetime.now()), wanted)
store.close()
"""
_WATCH = """
import sys, time
from datetime import datetime
from pathlib import Path
from PySide6.QtWidgets import QApplication
from db.sqlite.sqlite_store import SqliteStore
from ui.app import Program, application
from ui.theme.theme import apply_theme

def memory():
    held = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return " ".join(f"{int(held[name].split()[0]) / 1024:.0f}" for name in ("VmRSS", "RssAnon"))

def rest(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.005)

app = application()
apply_theme(app, False)
path = Path(sys.argv[1])
program = Program(app, path, path.with_name("s.sqlite"), lambda at, _sign_in=None: SqliteStore(at, datetime.now))
window = program.open()
window.resize(1366, 697)
while not window.session.is_search_ready or window.runner.running:
    rest(0.1)
rest(3)
before = memory()
for _ in range(int(sys.argv[2])):
    window.actions_["next_page"].trigger()
    rest(0.15)
while window.runner.running:
    rest(0.1)
rest(3)
print(before, memory())
program.close()
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--only", nargs="*", choices=("embedded", "packs"), default=("embedded", "packs"))
    options = parser.parse_args()
    there = [(part, REFERENCE / file, day) for part, file, day in _PACKS if (REFERENCE / file).exists()]
    worst = 0.0
    for name in options.only:
        brought = there if name == "packs" else []
        if name == "packs" and len(there) < len(_PACKS):
            print(f"packs: {len(_PACKS) - len(there)} of {len(_PACKS)} files are not here")
        with tempfile.TemporaryDirectory() as folder:
            store = str(Path(folder) / "memory.sqlite")
            _run(_FILL, store, *(f"{part}|{path}|{day}" for part, path, day in brought))
            first, own, last, own_last = map(float, _run(_WATCH, store, str(options.pages)).split())
        print(
            f"{name:<9} at rest {first:.0f} MB resident, {own:.0f} own; after {options.pages} pages {last:.0f} "
            f"resident, {own_last:.0f} own: {own_last - own:+.0f}",
            flush=True,
        )
        worst = max(worst, own)
    return 0 if worst <= _LIMIT else 1


def _run(code: str, *arguments: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.splitlines()[-1] if done.stdout else ""


if __name__ == "__main__":
    sys.exit(main())
