"""``check``: files of front pages → findings.csv, groups.csv, scores.csv, rejects.csv, summary.json.

With ``--format parquet`` the tables are a data set by organisation and month, which ``month`` rolls up. With
``--preflight`` also preflight.csv, the defects of the files as files, and ``rejects/`` with the rows to be mended; with
``--principals`` each diagnosis asked as principal, with ``--suggestions`` the first suggestions of every row that needs
one.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from coding.base.parquet_writer import require_parquet
from coding.base.whole_file import whole_file
from coding.commands.beside_tables import tell_left_out
from coding.commands.check_data_set import write_data_set
from coding.commands.check_outcome import outcome_of
from coding.commands.check_summary import Tally, summary_of
from coding.commands.check_tables import (
    PRINCIPALS_FILE,
    RESULTS,
    SUGGESTIONS_FILE,
    named,
    turned_back,
    write_all_tables,
    write_turned_back,
)
from coding.commands.crash import keep_text
from coding.commands.file_notes import file_notes, tell_unread
from coding.commands.inputs import as_of, knowledge_source, refuse_inside, refuse_overwriting, result_folder
from coding.commands.progress import progress
from coding.commands.running import running
from coding.commands.scheme_words import tell_scheme
from coding.commands.stored import kept_here, over
from coding.exchange.parquetfile import PARQUET
from coding.exchange.spool import Pages
from coding.knowledge.knowledge import load_knowledge
from coding.reference.workday_calendar import reminder
from coding.work.batch import map_chunks
from coding.work.chunks import Chunks
from coding.work.file_editions import file_edition, guessed_setting
from coding.work.held_parts import held_spans
from coding.work.local_habits import LocalHabit, local_habits
from coding.work.reading_files import FileRead, files_read
from coding.work.scheme_report import scheme_report

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from coding.commands.running import Running
    from coding.knowledge.knowledge import Knowledge, KnowledgeSource
    from coding.store.store import Opener


def check(arguments: argparse.Namespace, open_store: Opener | None = None) -> int:
    """Run the command; the exit code. ``open_store`` opens the store that ``--db`` names."""
    given = knowledge_source(arguments)
    out = result_folder(arguments.out)
    with running(arguments, out) as runs:
        return _checked(arguments, given, out, runs, open_store)


def _checked(
    arguments: argparse.Namespace, given: KnowledgeSource, out: Path, runs: Running, open_store: Opener | None
) -> int:
    began = time.perf_counter()
    now = as_of(arguments.as_of) or runs.now
    wanted = {"principals": arguments.principals, "suggestions": arguments.suggestions}
    is_parquet = arguments.format == PARQUET
    if is_parquet:
        require_parquet()
        refuse_inside(out, arguments.files)
    results = [*RESULTS, *((PRINCIPALS_FILE,) if arguments.principals else ())]
    results += [SUGGESTIONS_FILE] if arguments.suggestions else []
    refuse_overwriting((out / name for name in results), arguments, "目录")
    kept = kept_here(arguments, open_store)
    source = over(given, kept.source)
    with progress(arguments, "已读", "行") as step:
        files = named(files_read(arguments.files, now, kept.profiles, step=step, local=kept.local, jobs=runs.jobs))
    if arguments.preflight:
        refuse_overwriting((turned_back(out, file) for file in files), arguments, "目录")
    knowledge = load_knowledge(source)
    files, source, knowledge = by_edition(files, source, knowledge, quiet=arguments.quiet)
    schemes = {span.scheme.stamp: span.scheme for span in knowledge.spans or (knowledge,)}
    reports = [scheme_report(scheme) for scheme in schemes.values()]
    for report in reports:
        tell_scheme(report, arguments)
    tell_left_out(knowledge, arguments)
    habits = {file.given: local_habits(file.reading, knowledge, kept.local) for file in files}
    pages = Pages(file.reading.pages for file in files)
    executor = runs.executor(len(pages))
    tally = Tally()
    with progress(arguments, "已检查", "页", len(pages)) as step:
        work = partial(outcome_of, **wanted, facts=is_parquet)
        outcomes = map_chunks(work, Chunks(pages, now), source, executor, progress=step, lost=tally.lose)
        write_all = write_data_set if is_parquet else write_all_tables
        write_all(out, files, outcomes, tally, knowledge, is_preflight=arguments.preflight, **wanted)
    if arguments.preflight:
        write_turned_back(out, files)
    spans = held_spans(knowledge) if knowledge.spans else []
    summary = summary_of(files, tally, knowledge.stamp, time.perf_counter() - began, habits, spans)
    summary["schemes"] = [report.in_short() for report in reports]
    # JSON is UTF-8 without BOM (RFC 8259, section 8.1)
    with whole_file(out / "summary.json", "utf-8") as file:
        json.dump(summary, file, ensure_ascii=False, indent=2)
    _tell_defects(tally)
    for rows in tally.lost:
        print(rows.in_words(), file=sys.stderr)
    has_unread = tell_unread(file.reading for file in files)
    if not arguments.quiet and (missing := reminder(knowledge.reference.calendar, now.date())):
        print(missing, file=sys.stderr)
    if arguments.json:
        print(json.dumps(summary, ensure_ascii=False))
    elif not arguments.quiet:
        _tell_habits(habits)
        for at, span in enumerate(spans):
            print(span.in_words(tally.spans[at]), file=sys.stderr)
        _tell(files, tally, out, "".join(report.lost_words() for report in reports))
    return 1 if tally.lost or has_unread or _fails(tally, arguments.fail_on) else 0


def _fails(tally: Tally, wanted: str | None) -> bool:
    """Whether something was found that the caller wants to be told of by the exit code."""
    found = {"error": tally.states["error"], "warning": tally.states["error"] + tally.states["warning"]}
    return wanted is not None and found[wanted] > 0


def by_edition(
    files: list[FileRead], source: KnowledgeSource, knowledge: Knowledge, *, quiet: bool = False
) -> tuple[list[FileRead], KnowledgeSource, Knowledge]:
    """Files and Knowledge with the edition that the codes clearly say, where nobody has said one; each file is told."""
    found = [(file, file_edition(file.reading, knowledge.codes, knowledge.codes.edition)) for file in files]
    setting = guessed_setting([told for _, told in found if told], source.edition or "")
    if setting != (source.edition or ""):
        source = replace(source, edition=setting)
        knowledge = load_knowledge(source)
        found = [(file, file_edition(file.reading, knowledge.codes, knowledge.codes.edition)) for file in files]
    remarked = []
    for file, told in found:
        if not quiet and told is not None and (words := told.in_words()):
            hint = "可用 --edition 说明。" if told.is_open else ""
            print(f"{file.given}：{words}{hint}", file=sys.stderr)
        defect = told.defect() if told else None
        remarked.append(replace(file, remarks=(defect,)) if defect else file)
    return remarked, source, knowledge


def _tell_defects(tally: Tally) -> None:
    """Rules that the program failed on: the number of pages to stderr, each trace to the log."""
    log = keep_text("\n".join(f"规则 {rule}：{trace}" for rule, trace in tally.traces)) if tally.traces else None
    for rule, pages in sorted(tally.failed_rules.items()):
        print(
            f"程序自身出错：规则 {rule} 在 {pages} 页上未能执行，详情已写入 {log}，请把它交给维护人员。",
            file=sys.stderr,
        )


def _tell_habits(habits: Mapping[str, Sequence[LocalHabit]]) -> None:
    """What is no mistake of the pages but a way of the house, one line each; nobody can be asked here."""
    for file, found in habits.items():
        for habit in found:
            ask = "" if habit.is_open else "；可在窗口中读入这个文件，说明各种写法的意思，以后用 --db 检查"
            print(f"{file}：{habit.in_words()}每份都按 {'、'.join(habit.rules)} 报出{ask}。", file=sys.stderr)


def _tell(files: list[FileRead], tally: Tally, out: Path, lost: str = "") -> None:
    for line in file_notes(file.reading for file in files):
        print(line, file=sys.stderr)
    states = tally.states
    print(
        f"共 {tally.pages} 页：有强制问题 {states['error']}，仅有提示 {states['warning']}，"
        f"无问题 {states['clean']}；未能读入 {tally.rejects} 行。{f'注意：{lost}' if lost else ''}结果在“{out}”。"
    )
