"""How long ``compare`` takes, its workbook included: ``python -m tools.bench_compare [ROWS] [JOBS] [OLD] [NEW]``.

The pages are those of ``tools.bench_check``. OLD and NEW are scheme packs or workbooks; without them both packs are
made of the built-in scheme, one with another list of MCC. The schemes are opened once before: the first opening of a
workbook is measured elsewhere. Prints seconds, processor seconds and what the summary counts, as JSON.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.resources import resource_path
from coding.drg.scheme import EMBEDDED_PACK, load_scheme
from tools.bench_check import _cpu_seconds, _load, write_rows

_MAIN = resource_path("../main.py").resolve()


def _other_pack(folder: Path) -> Path:
    """The built-in scheme as a pack in which no diagnosis is an MCC."""
    pack = folder / "other"
    shutil.copytree(resource_path(EMBEDDED_PACK), pack)
    table = pack / "mcc.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    head = next(line for line in lines if not line.startswith("#"))
    table.write_text(head + "\n", encoding="utf-8")
    return pack


def measure(rows: int, jobs: int, old: str, new: str) -> None:
    """Write the file, compare it in a process of its own and print what it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages, out = folder / "pages.csv", folder / "out"
        write_rows(pages, rows)
        schemes = [old, new or str(_other_pack(folder))]
        for scheme in schemes:
            if scheme != "embedded":
                load_scheme(Path(scheme))
        command = [sys.executable, str(_MAIN), "compare", str(pages), "--out", str(out), "--jobs", str(jobs)]
        for scheme in schemes:
            command += ["--scheme", scheme]
        before = _cpu_seconds() or 0.0
        began = time.perf_counter()
        code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
        seconds = time.perf_counter() - began
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8")) if code == 0 else {}
        told = {
            "rows": rows,
            "jobs": jobs,
            "exit": code,
            "seconds": round(seconds, 1),
            "cpu_seconds": round((_cpu_seconds() or 0.0) - before, 1),
            "moved": summary.get("moved"),
            "workbook_bytes": (out / "compare.xlsx").stat().st_size if code == 0 else None,
            "load_before": _load(),
        }
    print(json.dumps(told, ensure_ascii=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=20_000)
    parser.add_argument("jobs", type=int, nargs="?", default=2)
    parser.add_argument("old", nargs="?", default="embedded")
    parser.add_argument("new", nargs="?", default="")
    given = parser.parse_args()
    measure(given.rows, given.jobs, given.old, given.new)


if __name__ == "__main__":
    main()
