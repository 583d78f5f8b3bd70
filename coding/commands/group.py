"""``group``: one row of groups for every row of a file, in order.

It is asked for a few rows, again and again, by other programs: what a run does not need is not loaded.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.formula_guard import unguarded
from coding.base.parquet_writer import require_parquet, write_parquet_rows
from coding.base.private_folder import PrivateFolder
from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.codes.edition import INSURANCE, STATED_IN
from coding.codes.entry import CodeKind
from coding.commands.inputs import existing, knowledge_source, result_file, tariff_options
from coding.commands.output import number_text
from coding.commands.progress import progress
from coding.commands.scheme_words import tell_scheme, tell_schemes
from coding.exchange.cases import compact_reader
from coding.exchange.parquetfile import PARQUET
from coding.exchange.profile import WORKFLOW
from coding.exchange.read import Source, open_source
from coding.grouping.case import Case, Grouping, GroupStatus
from coding.reference.open_scheme import open_embedded, open_packets, open_scheme
from coding.work.grouped_rows import RowGrouper, grouped_lines
from coding.work.scheme_report import SchemeReport, scheme_report

if TYPE_CHECKING:
    import argparse

    from coding.commands.group_dip import Find
    from coding.exchange.textfile import Record
    from coding.grouping.grouper import Grouper
    from coding.knowledge.knowledge import KnowledgeSource
    from coding.payment.tariff import Tariff

_COLUMNS = ("case_id", "status", "mdc", "adrg", "drg")
_Read = Callable[[list[str]], tuple[str, Case]]
#: A row that could not be read is answered like a case that fails the first check, so that no row is missing.
_UNREADABLE = Grouping(GroupStatus.CHECK_FAILED, "0000", "00", "0000")


def group(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    source = open_source(Path(arguments.file))
    if source.match.layout.id == WORKFLOW:
        raise UnusableInputError(f"“{source.origin.file}”是流程或明细表，没有诊断，不能分组：请换首页文件。")
    out = result_file(arguments)
    if arguments.format == PARQUET:
        return _as_parquet(out, source, arguments)
    return _grouped(out, source, arguments)


def _as_parquet(out: Path, source: Source, arguments: argparse.Namespace) -> int:
    """The same rows in one file of Parquet, in their order; without what guards a spreadsheet."""
    require_parquet()
    with PrivateFolder() as folder:
        table = folder / "result.csv"
        code = _grouped(table, source, arguments)
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            header = next(rows)
            write_parquet_rows(out, header, ([unguarded(cell) for cell in row] for row in rows))
    return code


def _grouped(out: Path, source: Source, arguments: argparse.Namespace) -> int:
    if arguments.policy or getattr(arguments, "dated", ()):
        return _by_knowledge(out, source, arguments)
    pack = existing(arguments.scheme, "分组方案包") if arguments.scheme else None
    mended = existing(arguments.amendments, "更正表") if arguments.amendments else None
    if mended is None and pack is not None and _is_of_packets(pack):
        from coding.commands.group_dip import write_packets

        scores = existing(arguments.tariff, "分值表") if arguments.tariff else None
        dip = open_packets(pack, scores, arguments.tariff_level or "")
        report = scheme_report(dip)
        tell_scheme(report, arguments)
        find = case_finder(source, crosswalks(arguments))
        return _told(arguments, out, *write_packets(out, source, dip, find), report)
    scheme = open_embedded(mended) if pack is None else open_scheme(pack, mended)
    tariff = None
    if arguments.tariff:
        from coding.payment.tariff import load_tariff

        tariff = load_tariff(existing(arguments.tariff, "权重表"), options=tariff_options(arguments))
    report = scheme_report(scheme)
    tell_scheme(report, arguments)
    with progress(arguments, "已分组", "行") as step:
        done = write_groups(out, source, scheme, tariff, crosswalks(arguments), step)
    return _told(arguments, out, *done, report)


def _is_of_packets(pack: Path) -> bool:
    from coding.dip.dip_scheme import is_dip_pack

    return is_dip_pack(pack)


def _told(
    arguments: argparse.Namespace, out: Path, rows: int, unreadable: int, report: SchemeReport | None = None
) -> int:
    shown = out if arguments.format != PARQUET else Path(arguments.out)
    if arguments.json:
        scheme = {} if report is None else {"scheme": report.in_short()}
        print(json.dumps({"rows": rows, "unreadable": unreadable, "out": str(shown), **scheme}, ensure_ascii=False))
    elif not arguments.quiet:
        note = f"，其中 {unreadable} 行读不出，按信息校验不通过写出" if unreadable else ""
        lost = f"注意：{report.lost_words()}" if report and report.lost else ""
        print(f"已分组 {rows} 行{note}。{lost}结果在“{shown}”。")
    return 0


def _by_knowledge(out: Path, source: Source, arguments: argparse.Namespace) -> int:
    """Each row by what holds on its day of discharge; what groups by one scheme starts faster without all this."""
    from coding.commands.group_dated import write_by_day
    from coding.commands.group_priced import write_priced
    from coding.commands.packet_cells import packet_columns
    from coding.knowledge.knowledge import load_knowledge

    knowledge = load_knowledge(knowledge_source(arguments))
    tell_schemes(knowledge, arguments)
    is_priced = knowledge.has_policy or packet_columns(knowledge)
    rows, unreadable, dayless = (write_priced if is_priced else write_by_day)(out, source, knowledge)
    if knowledge.spans and dayless and not arguments.quiet:
        print(f"{dayless} 行没有可用的出院日期，按最后一段日期的方案分组。", file=sys.stderr)
    return _told(arguments, out, rows, unreadable, scheme_report(knowledge.scheme))


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
    find = case_finder(source, maps)
    grouper = RowGrouper(find, scheme.group, lambda grouping: _tail(grouping, tariff), _UNREADABLE)
    rows = unreadable = 0
    expected = source.rows_estimated()
    with whole_file(out) as file:
        header = (*_COLUMNS, "weight") if tariff else _COLUMNS
        file.write(",".join(header) + "\r\n")
        for done in grouped_lines(source, grouper):
            file.write(done.text)
            rows += done.rows
            unreadable += done.unreadable
            step(rows, expected)
    return rows, unreadable


def _tail(grouping: Grouping, tariff: Tariff | None) -> str:
    cells = [grouping.status.value, grouping.mdc, grouping.adrg, grouping.drg]
    if tariff:
        cells.append(number_text(tariff.price(grouping.drg).weight, 4))
    return f",{people_line(cells)}\r\n"


def case_finder(source: Source, maps: KnowledgeSource | None) -> Find:
    """What gives the case number and the case of each record of a file, carried through the crosswalks in ``maps``."""
    # A file that says itself of which edition its codes are says so row by row: that is the page's to read.
    told = maps is not None and any(head.strip() in STATED_IN for head in source.match.header)
    compact = source.match.layout.id == "compact"
    return _direct(source, maps) if compact and not told else _through_page(source, maps)


def _direct(source: Source, maps: KnowledgeSource | None = None) -> Find:
    read = compact_reader(source.match)
    case_no = source.builder.case_no
    if maps is not None and maps.edition != INSURANCE:
        read = _carrying(read, maps)

    def find(record: Record) -> tuple[str, Case | None]:
        if record.problem:
            return case_no(record.cells), None
        return read(record.cells)

    return find


def _carrying(read: _Read, maps: KnowledgeSource) -> _Read:
    """The reader with the codes of every case carried through the crosswalks, once."""
    from coding.codes.crosswalk import load_crosswalk

    dx = load_crosswalk(Path(maps.dx_map), CodeKind.DIAGNOSIS).carry if maps.dx_map else str
    px = load_crosswalk(Path(maps.px_map), CodeKind.PROCEDURE).carry if maps.px_map else str

    def carried(cells: list[str]) -> tuple[str, Case]:
        case_id, case = read(cells)
        return case_id, replace(case, dx=tuple(map(dx, case.dx)), px=tuple(map(px, case.px)))

    return carried


def _through_page(source: Source, maps: KnowledgeSource | None) -> Find:
    from coding.grouping.page_case import case_of

    builder = source.builder
    codes = None  # they are asked where codes are carried, and nowhere else
    if maps is not None:
        from coding.knowledge.knowledge import load_codes

        codes = load_codes(maps)

    def find(record: Record) -> tuple[str, Case | None]:
        page = builder.build(record).page
        return builder.case_no(record.cells), None if page is None else case_of(page, codes)

    return find
