"""How ``--cluster local:N`` compares with as many processes: ``python -m tools.bench_cluster [ROWS] [JOBS] [ROUNDS]
[COMMAND] [CLUSTER]``.

The file is that of ``bench_check``. Both run in processes of their own, one after the other, each round in the other
order so that whatever else the machine does falls on both; prints seconds, processor seconds and the ratio of pages a
second (cluster to pool) of every round and the middle one, as JSON, and whether the tables are the same to the byte.
Where the machine has other work the processor seconds are what counts. CLUSTER: another cluster than ``local:JOBS``;
its processor seconds are those of this side alone.
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
#: What a command is asked for beside its files.
_MORE = {
    "check": [],
    "month": ["--period", "2026"],
    "compare": ["--scheme", "embedded", "--scheme", "embedded"],
    "group": [],
}


def measure(rows: int, jobs: int, rounds: int, command: str, cluster: str) -> None:
    """Write the file, run both in turn and print what they took."""
    ways = {
        "pool": ["--jobs", str(jobs)] if command != "group" else [],
        "cluster": ["--cluster", cluster or f"local:{jobs}"],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.csv"
        write_rows(path, rows)
        told = []
        for number in range(rounds):
            one: dict[str, float] = {}
            for way in sorted(ways, reverse=bool(number % 2)):
                argv = [command, str(path), *_MORE[command], *ways[way]]
                one[way], one[f"cpu_{way}"] = _seconds(argv, Path(folder) / way)
            one["ratio"] = one["pool"] / one["cluster"]
            one["cpu_ratio"] = one["cpu_pool"] / one["cpu_cluster"]
            told.append({key: round(value, 3) for key, value in one.items()})
            print(json.dumps(told[-1]), file=sys.stderr, flush=True)
        same = _tables(Path(folder) / "pool") == _tables(Path(folder) / "cluster")
    whole = {
        "command": command,
        "rows": rows,
        "jobs": jobs,
        "rounds": told,
        "pages_per_s_pool": round(rows / median(one["pool"] for one in told)),
        "pages_per_s_cluster": round(rows / median(one["cluster"] for one in told)),
        "ratio": median(one["ratio"] for one in told),
        "cpu_ratio": median(one["cpu_ratio"] for one in told),
        "same_to_the_byte": same,
    }
    print(json.dumps(whole, ensure_ascii=False, indent=1))


def _seconds(argv: list[str], out: Path) -> tuple[float, float]:
    out.mkdir(exist_ok=True)
    at = out / "groups.csv" if argv[0] == "group" else out
    more = [] if argv[0] in ("group", "compare") else ["--as-of", "2026-11-01"]
    began, used = time.perf_counter(), _cpu_seconds()
    command = [sys.executable, str(_MAIN), *argv, *more, "--quiet", "--out", str(at)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(re.sub(r"\s+", " ", done.stderr))
    return time.perf_counter() - began, _cpu_seconds() - used


def _tables(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def _cpu_seconds() -> float:
    """Processor time of all that was started and has ended."""
    told = os.times()
    return told.children_user + told.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=20_000)
    parser.add_argument("jobs", type=int, nargs="?", default=2)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("command", nargs="?", default="check", choices=sorted(_MORE))
    parser.add_argument("cluster", nargs="?", default="")
    given = parser.parse_args()
    measure(given.rows, given.jobs, given.rounds, given.command, given.cluster)


if __name__ == "__main__":
    main()
