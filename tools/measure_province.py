"""How a province goes through: ``python -m tools.measure_province [PAGES] [--jobs 2] [--keep FOLDER]``.

So many invented pages of many organisations, made of the sample's rows by a seeded generator as a partitioned data set
of Parquet; ``check`` from Parquet to Parquet; ``month`` of a quarter over its result, to Parquet. Each is a process of
its own. Prints a line a stage (seconds, processor seconds, pages a second of a core, the peak of resident memory of the
parent and of its largest worker, of all by their shares, disk) and, as JSON, all of it with what follows for fifty
million and a billion pages. Where the machine has other work the processor seconds are what counts.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.resources import resource_path
from coding.rules.kinds.identity_kind import check_character
from tools.bench_check import resident_mb

SEED = 20261031
STAGES = ("generate", "check", "month")
_MAIN = Path(__file__).resolve().parent.parent / "main.py"
#: Pages of an organisation: a county's hospital has so many in a year.
_OF_ONE = 20_000
_AS_OF, _PERIOD = "2027-01-31", "2026-Q4"
_NAMES = "明华建国秀英丽军伟芳静敏强磊洋勇"
#: What a plan is asked for.
_PLANS = (50_000_000, 1_000_000_000)


@dataclass
class Stage:
    """What one stage took. ``parent_mb``, ``worker_mb``: peaks of resident memory; ``all_mb``: of all processes at one
    moment, shared pages by their share; ``beside_mb``: peak of what lay on the disk for a moment; ``disk_mb``: result.
    """

    name: str
    seconds: float
    cpu_seconds: float
    parent_mb: float = 0.0
    worker_mb: float = 0.0
    all_mb: float = 0.0
    beside_mb: float = 0.0
    disk_mb: float = 0.0
    files: int = 0
    told: dict[str, object] = field(default_factory=dict)


def write_pages(folder: Path, pages: int, seed: int = SEED) -> None:
    """So many pages as ``org=…/month=…/part-00000.parquet``. The same seed gives the same cells."""
    with resource_path("sample/sample_n041.csv").open(encoding="gb18030", newline="") as file:
        header, *sample = csv.reader(file)
    at = {name: header.index(name) for name in ("BAH", "XM", "SFZH", "ZZJGDM", "USERNAME", "CYSJ")}
    chance = random.Random(seed)
    done = number = 0
    while done < pages:
        count = min(_OF_ONE + chance.randrange(-5_000, 5_000), pages - done)
        code, name = f"H{4401 + number % 9:04d}{number % 100:02d}{number:05d}", f"示例第{number + 1}医院"
        by_month: dict[str, list[list[str]]] = defaultdict(list)
        for serial in range(count):
            cells = list(chance.choice(sample))
            cells[at["ZZJGDM"]], cells[at["USERNAME"]] = code, name
            # one stay in eight is another stay of the person before
            own = serial - 1 if serial % 8 == 7 else serial
            cells[at["BAH"]] = f"{own:08d}"
            cells[at["XM"]] = cells[at["XM"]][:1] + _NAMES[own % 16] + _NAMES[own // 16 % 16]
            cells[at["SFZH"]] = _identity(cells[at["SFZH"]], own + number * 7)
            by_month[cells[at["CYSJ"]][:7].replace("/", "-")].append(cells)
        for month, rows in by_month.items():
            _write_part(folder / f"org={code}" / f"month={month or 'none'}", header, rows)
        done, number = done + count, number + 1


def _identity(text: str, own: int) -> str:
    """Another person of the same birthday and sex, with the right check character."""
    if len(text) != 18 or not text[:17].isdigit():
        return text
    stem = text[:14] + f"{(own * 2 + int(text[16]) % 2) % 1000:03d}"
    return stem + check_character(stem)


def _write_part(folder: Path, header: list[str], rows: list[list[str]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True)
    columns = {name: pa.array(cells) for name, cells in zip(header, zip(*rows, strict=True), strict=True)}
    pq.write_table(pa.table(columns), folder / "part-00000.parquet", compression="zstd")


def run(name: str, argv: list[str], out: Path, beside: Path) -> Stage:
    """One command in a process of its own, watched."""
    began, used = time.perf_counter(), _cpu_seconds()
    beside.mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(beside)}
    process = subprocess.Popen([sys.executable, str(_MAIN), *argv], stdout=subprocess.DEVNULL, env=environment)
    stage, done = Stage(name, 0, 0), threading.Event()

    def watch() -> None:
        while not done.wait(1.0):
            own, *others = _resident(process.pid)
            stage.parent_mb = max(stage.parent_mb, own)
            stage.worker_mb = max(stage.worker_mb, *others, 0.0)
            stage.all_mb = max(stage.all_mb, resident_mb(process.pid))
            stage.beside_mb = max(stage.beside_mb, _nameless_mb(process.pid) + size_of(beside)[0])

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    done.set()
    watcher.join()
    if code:
        raise SystemExit(f"{name} ended with {code}")
    stage.seconds, stage.cpu_seconds = time.perf_counter() - began, _cpu_seconds() - used
    stage.disk_mb, stage.files = size_of(out)
    return stage


def _resident(pid: int) -> list[float]:
    """Resident memory of a process, then of each of its children."""
    found = []
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        for one in (str(pid), *children):
            text = Path(f"/proc/{one}/status").read_text(encoding="ascii")
            found += [int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmRSS:")]
    return found or [0.0]


def _nameless_mb(pid: int) -> float:
    """What a process keeps in files that have no name any more."""
    total = 0
    with suppress(OSError):
        for one in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                if str(one.readlink()).endswith("(deleted)"):
                    total += one.stat().st_blocks * 512
    return total / 1e6


def size_of(folder: Path) -> tuple[float, int]:
    """Megabytes and number of the files below a folder."""
    sizes = []
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file():
                sizes.append(path.stat().st_size)
    return sum(sizes) / 1e6, len(sizes)


def _cpu_seconds() -> float:
    told = os.times()
    return told.children_user + told.children_system


def line_of(stage: Stage, pages: int) -> str:
    """What a person reads of a stage."""
    a_second = pages / stage.cpu_seconds if stage.cpu_seconds else 0
    return (
        f"{stage.name:9} {stage.seconds:8.1f} s  {stage.cpu_seconds:8.1f} core-s  {a_second:8.0f} pages/core-s  "
        f"parent {stage.parent_mb:6.0f} MB  worker {stage.worker_mb:6.0f} MB  all {stage.all_mb:6.0f} MB  "
        f"beside {stage.beside_mb:7.0f} MB  result {stage.disk_mb:7.1f} MB in {stage.files} files"
    )


def plan(stages: dict[str, Stage], pages: int, wanted: int) -> dict[str, float]:
    """What so many pages cost if each costs what it did here: core-hours a stage, gigabytes of disk."""
    share = wanted / pages
    told = {f"{name}_core_hours": round(one.cpu_seconds * share / 3600, 1) for name, one in stages.items()}
    told |= {f"{name}_disk_gb": round(one.disk_mb * share / 1000, 1) for name, one in stages.items()}
    return {"pages": wanted, **told}


def main() -> None:
    """Make, check, roll up; print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=100_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="here, and left there; pages that lie there are taken as they are")
    parser.add_argument("--stages", nargs="+", default=STAGES, choices=STAGES, help="these; others as they were kept")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        folder = arguments.keep or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        measure(folder, arguments.pages, arguments.jobs, arguments.stages)


