"""``month``: files of front pages → indicators.csv, groups_table.csv, the report, slips for the wards, summary.json.

With ``--brief`` two pages (brief.pdf) from one file, nothing set up; with ``--fines`` the statement of late archiving
as a paper of its own. What ``check --format parquet`` wrote is rolled up: see ``month_rolled``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.base.whole_file import whole_file
from coding.commands.beside_tables import tell_left_out
from coding.commands.check import by_edition
from coding.commands.check_tables import named
from coding.commands.crash import keep_text
from coding.commands.file_notes import file_notes, tell_unread
from coding.commands.inputs import as_of, existing, knowledge_source, refuse_overwriting, result_folder
from coding.commands.month_rolled import roll_up
from coding.commands.month_summary import month_summary
from coding.commands.month_tables import write_tables
from coding.commands.month_written import RESULTS, write_fines, write_report, write_slips
from coding.commands.progress import progress
from coding.commands.running import running
from coding.commands.scheme_words import tell_schemes
from coding.commands.stored import kept_here, over
from coding.exchange.parquetfile import PARQUET
from coding.knowledge.knowledge import load_knowledge
from coding.reports.docx_template import own_template
from coding.reports.month_sentences import sentences
from coding.review.archiving import ArchivingTerms
from coding.store.checked_set import is_checked_set
from coding.work.brief import brief_of, month_of_most, write_brief
from coding.work.month_beside import read_beside
from coding.work.month_files import MonthGiven, examine_month, read_month, with_files
from coding.work.month_inputs import gap_words
from coding.work.month_making import MonthTerms, make_month
from coding.work.switch_side import SwitchSide

if TYPE_CHECKING:
    import argparse

    from coding.base.period import Period
    from coding.commands.running import Running
    from coding.commands.stored import KeptHere
    from coding.store.store import Opener
    from coding.work.month_beside import MonthBeside
    from coding.work.month_files import MonthFile
    from coding.work.month_making import MonthMade
    from coding.work.month_tally import MonthTally

#: Rows that are no pages, named one by one for each file.
_NAMED = 10


def month(arguments: argparse.Namespace, open_store: Opener | None = None) -> int:
    """Run the command; the exit code. ``open_store`` opens the store that ``--db`` names."""
    if any(is_checked_set(Path(path)) for path in arguments.files):
        return roll_up(arguments, open_store)
    if arguments.format == PARQUET:
        raise UnusableInputError(
            "--format parquet 只用于汇总检查结果：请先用 check --format parquet，再对结果目录用 month。"
        )
    period = _period(arguments)
    out = result_folder(arguments.out)
    refuse_overwriting((out / name for name in RESULTS), arguments, "目录")
    with running(arguments, out) as runs:
        return _made(arguments, period, out, runs, open_store)


def _made(
    arguments: argparse.Namespace, period: Period | None, out: Path, runs: Running, open_store: Opener | None
) -> int:
    began = time.perf_counter()
    source = knowledge_source(arguments)
    now = as_of(arguments.as_of) or runs.now
    kept = kept_here(arguments, open_store)
    beside = _beside(arguments)
    with progress(arguments, "已读", "行") as step:
        files = read_month(_given(arguments), now, kept.profiles, kept.local, step, runs.jobs)
    source = over(source, kept.source)
    read, source, knowledge = by_edition(
        named([one.file for one in files]), source, load_knowledge(source), quiet=arguments.quiet
    )
    files = with_files(files, read)
    tell_schemes(knowledge, arguments)
    tell_left_out(knowledge, arguments)
    seconds = {"read": time.perf_counter() - began}
    period = period or month_of_most(files)
    pages = sum(len(one.file.reading.pages) for one in files)
    wants_paid = knowledge.has_policy or beside.paid is not None
    executor = runs.executor(pages)
    with progress(arguments, "已检查", "页", pages) as step:
        tally = examine_month(files, period, source, now, executor, wants_paid=wants_paid, progress=step)
    seconds["examine"] = time.perf_counter() - began - sum(seconds.values())
    made = make_month(tally, files, knowledge, now, _terms(arguments, kept), beside)
    seconds["figures"] = time.perf_counter() - began - sum(seconds.values())
    notes = [*tally.notes(), *_gaps(made), *beside.troubles, *_unmatched(made), *_unpaid_for(made)]
    if arguments.brief:
        second = _second(arguments)
        brief = brief_of(tally, files, knowledge, now, hospital=made.inputs.hospital, second=second, executor=executor)
        write_brief(out / "brief.pdf", brief)
    else:
        write_tables(out, made.figures)
        notes += write_report(out, made, own_template(Path(arguments.db).parent) if arguments.db else None)
        notes += write_slips(out / "slips", made.slips, now)
    if arguments.fines:
        notes += write_fines(out, made)
    seconds["write"] = time.perf_counter() - began - sum(seconds.values())
    summary = month_summary(files, tally, made, seconds, notes)
    # JSON is UTF-8 without BOM (RFC 8259, section 8.1)
    with whole_file(out / "summary.json", "utf-8") as file:
        json.dump(summary, file, ensure_ascii=False, indent=2)
    _tell_defects(tally)
    has_unread = tell_unread(one.file.reading for one in files)
    if not arguments.quiet:
        _tell_of_files(files)
        for note in notes:
            print(note, file=sys.stderr)
    if arguments.json:
        print(json.dumps(summary, ensure_ascii=False))
    elif not arguments.quiet:
        _tell(tally, made, out, is_brief=arguments.brief)
    return 1 if tally.lost or has_unread or _fails(tally, arguments.fail_on) else 0


def _period(arguments: argparse.Namespace) -> Period | None:
    """The period; None: a brief of whichever month the file is of. Raises UnusableInputError."""
    if arguments.period:
        return read_period(arguments.period)
    if arguments.brief:
        return None
    raise UnusableInputError("没有写时期：请加 --period，如 --period 2026-10。")


def _given(arguments: argparse.Namespace) -> MonthGiven:
    beside = (*arguments.times, *arguments.lists, *arguments.orders)
    return MonthGiven(tuple(arguments.files), tuple(arguments.before), tuple(arguments.last_year), beside)


def _beside(arguments: argparse.Namespace) -> MonthBeside:
    given = ((arguments.teams, "医疗组名单"), (arguments.paid, "结算结果"))
    for path, word in (*given, *((path, "抽查评分表") for path in arguments.sampling)):
        if path:
            existing(path, word)
    return read_beside(arguments.teams, arguments.sampling, arguments.paid)


def _terms(arguments: argparse.Namespace, kept: KeptHere) -> MonthTerms:
    due = as_of(arguments.due, "--due")
    return MonthTerms(ArchivingTerms.of(kept.archiving), due.date() if due else None, arguments.hospital or "")


def _second(arguments: argparse.Namespace) -> SwitchSide | None:
    """The other scheme that is at hand; None: none is."""
    if not arguments.next_scheme:
        return None
    scheme = str(existing(arguments.next_scheme, "另一个分组方案"))
    tariff = str(existing(arguments.next_tariff, "另一个方案的权重表")) if arguments.next_tariff else ""
    return SwitchSide(scheme, tariff)


def _gaps(made: MonthMade) -> list[str]:
    """Gaps in the record numbers of the period."""
    words = gap_words(made.gaps)
    return [f"本期病案号{words}：请核对是否有病案没有导出。"] if words else []


def _unmatched(made: MonthMade) -> list[str]:
    """Verdicts of a sample that are on no page of the period."""
    sampled = made.known.sampled
    if sampled is None or not sampled.unknown:
        return []
    named = "、".join(one.case_no for one in sampled.unknown[:_NAMED])
    more = "等" if len(sampled.unknown) > _NAMED else ""
    return [f"抽查评分中有 {len(sampled.unknown):,} 份没有对应到本期的一份病案（病案号 {named}{more}），没有计入。"]


def _unpaid_for(made: MonthMade) -> list[str]:
    """Results of the insurer that are on no page of the period."""
    paid = made.known.paid
    matched = () if paid is None else (one.matched for one in paid.differences)
    alone = [one.result for one in matched if one is not None and one.stay is None]
    if not alone:
        return []
    named = "、".join(one.case_no or one.settlement_no for one in alone[:_NAMED]) + (
        "等" if len(alone) > _NAMED else ""
    )
    return [f"结算结果中有 {len(alone):,} 条没有对应到本期的一份病案（{named}），没有计入差额和拒付额。"]


def _fails(tally: MonthTally, wanted: str | None) -> bool:
    states = tally.states
    found = {"error": states["error"], "warning": states["error"] + states["warning"]}
    return wanted is not None and found[wanted] > 0


def _tell_defects(tally: MonthTally) -> None:
    """What the program failed on: the number of pages to stderr, each trace to the log."""
    traces = [f"规则 {rule}：{trace}" for rule, trace in tally.traces]
    traces += [result.trace for _, result in tally.failed]
    log = keep_text("\n".join(traces)) if traces else None
    for rule, pages in sorted(tally.failed_rules.items()):
        print(
            f"程序自身出错：规则 {rule} 在 {pages} 页上未能执行，详情已写入 {log}，请把它交给维护人员。",
            file=sys.stderr,
        )
    for file, result in tally.failed:
        row, case_no = result.place
        print(
            f"{file} 第{row}行（病案号 {case_no}）检查时程序内部出错，没有计入：详情已写入 {log}，请把它交给维护人员。",
            file=sys.stderr,
        )


def _tell_of_files(files: list[MonthFile]) -> None:
    """Notes of the files, and the first rows that are no pages, with the reason."""
    for line in file_notes(one.file.reading for one in files):
        print(line, file=sys.stderr)
    for one in files:
        rejects = one.file.reading.rejects
        for reject in rejects[:_NAMED]:
            print(f"{one.file.given} 第{reject.row}行没有计入：{reject.reason}", file=sys.stderr)
        if len(rejects) > _NAMED:
            left = len(rejects) - _NAMED
            print(f"{one.file.given} 另有 {left:,} 行没有计入：用 check 命令可写出全部这些行和原因。", file=sys.stderr)


def _tell(tally: MonthTally, made: MonthMade, out: Path, *, is_brief: bool) -> None:
    states, lines = tally.states, sum(len(slip.lines) for slip in made.slips)
    slips = "" if is_brief else f"反馈单 {len(made.slips):,} 份 {lines:,} 条。"
    print(
        f"{tally.period.name} 出院 {tally.pages:,} 份：有强制问题 {states['error']:,}，仅有提示 {states['warning']:,}，"
        f"无问题 {states['clean']:,}。{slips}结果在“{out}”。"
    )
    if not is_brief:
        print(*sentences(made.figures, money=True), sep="\n")
