"""How fast a month comes from a store of many pages whose verdicts and facts stand: board, figures, whole report.

    python tools/bench_month.py [--pages 300000] [--sealed] [--folder FOLDER] [--only month|year]

The store is built once, in a process of its own, from the verdicts and facts of the sample under other days, wards,
doctors and groups, half of the pages last year and half this year; it stays in FOLDER (by default a new one for
temporary files, removed at the end). Texts of pages are not in it: no figure reads one. Measured are the last month and
the last year, each with the spell before and the same one a year ago. Printed are seconds by the clock and of the
processor, the peak of memory of the measuring process, and the pages a second that are examined with and without making
their facts. The limits are for seconds of the processor, which say the same on a machine that others use too; what is
over its limit bears a sign, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coding.base.period import Period, read_period
from coding.base.resources import resource_path
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.indicators.facts_of import facts_of
from coding.indicators.page_facts import PageFacts
from coding.knowledge.knowledge import Knowledge, load_knowledge
from coding.page.context import Context
from coding.reports.docx_report import write_docx
from coding.reports.html_report import write_html_report
from coding.reports.month_workbook import write_month_workbook
from coding.reports.pdf_report import write_pdf
from coding.store.kept_audit import Deed
from coding.store.store import Verdict
from coding.work.month_board import month_board
from coding.work.stored_month import stored_month
from coding.work.stored_report import figures_to_report, stored_inputs, stored_report
from coding.work.verdicts import verdict_of
from db.shared.seat import alone
from db.shared.tables import fact_rows, rule_tables, sums
from db.shared.trades.connections import Act
from db.sqlite.driver import KEY_BYTES
from db.sqlite.sqlite_store import SqliteStore

#: Seconds, and megabytes.
BOARD, FIGURES, REPORT, MEMORY = 2.0, 10.0, 30.0, 600.0
_MONTH, _YEAR = "2026-12", "2026"
_FIRST, _DAYS = date(2025, 1, 1), 730
_NOW = datetime(2027, 1, 4, 8, 0)
_AT_ONCE: Final = 5_000
_WARDS, _DOCTORS, _CODERS = 60, 400, 30
_KEY: Final = hashlib.blake2b(b"bench_month", digest_size=KEY_BYTES).digest()
_COLUMNS: Final = (
    "key", "mark", "original_mark", "progress", "admitted", "discharged", "discharge_date", "case_no", "patient_name",
    "dept", "principal", "ward", "doctor", "coder", "insured", "cost", "stay", "state", "errors", "warnings", "infos",
    "not_judged", "status", "drg", "weight", "payment", "score", "stamp",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300_000)
    parser.add_argument("--sealed", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", choices=("month", "year"))
    options = parser.parse_args()
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
    with nullcontext(options.folder) if options.folder else tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"month_{'sealed' if options.sealed else 'clear'}_{options.pages}.sqlite"
        if not path.exists():
            _in_a_process(_build, path, options.pages, options.sealed)
        print(f"{path.name}：{path.stat().st_size / 1e6:,.0f} MB")
        measured = _Measured()
        periods = {"month": _MONTH, "year": _YEAR}
        for name in [options.only] if options.only else periods:
            _measure(path, read_period(periods[name]), measured, is_sealed=options.sealed)
        measured.say("peak of memory", _peak_megabytes(), MEMORY, "MB")
    _examined()
    return 1 if measured.over else 0


def _in_a_process(target: Callable[..., None], *given: Any) -> None:
    """Do something in a process of its own: its memory is not that of the measurement."""
    process = multiprocessing.get_context("spawn").Process(target=target, args=given)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


# -- the store


@dataclass(frozen=True, slots=True)
class _Pattern:
    verdict: Verdict
    facts: PageFacts


class _Filled(SqliteStore):
    """A store that takes judged pages in large parts."""

    def add(self, first: int, patterns: list[_Pattern], chance: random.Random, number: int) -> None:
        act = Act(None, Deed.VERDICT, {"pages": number}, by_program=True)
        made = [_made(first + n, patterns, chance) for n in range(number)]
        places = ", ".join("?" * len(_COLUMNS))
        with self._transaction(act, durable=False) as connection:
            connection.executemany(
                f"INSERT INTO pages (id, {', '.join(_COLUMNS)}) VALUES (?, {places})", [_row(*one) for one in made]
            )
            sums.seal(connection, "pages", "id BETWEEN ? AND ?", (first, first + number - 1))
            stamped = [(i, facts, fact_rows.stamp_of(verdict.stamp)) for i, verdict, facts in made]
            fact_rows.keep(connection, stamped)
            rule_tables.keep_fired(connection, [(i, verdict) for i, verdict, _ in made])


def _build(path: Path, number: int, is_sealed: bool) -> None:
    """Under its name only when the last page is there."""
    beside = path.with_suffix(".part")
    beside.unlink(missing_ok=True)
    patterns, chance, began = _patterns(), random.Random(20261231), time.perf_counter()
    with closing(_open(beside, is_sealed=is_sealed)) as store:
        for start in range(0, number, _AT_ONCE):
            store.add(start + 1, patterns, chance, min(_AT_ONCE, number - start))
            done = min(number, start + _AT_ONCE)
            print(f"\r{done:,} pages, {time.perf_counter() - began:.0f} s", end="", flush=True)
    print()
    beside.replace(path)
    beside.with_suffix(".head").unlink(missing_ok=True)


def _open(path: Path, *, is_sealed: bool) -> _Filled:
    seat = replace(alone(), data_key=_KEY) if is_sealed else alone()
    return _Filled(path, lambda: _NOW, seat)


def _patterns() -> list[_Pattern]:
    knowledge, context = load_knowledge(), Context(as_of=_NOW, neighbours=())
    found = []
    for page in read_file(resource_path("sample/sample_n041.csv")).pages:
        seen = examine(page, knowledge, context)
        found.append(_Pattern(verdict_of(seen, context), facts_of(page, seen, knowledge, context)))
    return found


def _made(number: int, patterns: list[_Pattern], chance: random.Random) -> tuple[int, Verdict, PageFacts]:
    pattern = chance.choice(patterns)
    left = datetime.combine(_FIRST + timedelta(chance.randrange(_DAYS)), datetime.min.time()) + timedelta(
        minutes=chance.randrange(1_440)
    )
    drg = pattern.facts.drg
    if pattern.facts.weight is not None:
        drg = f"{drg[:-1]}{chance.choice('1359')}"
    facts = replace(
        pattern.facts,
        case_no=f"{number:08d}",
        discharged=left.isoformat(),
        admitted=(left - timedelta(pattern.facts.stay or 1)).isoformat(),
        ward=f"第{chance.randrange(_WARDS) + 1}病区",
        doctor=f"医生{chance.randrange(_DOCTORS)}",
        coder=f"编码员{chance.randrange(_CODERS)}",
        drg=drg,
        cost=None if pattern.facts.cost is None else pattern.facts.cost + chance.randrange(-9_999, 9_999),
    )
    return number, replace(pattern.verdict, drg=drg), facts


def _row(number: int, verdict: Verdict, facts: PageFacts) -> tuple[Any, ...]:
    mark = f"{number:024x}"
    cost = None if facts.cost is None else facts.cost / 100
    return (
        number, facts.case_no, mark, mark, "coding", facts.admitted[:10], facts.discharged, facts.discharged[:10],
        facts.case_no, "样例", facts.dept, facts.principal, facts.ward, facts.doctor, facts.coder, facts.insured, cost,
        facts.stay, verdict.state, verdict.errors, verdict.warnings, verdict.infos, verdict.not_judged, verdict.status,
        verdict.drg, verdict.weight, verdict.payment, verdict.score, verdict.stamp,
    )  # fmt: skip


# -- what is measured


class _Measured:
    """Figures against their limits; ``over``: whether one is over."""

    def __init__(self) -> None:
        self.over = False

    def say(self, name: str, figure: float, limit: float | None, unit: str = "s", clock: float | None = None) -> None:
        is_over = limit is not None and figure > limit
        self.over |= is_over
        told = "" if clock is None else f"  {clock:>8.2f} s by the clock"
        told += "" if limit is None else f"  (limit {limit:g}){'  *** over' if is_over else ''}"
        print(f"{name:<28}{figure:>9.2f} {unit}{told}", flush=True)

    @contextmanager
    def timing(self, name: str, limit: float | None) -> Iterator[None]:
        began, used = time.perf_counter(), time.process_time()
        yield
        self.say(name, time.process_time() - used, limit, clock=time.perf_counter() - began)


def _measure(path: Path, period: Period, measured: _Measured, *, is_sealed: bool) -> None:
    knowledge = load_knowledge()
    with closing(_open(path, is_sealed=is_sealed)) as store, tempfile.TemporaryDirectory() as folder:
        with measured.timing(f"{period.name}: board", BOARD):
            tiles = month_board(store, period)
        shown = "  ".join(f"{tile.label} {tile.count:,}" for tile in tiles if tile.count)
        print(f"    {shown}")
        with measured.timing(f"{period.name}: whole report", REPORT):
            with measured.timing(f"{period.name}: indicators", FIGURES):
                month = stored_month(store, knowledge, period, _NOW)
            print(
                f"    {month.figures.pages:,} pages, {len(month.figures.rows):,} figures, {_peak_megabytes():,.0f} MB"
            )
            with measured.timing(f"{period.name}: pages of the report", None):
                inputs = stored_inputs(store, knowledge, month, _NOW, hospital="样例医院")
                report = stored_report(store, knowledge, month, inputs)
                figures = figures_to_report(store, month)
            writers: dict[str, Callable[[Path], object]] = {
                "xlsx": lambda to: write_month_workbook(to, report, figures, month.frame),
                "pdf": lambda to: write_pdf(to, report),
                "docx": lambda to: write_docx(to, report),
                "html": lambda to: write_html_report(to, report),
            }
            for name, write in writers.items():
                with measured.timing(f"{period.name}: report.{name}", None):
                    write(Path(folder) / f"report.{name}")
        print(f"    {_peak_megabytes():,.0f} MB")


def _examined() -> None:
    """Pages a second that are examined, and that are examined and read for the figures."""
    knowledge: Knowledge = load_knowledge()
    pages, context = read_file(resource_path("sample/sample_n041.csv")).pages, Context(as_of=_NOW, neighbours=())
    list(_facts(pages, knowledge, context))
    began = time.process_time()
    for page in pages:
        examine(page, knowledge, context)
    alone_, began = time.process_time() - began, time.process_time()
    list(_facts(pages, knowledge, context))
    both = time.process_time() - began
    print(f"examined: {len(pages) / alone_:,.0f} pages/s of the processor, with facts {len(pages) / both:,.0f}")


def _facts(pages: Any, knowledge: Knowledge, context: Context) -> Iterator[PageFacts]:
    for page in pages:
        yield facts_of(page, examine(page, knowledge, context), knowledge, context)


def _peak_megabytes() -> float:
    """The most memory that this process has ever had; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


if __name__ == "__main__":
    sys.exit(main())
