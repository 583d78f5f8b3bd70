"""``bench``: speed and memory on this machine, as JSON on stdout. Measured on the embedded sample."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from coding.base.resources import resource_path
from coding.base.this_process import peak_mb
from coding.codes.entry import CodeKind
from coding.commands.bench_files import file_figures
from coding.commands.bench_grouping import pack_figures
from coding.commands.bench_packets import packet_figures
from coding.commands.group import write_groups
from coding.commands.inputs import existing
from coding.dip.dip_scheme import is_dip_pack
from coding.drg.scheme import EMBEDDED_PACK
from coding.examine.examine import examine, examine_again
from coding.examine.preview import preview
from coding.exchange.read import open_source, read_file
from coding.exchange.write import write_layout
from coding.grouping.page_case import case_of
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.page.context import Context
from coding.page.edits import set_field
from coding.page.front_page import FrontPage

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from coding.page.rows import Diagnosis, Procedure

Result = TypeVar("Result")

_EDITS = 200
_CASES = 20_000
_PAGES = 400
_TERMS = 300
_STARTS = 3
_ROWS = 100_000
_SHEET_ROWS = 20_000


def bench(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code. ``--scheme`` measures the grouping of another pack than the embedded one."""
    pack = existing(arguments.scheme, "分组方案包") if arguments.scheme else resource_path(EMBEDDED_PACK)
    began = time.perf_counter()
    knowledge = Knowledge(KnowledgeSource())
    load = time.perf_counter() - began
    sample = resource_path("sample/sample_n041.csv")
    pages, read_seconds = _timed(lambda: read_file(sample).pages)
    results = {
        "machine": {"python": platform.python_version(), "system": platform.platform(), "cpus": os.cpu_count()},
        "knowledge": knowledge.stamp,
        "knowledge_load_s": round(load, 3),
        "read_pages_per_s": round(len(pages) / read_seconds),
        "edit_refresh_ms": _edit_refresh(pages, knowledge),
        "check_pages_per_s": _check_rate(pages, knowledge),
        "group_cases_per_s": _group_rate(pages, knowledge),
        "group_file_cases_per_s": _group_file_rate(pages, knowledge),
        "scheme": packet_figures(pack, 5 * _CASES) if is_dip_pack(pack) else pack_figures(pack, 5 * _CASES),
        "files": file_figures(_ROWS, _SHEET_ROWS),
        "suggest_ms": _suggest(pages, knowledge),
        "cold_start_s": _cold_start(),
        "memory_mb": peak_mb() or None,
    }
    print(json.dumps(results, ensure_ascii=False, indent=2))
    return 0


def large_page(pages: Sequence[FrontPage]) -> FrontPage:
    """A page of the sample grown to 20 diagnoses and 10 procedures, each with code and name."""
    dx = [d for page in pages for d in page.diagnoses[1:] if d.code and d.name]
    px = [p for page in pages for p in page.procedures if p.code and p.name]
    base = max(pages, key=lambda page: len(page.values))
    diagnoses: list[Diagnosis] = [*base.diagnoses[:1], *{d.code: d for d in dx}.values()][:20]
    procedures: list[Procedure] = list({p.code: p for p in px}.values())[:10]
    return FrontPage(base.values, tuple(diagnoses), tuple(procedures), (), base.supplied, base.extra, base.origin)


def _edit_refresh(pages: Sequence[FrontPage], knowledge: Knowledge) -> dict[str, float]:
    """One field changed, then findings, group and score anew as the window does; and the preview of that change."""
    page = large_page(pages)
    context = Context(datetime.now())
    examination = examine(page, knowledge, context)
    keys = ("age_years", "los_days", "principal_dx_code", "fee_total", "discharge_way")
    values = cycle(["1", "2", "3", "I10.x00", "K80.000"])
    edits, previews = [], []
    for key, value in islice(zip(cycle(keys), values, strict=False), _EDITS):
        change = set_field(page, key, value)
        began = time.perf_counter()
        after = page.apply(change)
        seen = examine_again(page, change, examination, knowledge, context)
        edits.append(time.perf_counter() - began)
        began = time.perf_counter()
        preview(page, change, knowledge, context, examination)
        previews.append(time.perf_counter() - began)
        page, examination = after, seen
    return _spread(edits) | {"preview_p50": _spread(previews)["p50"]}


def _check_rate(pages: Sequence[FrontPage], knowledge: Knowledge) -> int:
    context = Context(datetime.now(), ())
    pages = pages[:_PAGES]
    _, seconds = _timed(lambda: [examine(page, knowledge, context) for page in pages])
    return round(len(pages) / seconds)


def _group_rate(pages: Sequence[FrontPage], knowledge: Knowledge) -> int:
    cases = list(islice(cycle([case_of(page, knowledge.codes) for page in pages]), _CASES))
    decide = knowledge.scheme.group
    _, seconds = _timed(lambda: [decide(case) for case in cases])
    return round(len(cases) / seconds)


def _group_file_rate(pages: Sequence[FrontPage], knowledge: Knowledge) -> int:
    with tempfile.TemporaryDirectory() as folder:
        cases, out = Path(folder) / "cases.csv", Path(folder) / "groups.csv"
        write_layout(cases, list(islice(cycle(pages), _CASES)), "compact", "utf-8")

        _, seconds = _timed(lambda: write_groups(out, open_source(cases), knowledge.scheme))
    return round(_CASES / seconds)


def _suggest(pages: Sequence[FrontPage], knowledge: Knowledge) -> dict[str, float]:
    """A search for the words of diagnoses and procedures; the index is built before."""
    terms = {(CodeKind.DIAGNOSIS, d.name) for page in pages for d in page.diagnoses if d.name}
    terms |= {(CodeKind.PROCEDURE, p.name) for page in pages for p in page.procedures if p.name}
    for kind in {kind for kind, _ in terms}:
        knowledge.lookup.search(kind).search("高血压")
    times = []
    for kind, name in sorted(terms)[:: max(1, len(terms) // _TERMS)]:
        _, seconds = _timed(lambda kind=kind, name=name: knowledge.lookup.search(kind).search(name, 10))  # type: ignore[misc]
        times.append(seconds)
    return _spread(times)


def _cold_start() -> dict[str, float | str]:
    """Seconds from the start of a process to a window that answers, on an empty store and on the sample."""
    main = resource_path("../main.py").resolve()
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(_STARTS):
            command = [sys.executable, str(main), "--quit-when-ready", "--db", str(Path(folder) / f"{number}.sqlite")]
            try:
                done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
                seconds.append(float(done.stdout.split()[-1]))
            except (OSError, ValueError, IndexError, subprocess.SubprocessError):
                return {"error": "窗口没有启动：未能测量。"}
    return {"p50": round(statistics.median(seconds), 3), "max": round(max(seconds), 3)} if seconds else {}


def _timed(run: Callable[[], Result]) -> tuple[Result, float]:
    began = time.perf_counter()
    result = run()
    return result, max(time.perf_counter() - began, 1e-9)


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    at = min(len(ordered) - 1, int(len(ordered) * 0.95))
    return {"p50": round(statistics.median(ordered) * 1000, 2), "p95": round(ordered[at] * 1000, 2)}
