"""How long ``check`` takes on a large N041 file, and how much memory: ``python -m tools.bench_check [ROWS] [JOBS]``.

The file is made of the sample's rows: record numbers are counted on and identity numbers made anew (birth date, sex
and check character stay right), one stay in eight is another stay of the person before. Prints seconds and the peak
of resident memory, the workers' included, as JSON.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.resources import resource_path
from coding.rules.kinds.identity_kind import check_character

_MAIN = resource_path("../main.py").resolve()


def write_rows(path: Path, rows: int) -> None:
    """An N041 file of so many rows."""
    with resource_path("sample/sample_n041.csv").open(encoding="gb18030", newline="") as file:
        header, *sample = csv.reader(file)
    case_no, id_no = header.index("BAH"), header.index("SFZH")
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for number in range(rows):
            cells = list(sample[number % len(sample)])
            turn = number // len(sample)
            cells[case_no] = f"{number - len(sample) if turn % 8 == 7 else number:09d}"
            identity = cells[id_no]
            if len(identity) == 18 and identity[:17].isdigit():
                own = (turn - 1 if turn % 8 == 7 else turn) * 2 % 1000 + int(identity[16]) % 2
                stem = identity[:14] + f"{own % 1000:03d}"
                cells[id_no] = stem + check_character(stem)
            writer.writerow(cells)


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its children now, shared pages counted by their share; 0 when it is gone."""
    total = 0.0
    for process in (pid, *_children(pid)):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
    return total


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    direct = [int(p) for p in text.split()]
    return direct + [c for p in direct for c in _children(p)]


def main(rows: int = 100_000, jobs: int = 2) -> None:
    """Write the file, check it in a process of its own and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "pages.csv", Path(folder) / "out"
        write_rows(path, rows)
        began = time.perf_counter()
        command = [sys.executable, str(_MAIN), "check", str(path), "--out", str(out), "--jobs", str(jobs)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        peak = [0.0]
        done = threading.Event()

        def watch() -> None:
            while not done.wait(0.5):
                peak[0] = max(peak[0], resident_mb(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        code = process.wait()
        done.set()
        watcher.join()
        seconds = time.perf_counter() - began
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8")) if code == 0 else {}
        told = {
            "rows": rows,
            "jobs": jobs,
            "exit": code,
            "seconds": round(seconds, 1),
            "cpu_seconds": _cpu_seconds(),
            "pages_per_s": round(rows / seconds),
            "peak_mb": round(peak[0]),
            "findings": summary.get("findings"),
            "load_before": _load(),
        }
    print(json.dumps(told, ensure_ascii=False))


def _cpu_seconds() -> float | None:
    """Processor time of the check and its workers: what its seconds rest on where the machine has other work."""
    try:
        import resource
    except ImportError:
        return None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(used.ru_utime + used.ru_stime, 1)


def _load() -> str:
    try:
        return Path("/proc/loadavg").read_text(encoding="ascii").split(" ")[0]
    except OSError:
        return ""


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:3]))