def measure(folder: Path, pages: int, jobs: int, wanted: Sequence[str]) -> None:
    """The stages, in a folder; what each took is kept there."""
    given, checked, rolled, beside = (folder / name for name in ("pages", "checked", "rolled", "beside"))
    kept = folder / "stages.json"
    stages = {k: Stage(**v) for k, v in json.loads(kept.read_text("utf-8")).items()} if kept.exists() else {}

    def keep(stage: Stage) -> None:
        stages[stage.name] = stage
        kept.write_text(json.dumps({name: vars(one) for name, one in stages.items()}), "utf-8")
        print(line_of(stage, pages), flush=True)

    if "generate" in wanted:
        began, used = time.perf_counter(), time.process_time()
        write_pages(given, pages)
        made = Stage("generate", time.perf_counter() - began, time.process_time() - used)
        made.disk_mb, made.files = size_of(given)
        keep(made)
    flags = ["--format", "parquet", "--as-of", _AS_OF, "--quiet", "--out"]
    if "check" in wanted:
        stage = run("check", ["check", str(given), "--jobs", str(jobs), *flags, str(checked)], checked, beside)
        summary = json.loads((checked / "summary.json").read_text(encoding="utf-8"))
        stage.told = {key: summary[key] for key in ("pages", "findings", "rejects", "repairs")}
        keep(stage)
    if "month" in wanted:
        keep(run("month", ["month", str(checked), "--period", _PERIOD, *flags, str(rolled)], rolled, beside))
    costs = {name: one for name, one in stages.items() if name != "generate"}
    told = {
        "pages": pages,
        "jobs": jobs,
        "stages": {name: vars(one) for name, one in stages.items()},
        "plans": [plan(costs, pages, many) for many in _PLANS],
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
