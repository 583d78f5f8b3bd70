"""How long ``check`` takes on a large N041 file, and how much memory:
``python -m tools.bench_check [ROWS] [JOBS] [--apart]``.

The file is made of the sample's rows: record numbers are counted on and identity numbers made anew (birth date, sex
and check character stay right), one stay in eight is another stay of the person before. So most texts of a page have
been read before, as in a hospital they have not been: with ``--apart`` no page has the times, amounts and people of
another. Prints seconds and the peak of resident memory, the workers' included, as JSON.

``ratio``: the seconds to those in which pandas' ``read_csv`` reads the same file, every cell as the text that it is
(a record number keeps its zeros), in the same run; the median of three before and three after. ``ratio_guessing``: to
those where it makes numbers of what looks like them. ``cpu_ratio``: of processor seconds, over all processes.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.base.resources import resource_path
from coding.rules.kinds.identity_kind import check_character

_MAIN = resource_path("../main.py").resolve()


def write_rows(path: Path, rows: int, *, apart: bool = False) -> None:
    """An N041 file of so many rows; ``apart``: no two share times, amounts and people."""
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
            writer.writerow(_apart(header, cells, turn, number) if apart else cells)


#: Columns of a page that name people and places, of its times, and of its amounts.
_PEOPLE = ("XM", "LXRXM", "XZZ", "HKDZ", "DZ", "GZDWJDZ", "DH", "DH2", "DWDH")
_TIMES = ("RYSJ", "CYSJ", "ZKRQ", *(f"SSJCZRQ{n}" for n in range(1, 8)))
_FIRST_AMOUNT, _LAST_AMOUNT = "ZFY", "QTF"


def _apart(header: list[str], cells: list[str], turn: int, number: int) -> list[str]:
    """The row with texts of its own: all its days moved by the same number, its amounts by the same factor."""
    told = dict(zip(header, cells, strict=True))
    for key in _PEOPLE:
        if told.get(key, "-") not in ("", "-"):
            told[key] += f"{number % 10_000:04d}" if told[key].isdigit() else _sign(number)
    for key in _TIMES:
        if (moment := read_moment(told.get(key, ""))) is not None:
            moved = moment - timedelta(days=turn * 7)
            if ":" in told[key]:
                told[key] = f"{moved.replace(second=number % 60):%Y-%m-%d %H:%M:%S}"
            else:
                told[key] = f"{moved:%Y-%m-%d}"
    for key in header[header.index(_FIRST_AMOUNT) : header.index(_LAST_AMOUNT) + 1]:
        if (amount := read_number(told[key])) is not None:
            told[key] = f"{amount * (number % 97 + 60):.2f}" if amount else told[key]
    return list(told.values())


def _sign(number: int) -> str:
    """Two Chinese signs for a number."""
    return chr(0x4E00 + number % 5_000) + chr(0x4E00 + number // 5_000 % 5_000)


def read_csv_seconds(path: Path, *, as_text: bool) -> tuple[float, float]:
    """The seconds and processor seconds of pandas for the file, the median of three."""
    import pandas as pd

    options = {"dtype": str, "keep_default_na": False} if as_text else {}
    took = []
    for _ in range(3):
        began, worked = time.perf_counter(), time.process_time()
        pd.read_csv(path, encoding="gb18030", low_memory=False, **options)
        took.append((time.perf_counter() - began, time.process_time() - worked))
    return sorted(seconds for seconds, _ in took)[1], sorted(worked for _, worked in took)[1]


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


def measure(rows: int, jobs: int, *, apart: bool) -> None:
    """Write the file, check it in a process of its own and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "pages.csv", Path(folder) / "out"
        write_rows(path, rows, apart=apart)
        pandas = [(read_csv_seconds(path, as_text=True), read_csv_seconds(path, as_text=False))]
        before = _cpu_seconds() or 0.0
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
        worked = (_cpu_seconds() or 0.0) - before
        pandas.append((read_csv_seconds(path, as_text=True), read_csv_seconds(path, as_text=False)))
        text, guessed = (sum(turn[way][0] for turn in pandas) / 2 for way in (0, 1))
        text_worked = sum(turn[0][1] for turn in pandas) / 2
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8")) if code == 0 else {}
        told = {
            "rows": rows,
            "jobs": jobs,
            "exit": code,
            "seconds": round(seconds, 1),
            "cpu_seconds": round(worked, 1),
            "read_csv_seconds": round(text, 2),
            "ratio": round(seconds / text, 1),
            "ratio_guessing": round(seconds / guessed, 1),
            "cpu_ratio": round(worked / text_worked, 1),
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=100_000)
    parser.add_argument("jobs", type=int, nargs="?", default=2)
    parser.add_argument("--apart", action="store_true")
    given = parser.parse_args()
    measure(given.rows, given.jobs, apart=given.apart)


if __name__ == "__main__":
    main()
