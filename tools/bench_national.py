"""How fast the national workbook opens and groups on this machine.

``python -m tools.bench_national WORKBOOK CASES.csv [--rows 100000]``: repeats the cases of a compact file up to so many
rows and prints seconds, by the clock and of the processors (children included), for the first opening, an opening from
the cache, and ``main.py group`` from file to file, processes and their start counted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_OPEN = (
    "import sys, time; sys.path.insert(0, sys.argv[1]); from pathlib import Path; "
    "from coding.drg.scheme import load_scheme; began = time.perf_counter(); "
    "load_scheme(Path(sys.argv[2])); print(time.perf_counter() - began)"
)


def main() -> int:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workbook", type=Path)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder), "LOCALAPPDATA": str(folder)}
        cases = folder / "cases.csv"
        header, *rows = told.cases.read_text("utf-8-sig").splitlines()
        cases.write_text("\n".join([header, *islice(cycle(rows), told.rows)]) + "\n", encoding="utf-8")
        opening = [sys.executable, "-c", _OPEN, str(ROOT), str(told.workbook)]
        command = [sys.executable, str(ROOT / "main.py"), "group", str(cases), "--scheme", str(told.workbook)]
        command += ["--out", str(folder / "groups.csv")]
        figures = {
            "rows": told.rows,
            "cpus": os.cpu_count(),
            "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
            "first_opening_s": _opened(opening, environment),
            "from_cache_s": min(_opened(opening, environment) for _ in range(3)),
            "group_file_to_file": min((_run(command, environment) for _ in range(3)), key=lambda found: found["s"]),
        }
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    return 0


def _opened(command: list[str], environment: dict[str, str]) -> float:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return round(float(done.stdout), 3)


def _run(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    before, began = os.times(), time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return {"s": round(time.perf_counter() - began, 2), "processor_s": round(used, 2)}


if __name__ == "__main__":
    sys.exit(main())
