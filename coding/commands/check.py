"""``check``: files of front pages → findings.csv, groups.csv, scores.csv, rejects.csv, summary.json.

With ``--preflight`` also preflight.csv, the defects of the files as files, and ``rejects/`` with the rows to be mended.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coding.base.errors import UnusableInputError
from coding.commands.crash import keep_text
from coding.commands.inputs import as_of, knowledge_source
from coding.commands.output import csv_text, number_text, whole_file, write_table
from coding.examine.examine import examine
from coding.exchange.link import linked
from coding.exchange.preflight import CLASSES, preflight
from coding.exchange.profile import WORKFLOW
from coding.exchange.read import read_files
from coding.exchange.rejects import write_rejects
from coding.exchange.spool import Pages
from coding.exchange.write import csv_line
from coding.knowledge.knowledge import Knowledge, load_knowledge
from coding.page.context import Context
from coding.page.finding import Dimension, Severity
from coding.page.front_page import FrontPage
from coding.page.reading import Reading, Reject
from coding.work.batch import map_pages

_PLACE = ("file", "row", "case_no")
_FINDINGS = (*_PLACE, "rule", "severity", "dimension", "field", "index", "value", "message", "hint", "basis")
_GROUPS = (*_PLACE, "status", "mdc", "adrg", "drg", "weight", "payment")
_DEFECTS = ("file", "class", "sheet", "row", "case_no", "column", "message")
_REJECTS = (*_PLACE, "column", "reason", "raw")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the five files say of one page, as the lines that follow the name of the file; small, as it comes from
    another process.

    ``counted``: rule, severity and dimension of each finding. ``defects``: rules that the program itself failed on,
    with the trace. ``trace`` is set, and the lines are empty, when the
    program itself failed on the page; ``place`` and ``raw`` are row, record number and the values then.
    """

    state: str = ""
    findings: tuple[str, ...] = ()
    counted: tuple[tuple[str, str, str], ...] = ()
    status: str = ""
    group: str = ""
    score: str = ""
    not_judged: tuple[str, ...] = ()
    defects: tuple[tuple[str, str], ...] = ()
    trace: str = ""
    place: tuple[str, str] = ("", "")
    raw: str = ""


