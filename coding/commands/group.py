"""``group``: one row of groups for every row of a file, in order.

It is asked for a few rows, again and again, by other programs: what a run does not need is not loaded.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.parquet_writer import require_parquet, write_parquet_rows
from coding.base.private_folder import PrivateFolder
from coding.base.sheet_writer import people_rows
from coding.commands.group_cases import case_finder
from coding.commands.group_recipes import KnowledgeRecipe, PacketRecipe, SchemeRecipe, scheme_header, scheme_writer
from coding.commands.group_written import write_rows
from coding.commands.inputs import existing, knowledge_source, result_file, tariff_options
from coding.commands.progress import progress
from coding.commands.running import running
from coding.commands.scheme_words import tell_scheme, tell_schemes
from coding.exchange.parquetfile import PARQUET
from coding.exchange.profile import WORKFLOW
from coding.exchange.read import Source, open_source
from coding.work.grouped_rows import grouped_lines
from coding.work.scheme_report import SchemeReport, scheme_report

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from coding.commands.group_written import Written
    from coding.commands.running import Running
    from coding.grouping.grouper import Grouper
    from coding.knowledge.knowledge import KnowledgeSource
    from coding.payment.tariff import Tariff


def group(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    source = open_source(Path(arguments.file))
    if source.match.layout.id == WORKFLOW:
        raise UnusableInputError(f"“{source.origin.file}”是流程或明细表，没有诊断，不能分组：请换首页文件。")
    out = result_file(arguments)
    with running(arguments, out) as runs:
        if arguments.format == PARQUET:
            return _as_parquet(out, source, arguments, runs)
        return _grouped(arguments, source, out, runs)


def _as_parquet(out: Path, source: Source, arguments: argparse.Namespace, runs: Running) -> int:
    """The same rows in one file of Parquet, in their order; without what guards a spreadsheet."""
    require_parquet()
    with PrivateFolder() as folder:
        table = folder / "result.csv"
        code = _grouped(arguments, source, table, runs)
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = people_rows(file)
            write_parquet_rows(out, next(rows), rows)
    return code


def _grouped(arguments: argparse.Namespace, source: Source, out: Path, runs: Running) -> int:
    if arguments.policy or getattr(arguments, "dated", ()):
        return _by_knowledge(arguments, source, out, runs)
    pack = existing(arguments.scheme, "分组方案包") if arguments.scheme else None
    mended = existing(arguments.amendments, "更正表") if arguments.amendments else None
    if mended is None and pack is not None and _is_of_packets(pack):
        return _by_packets(arguments, source, out, runs)
    tariff_path = str(existing(arguments.tariff, "权重表")) if arguments.tariff else ""
    options = tariff_options(arguments).as_text() if tariff_path else ""
    recipe = SchemeRecipe(str(pack or ""), str(mended or ""), tariff_path, options, crosswalks(arguments))
    scheme, tariff = recipe.loaded()
    report = scheme_report(scheme)
    tell_scheme(report, arguments)
    with progress(arguments, "已分组", "行") as step:
        lines = runs.rows(source, recipe, scheme_writer(source.shape, scheme, tariff, recipe.maps))
        written = write_rows(out, scheme_header(tariff), lines, step, source.rows_estimated())
    return _told(arguments, out, source, written, report)


def _is_of_packets(pack: Path) -> bool:
    from coding.dip.dip_scheme import is_dip_pack

    return is_dip_pack(pack)


def _by_packets(arguments: argparse.Namespace, source: Source, out: Path, runs: Running) -> int:
    from coding.commands.group_dip import PACKET_HEADER, packet_writer

    scores = str(existing(arguments.tariff, "分值表")) if arguments.tariff else ""
    recipe = PacketRecipe(arguments.scheme, scores, arguments.tariff_level or "", crosswalks(arguments))
    dip = recipe.loaded()
    report = scheme_report(dip)
    tell_scheme(report, arguments)
    writer = packet_writer(source.shape, dip, case_finder(source.shape, recipe.maps))
    return _told(arguments, out, source, write_rows(out, PACKET_HEADER, runs.rows(source, recipe, writer)), report)


def _told(
    arguments: argparse.Namespace, out: Path, source: Source, written: Written, report: SchemeReport | None = None
) -> int:
    shown = out if arguments.format != PARQUET else Path(arguments.out)
    for lost in written.lost:
        print(f"“{source.origin.file}”{lost.in_words()}各行按信息校验不通过写出。", file=sys.stderr)
    rows, unreadable = written.rows, written.unreadable
    if arguments.json:
        scheme = {} if report is None else {"scheme": report.in_short()}
        lost_rows = {"lost": sum(lost.lines.rows for lost in written.lost)} if written.lost else {}
        told = {"rows": rows, "unreadable": unreadable, **lost_rows, "out": str(shown), **scheme}
        print(json.dumps(told, ensure_ascii=False))
    elif not arguments.quiet:
        note = f"，其中 {unreadable} 行读不出，按信息校验不通过写出" if unreadable else ""
        lost_words = f"注意：{report.lost_words()}" if report and report.lost else ""
        print(f"已分组 {rows} 行{note}。{lost_words}结果在“{shown}”。")
    return 1 if written.lost else 0


def _by_knowledge(arguments: argparse.Namespace, source: Source, out: Path, runs: Running) -> int:
    """Each row by what holds on its day of discharge; what groups by one scheme starts faster without all this."""
    from coding.commands.group_recipes import knowledge_writer

    recipe = KnowledgeRecipe(knowledge_source(arguments))
    knowledge = recipe.loaded()
    tell_schemes(knowledge, arguments)
    header, writer = knowledge_writer(source.shape, knowledge)
    written = write_rows(out, header, runs.rows(source, recipe, writer))
    if knowledge.spans and written.dayless and not arguments.quiet:
        print(f"{written.dayless} 行没有可用的出院日期，按最后一段日期的方案分组。", file=sys.stderr)
    return _told(arguments, out, source, written, scheme_report(knowledge.scheme))


def crosswalks(arguments: argparse.Namespace) -> KnowledgeSource | None:
    """The crosswalks that the command line names; None without any."""
    if not (arguments.dx_map or arguments.px_map):
        return None
    found = knowledge_source(arguments)
    return replace(found, scheme=None, tariff=None, tariff_options=None)


def write_groups(
    out: Path,
    source: Source,
    scheme: Grouper,
    tariff: Tariff | None = None,
    maps: KnowledgeSource | None = None,
    step: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[int, int]:
    """Group every row of ``source`` into the file ``out``. Rows written, and how many of them were unreadable.

    ``maps`` names the crosswalks that codes of the clinical edition go through before.
    """
    lines = grouped_lines(source, scheme_writer(source.shape, scheme, tariff, maps))
    written = write_rows(out, scheme_header(tariff), lines, step, source.rows_estimated())
    return written.rows, written.unreadable
