"""``scheme``: what is wrong with a grouping scheme, a line each. Exit 1 where something is, 0 where nothing is.

Lines are sorted by file and row. A pack that is refused for its settings has each of them told, and ends as any input
that cannot be used: a sentence on stderr, exit 2.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.codes.crosswalk import load_crosswalk
from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table
from coding.commands.dip_check import check_packets
from coding.commands.inputs import existing, refuse_overwriting
from coding.dip.dip_scheme import is_dip_pack
from coding.drg.amendments import amendments_of
from coding.drg.complaint import in_order
from coding.drg.edition_check import EditionTables
from coding.drg.scheme import Scheme, load_scheme
from coding.drg.scheme_settings import RefusedSettingsError
from coding.drg.side_tables import side_counts
from coding.work.repaired_pack import write_repaired
from coding.work.scheme_amendments import still_offered, write_amendments
from coding.work.scheme_checking import checked_scheme
from coding.work.scheme_report import FULL_LINES, SchemeReport

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from coding.codes.crosswalk import Crosswalk
    from coding.codes.library import CodeLibrary
    from coding.grouping.grouper import Grouper


def scheme(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    path = existing(arguments.file, "分组方案包")
    tables = _tables(arguments)
    mended = existing(arguments.amendments, "更正表") if arguments.amendments else None
    if is_dip_pack(path):
        _refuse_what_is_for_drg(path, arguments)
        return check_packets(path, arguments, tables)
    try:
        found = load_scheme(path, mended)
    except RefusedSettingsError as refused:
        _print(SchemeReport(path.name, refused.complaints), arguments)
        raise
    report = checked_scheme(found, path, tables)
    _print(report, arguments, found)
    for line in more_of(found, arguments):
        if not (arguments.quiet or arguments.json):
            print(line)
    if arguments.repaired:
        repairs = write_repaired(path, Path(arguments.repaired), tables)
        if not (arguments.quiet or arguments.json):
            print(f"改正了 {repairs:,} 处，方案包在“{arguments.repaired}”，改动逐条列在其中的 repairs.csv。")
    return 1 if report.complaints else 0


def _refuse_what_is_for_drg(path: Path, arguments: argparse.Namespace) -> None:
    """Nothing that was asked for is left out without a word."""
    for option in ("amendments", "amendments_out", "repaired"):
        if getattr(arguments, option):
            word = option.replace("_", "-")
            raise UnusableInputError(f"“{path.name}”是 DIP 方案，--{word} 只用于 DRG 方案：请去掉它。")


def more_of(scheme: Scheme, arguments: argparse.Namespace) -> Iterator[str]:
    """What was read beside the scheme, what was mended, and what could be; written out where that was asked for."""
    counts = side_counts(scheme.pack)
    if counts:
        yield f"方案旁边的表：{'，'.join(counts)}。"
    made = amendments_of(scheme.pack)
    if made:
        yield f"已按更正表更正 {len(made)} 处。"
    offers = still_offered(scheme)
    if arguments.amendments_out:
        out = Path(arguments.amendments_out)
        refuse_overwriting([out], arguments)
        write_amendments(out, offers)
        yield f"{len(offers)} 处更正已写入“{out}”：核对后用 --amendments 采用。"
    elif offers:
        yield f"其中 {len(offers)} 处可以更正：加 --amendments-out 文件 写出更正表。"


def _print(report: SchemeReport, arguments: argparse.Namespace, found: Grouper | None = None) -> None:
    mdcs = len(found.pack.mdcs) if isinstance(found, Scheme) else 0
    if arguments.json:
        figures = {} if found is None else {"mdcs": mdcs, "groups": len(found.groups)}
        print(json.dumps({**report.as_plain(), **figures}, ensure_ascii=False))
        return
    lines = in_order(report.lines())
    for complaint in lines[:FULL_LINES]:
        print(complaint)
    if len(lines) > FULL_LINES:
        print(f"另有 {len(lines) - FULL_LINES:,} 处没有列出：用 --json 写出全部。")
    if found is None or arguments.quiet:
        return
    count, notes = len(report.complaints), len(report.notes)
    verdict = f"有 {count:,} 处要核对" if count else "没有发现问题"
    noted = f"，另有 {notes:,} 处提示" if notes else ""
    groups = f"{f'{mdcs} 个 MDC，' if mdcs else ''}{len(found.groups)} 个{found.words.group}"
    print(f"“{found.title}”：{groups}，{verdict}{noted}。{report.lost_words()}")


def _tables(arguments: argparse.Namespace) -> EditionTables:
    def table(given: str | None, kind: CodeKind) -> CodeLibrary | None:
        return load_code_table(existing(given, "编码表"), kind) if given else None

    def crosswalk(given: str | None, kind: CodeKind) -> Crosswalk | None:
        return load_crosswalk(existing(given, "编码对照表"), kind) if given else None

    return EditionTables(
        table(arguments.dx_table, CodeKind.DIAGNOSIS),
        table(arguments.px_table, CodeKind.PROCEDURE),
        crosswalk(arguments.dx_map, CodeKind.DIAGNOSIS),
        crosswalk(arguments.px_map, CodeKind.PROCEDURE),
    )