def check(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    began = time.perf_counter()
    source = knowledge_source(arguments)
    moment = as_of(arguments.as_of)
    out = Path(arguments.out)
    if out.exists() and not out.is_dir():
        raise UnusableInputError(f"结果目录“{out}”是一个文件：请换一个目录。")
    readings, given = _read(arguments.files)
    knowledge = load_knowledge(source)
    names = _file_names(given, readings)
    pages = Pages(reading.pages for reading in readings)
    outcomes = map_pages(outcome_of, pages, source, as_of=moment, jobs=arguments.jobs, progress=_progress(len(pages)))
    tally = _Tally()
    _write_tables(out, _placed(names, readings, outcomes), tally, knowledge)
    rejects = [*_reject_rows(readings, names), *tally.failed]
    write_table(out / "rejects.csv", _REJECTS, rejects)
    defects: Counter[str] = Counter()
    lines = _defect_rows(readings, names, defects)
    if arguments.preflight:
        write_table(out / "preflight.csv", _DEFECTS, lines)
        _write_rejects(out, readings, names)
    else:
        deque(lines, maxlen=0)  # they are counted all the same
    summary = _summary(readings, names, tally, len(rejects))
    summary["preflight"] = {kind: defects[kind] for kind in CLASSES}
    summary["knowledge"] = knowledge.stamp
    summary["seconds"] = round(time.perf_counter() - began, 3)
    # JSON is UTF-8 without BOM (RFC 8259, section 8.1)
    with whole_file(out / "summary.json", "utf-8") as file:
        json.dump(summary, file, ensure_ascii=False, indent=2)
    _tell_defects(tally)
    _tell(summary, readings, out)
    return 0


def outcome_of(page: FrontPage, knowledge: Knowledge, context: Context) -> Outcome:
    """Examine one page. An error of the program costs this page and not the batch."""
    place = (str(page.origin.row), page.case_no)
    try:
        seen = examine(page, knowledge, context)
    except Exception:
        return Outcome(trace=traceback.format_exc(), place=place, raw=csv_line(tuple(page.values.values())))
    findings = tuple(
        csv_line(
            (
                *place,
                f.rule,
                f.severity.value,
                f.dimension.value,
                f.place.field,
                "" if f.place.index is None else str(f.place.index),
                f.value,
                f.message,
                f.hint,
                f.basis,
            )
        )
        for f in seen.findings
    )
    group, score = seen.grouping, seen.score
    weight, payment = number_text(seen.price.weight, 4), number_text(seen.price.payment, 2)
    losses = (number_text(lost, 2) for lost in score.losses.values())
    return Outcome(
        state=seen.state,
        findings=findings,
        counted=tuple((f.rule, f.severity.value, f.dimension.value) for f in seen.findings),
        status=group.status.value,
        group=csv_line((*place, group.status.value, group.mdc, group.adrg, group.drg, weight, payment)),
        score=csv_line((*place, number_text(score.points, 2), score.grade, *losses)),
        not_judged=tuple(n.rule for n in seen.not_judged),
        defects=tuple((n.rule, n.defect) for n in seen.not_judged if n.is_defect),
    )


def _read(names: Sequence[str]) -> tuple[list[Reading], list[str]]:
    """The files, and of an archive every file in it; with each the name that was given for it."""
    readings: list[Reading] = []
    given: list[str] = []
    for name in names:
        found = read_files(Path(name))
        readings += found
        given += [name] if len(found) == 1 else [f"{name}/{r.file.partition('/')[2]}" for r in found]
    by_file = {id(reading.columns): name for reading, name in zip(readings, given, strict=True)}
    if all(reading.layout == WORKFLOW for reading in readings):
        raise UnusableInputError(f"“{names[0]}”是流程或明细表，没有首页：请与首页文件一起检查。")
    joined = linked(readings)
    return joined, [by_file[id(reading.columns)] for reading in joined]


def _progress(total: int) -> Callable[[int], None] | None:
    """A running count for a person at a screen; none in a log file of the night."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        print(f"\r已检查 {done} / {total} 页", end="\n" if done >= total else "", file=sys.stderr, flush=True)

    return show


def _file_names(given: Sequence[str], readings: Sequence[Reading]) -> list[str]:
    """File names as they stand in the results: without folder, unless two would be the same."""
    count = Counter(reading.file for reading in readings)
    return [r.file if count[r.file] == 1 else name for name, r in zip(given, readings, strict=True)]


#: Different lists of rules that were not judged, kept before they are put together.
_MOST_KINDS = 2_000


class _Tally:
    """What the summary counts, gathered while the tables are written: the outcomes are not kept."""

    def __init__(self) -> None:
        self.states: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.severities: Counter[str] = Counter()
        self.dimensions: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.not_judged: Counter[str] = Counter()
        self.failed: list[tuple[str, ...]] = []
        self.defects: Counter[str] = Counter()
        self.traces: dict[tuple[str, str], None] = {}  # each once, in the order in which they came
        self._together: Counter[tuple[str, ...]] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Count one page."""
        self.states[outcome.state] += 1
        for rule, severity, dimension in outcome.counted:
            self.rules[rule] += 1
            self.severities[severity] += 1
            self.dimensions[dimension] += 1
        if outcome.status:
            self.groups[outcome.status] += 1
        for rule, trace in outcome.defects:
            self.defects[rule] += 1
            self.traces[rule, trace] = None
        # most pages of a file lack the same: they are counted together
        self._together[outcome.not_judged] += 1
        if len(self._together) > _MOST_KINDS:
            self.settle()

    def settle(self) -> None:
        """Put what was counted together to its rules."""
        for rules, count in self._together.items():
            for rule in rules:
                self.not_judged[rule] += count
        self._together.clear()


def _placed(
    names: Sequence[str], readings: Sequence[Reading], outcomes: Iterator[Outcome]
) -> Iterator[tuple[str, Outcome]]:
    """Every outcome with the name of its file, in order."""
    files = (name for name, reading in zip(names, readings, strict=True) for _ in range(len(reading.pages)))
    return zip(files, outcomes, strict=True)


def _write_tables(
    out: Path,
    placed: Iterator[tuple[str, Outcome]],
    tally: _Tally,
    knowledge: Knowledge,
) -> None:
    """findings.csv, groups.csv and scores.csv, written page by page as the outcomes come in."""
    groups = list(_score_groups(knowledge))
    with (
        whole_file(out / "findings.csv") as findings_file,
        whole_file(out / "groups.csv") as groups_file,
        whole_file(out / "scores.csv") as scores_file,
    ):
        findings_file.write(csv_line(_FINDINGS) + "\r\n")
        groups_file.write(csv_line(_GROUPS) + "\r\n")
        scores_file.write(csv_line((*_PLACE, "score", "grade", *groups)) + "\r\n")
        for name, outcome in placed:
            if outcome.trace:
                log = keep_text(outcome.trace)
                reason = f"检查该页时程序内部出错，该页没有结果：详情已写入 {log}，请把它交给维护人员。"
                tally.failed.append((name, *outcome.place, "", reason, outcome.raw))
                continue
            tally.add(outcome)
            file = csv_text(name)
            findings_file.writelines(f"{file},{line}\r\n" for line in outcome.findings)
            groups_file.write(f"{file},{outcome.group}\r\n")
            scores_file.write(f"{file},{outcome.score}\r\n")
    tally.settle()


def _score_groups(knowledge: Knowledge) -> Sequence[str]:
    """The groups of items of the score, so that the columns do not depend on what was found."""
    blank = examine(FrontPage(), knowledge)
    return tuple(blank.score.losses)


def _reject_rows(readings: Sequence[Reading], names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for name, reading in zip(names, readings, strict=True):
        for reject in reading.rejects:
            yield (name, str(reject.row), reject.case_no, reject.column, reject.reason, _raw_line(reject))


def _defect_rows(readings: Sequence[Reading], names: Sequence[str], defects: Counter[str]) -> Iterator[tuple[str, ...]]:
    """Every defect of the files as files, counted by class on the way."""
    for name, reading in zip(names, readings, strict=True):
        for defect in preflight(reading):
            defects[defect.kind] += 1
            yield name, defect.kind, defect.sheet, str(defect.row), defect.case_no, defect.column, defect.message


def _write_rejects(out: Path, readings: Sequence[Reading], names: Sequence[str]) -> None:
    """The rows that were turned back, in the layout of their file: to be mended and read again."""
    for name, reading in zip(names, readings, strict=True):
        if reading.rejects:
            stem = "_".join(part for part in Path(name).with_suffix("").parts if part not in ("/", "\\", ".", ".."))
            suffix = ".xlsx" if reading.encoding == "xlsx" else ".csv"
            write_rejects(out / "rejects" / f"{stem.replace(':', '')}{suffix}", reading)


def _raw_line(reject: Reject) -> str:
    return csv_line(tuple(reject.raw.values()))


def _summary(readings: Sequence[Reading], names: Sequence[str], tally: _Tally, rejects: int) -> dict[str, object]:
    return {
        "pages": sum(tally.states.values()),
        "rejects": rejects,
        "repairs": sum(len(reading.repairs) for reading in readings),
        "findings": sum(tally.rules.values()),
        "by_state": {state: tally.states[state] for state in ("error", "warning", "clean")},
        "by_severity": {s.value: tally.severities[s.value] for s in Severity},
        "by_dimension": {d.value: tally.dimensions[d.value] for d in Dimension},
        "by_rule": dict(sorted(tally.rules.items())),
        "by_status": dict(sorted(tally.groups.items())),
        "not_judged": dict(sorted(tally.not_judged.items())),
        "defects": dict(sorted(tally.defects.items())),
        "files": [
            {
                "file": name,
                "layout": reading.layout,
                "encoding": reading.encoding,
                "pages": len(reading.pages),
                "rejects": len(reading.rejects),
                "repairs": len(reading.repairs),
                "notes": list(reading.notes),
            }
            for name, reading in zip(names, readings, strict=True)
        ],
    }


def _tell_defects(tally: _Tally) -> None:
    """Rules that the program failed on: the number of pages to stderr, each trace to the log."""
    log = keep_text("\n".join(f"规则 {rule}：{trace}" for rule, trace in tally.traces)) if tally.traces else None
    for rule, pages in sorted(tally.defects.items()):
        print(
            f"程序自身出错：规则 {rule} 在 {pages} 页上未能执行，详情已写入 {log}，请把它交给维护人员。",
            file=sys.stderr,
        )


def _tell(summary: dict[str, object], readings: Sequence[Reading], out: Path) -> None:
    for reading in readings:
        for note in reading.notes:
            print(f"{reading.file}：{note}", file=sys.stderr)
    states = summary["by_state"]
    assert isinstance(states, dict)
    print(
        f"共 {summary['pages']} 页：有强制问题 {states['error']}，仅有提示 {states['warning']}，"
        f"无问题 {states['clean']}；未能读入 {summary['rejects']} 行。结果在“{out}”。"
    )
