"""How ``month`` from files compares with ``check`` on the same file: ``python -m tools.bench_month_files [ROWS] [JOBS]
[ROUNDS]``.

The file is that of ``bench_check``, all of one month. Both run in processes of their own, one after the other, in turn
so that whatever else the machine does falls on both; prints seconds, processor seconds, pages a second and the ratios
of every round and the middle one, as JSON. Where the machine has other work the processor seconds are what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_check import write_rows

_MAIN = Path(__file__).resolve().parent.parent / "main.py"
_YEAR = "2026"


def measure(rows: int, jobs: int, rounds: int) -> None:
    """Write the file, run both in turn and print what they took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.csv"
        write_rows(path, rows)
        told = []
        for number in range(rounds):
            checked, cpu_check = _seconds("check", path, Path(folder) / f"check{number}", jobs)
            month, cpu_month = _seconds("month", path, Path(folder) / f"month{number}", jobs)
            summary = json.loads((Path(folder) / f"month{number}" / "summary.json").read_text(encoding="utf-8"))
            told.append(
                {
                    "check": round(checked, 1),
                    "month": round(month, 1),
                    "ratio": round(month / checked, 3),
                    "cpu_check": round(cpu_check, 1),
                    "cpu_month": round(cpu_month, 1),
                    "cpu_ratio": round(cpu_month / cpu_check, 3),
                    "timings": summary["timings"],
                    "pages": summary["pages"],
                }
            )
    whole = {
        "rows": rows,
        "jobs": jobs,
        "rounds": told,
        "pages_per_s_check": round(rows / median(one["check"] for one in told)),
        "pages_per_s_month": round(rows / median(one["month"] for one in told)),
        "ratio": median(one["ratio"] for one in told),
        "cpu_ratio": median(one["cpu_ratio"] for one in told),
    }
    print(json.dumps(whole, ensure_ascii=False, indent=1))


def _seconds(command: str, path: Path, out: Path, jobs: int) -> tuple[float, float]:
    argv = [sys.executable, str(_MAIN), command, str(path), "--out", str(out), "--jobs", str(jobs), "--quiet"]
    argv += ["--period", _YEAR] if command == "month" else []
    began, used = time.perf_counter(), _cpu_seconds()
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(re.sub(r"\s+", " ", done.stderr))
    return time.perf_counter() - began, _cpu_seconds() - used


def _cpu_seconds() -> float:
    """Processor time of all that was started and has ended."""
    told = os.times()
    return told.children_user + told.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=20_000)
    parser.add_argument("jobs", type=int, nargs="?", default=2)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    given = parser.parse_args()
    measure(given.rows, given.jobs, given.rounds)


if __name__ == "__main__":
    main()
