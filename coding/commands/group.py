"""``group``: one row of groups for every row of a file, in order."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.codes.crosswalk import load_crosswalk
from coding.codes.edition import INSURANCE, STATED_IN
from coding.codes.entry import CodeKind
from coding.commands.group_dip import write_packets
from coding.commands.inputs import existing, knowledge_source, result_file, tariff_options
from coding.commands.output import number_text
from coding.dip.dip_scheme import is_dip_pack
from coding.drg.scheme import embedded_scheme, load_scheme
from coding.exchange.cases import compact_reader
from coding.exchange.profile import WORKFLOW
from coding.exchange.read import Source, open_source
from coding.exchange.textfile import Record
from coding.grouping.case import Case, Grouping, GroupStatus
from coding.payment.tariff import Tariff, load_tariff
from coding.reference.open_scheme import open_packets

if TYPE_CHECKING:
    import argparse

    from coding.grouping.grouper import Grouper
    from coding.knowledge.knowledge import KnowledgeSource

_COLUMNS = ("case_id", "status", "mdc", "adrg", "drg")
#: The case number and the case of a record; no case where the record cannot be read.
_Find = Callable[[Record], tuple[str, Case | None]]
_Read = Callable[[list[str]], tuple[str, Case]]
#: A row that could not be read is answered like a case that fails the first check, so that no row is missing.
_UNREADABLE = Grouping(GroupStatus.CHECK_FAILED, "0000", "00", "0000")


def group(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    source = open_source(Path(arguments.file))
    if source.match.layout.id == WORKFLOW:
        raise UnusableInputError(f"“{source.origin.file}”是流程或明细表，没有诊断，不能分组：请换首页文件。")
    out = result_file(arguments)
    if getattr(arguments, "dated", ()):
        from coding.commands.group_dated import write_by_day  # what groups by one scheme starts faster without it

        rows, unreadable, dayless = write_by_day(out, source, knowledge_source(arguments))
        if dayless:
            print(f"{dayless} 行没有可用的出院日期，按最后一段日期的方案分组。", file=sys.stderr)
        return _told(out, rows, unreadable)
    pack = existing(arguments.scheme, "分组方案包") if arguments.scheme else None
    if pack is not None and is_dip_pack(pack):
        scores = existing(arguments.tariff, "分值表") if arguments.tariff else None
        dip = open_packets(pack, scores, arguments.tariff_level or "")
        for complaint in dip.catalogue.complaints:
            print(complaint)
        return _told(out, *write_packets(out, source, dip))
    scheme = embedded_scheme() if pack is None else load_scheme(pack)
    tariff = None
    if arguments.tariff:
        tariff = load_tariff(existing(arguments.tariff, "权重表"), options=tariff_options(arguments))
    return _told(out, *write_groups(out, source, scheme, tariff, crosswalks(arguments)))


def _told(out: Path, rows: int, unreadable: int) -> int:
    note = f"，其中 {unreadable} 行读不出，按信息校验不通过写出" if unreadable else ""
    print(f"已分组 {rows} 行{note}。结果在“{out}”。")
    return 0


def crosswalks(arguments: argparse.Namespace) -> KnowledgeSource | None:
    """The crosswalks that the command line names; None without any."""
    if not (arguments.dx_map or arguments.px_map):
        return None
    found = knowledge_source(arguments)
    return replace(found, scheme=None, tariff=None, tariff_options=None)


def write_groups(
    out: Path, source: Source, scheme: Grouper, tariff: Tariff | None = None, maps: KnowledgeSource | None = None
) -> tuple[int, int]:
    """Group every row of ``source`` into the file ``out``. Rows written, and how many of them were unreadable.

    ``maps`` names the crosswalks that codes of the clinical edition go through before.
    """
    # A file that says itself of which edition its codes are says so row by row: that is the page's to read.
    told = maps is not None and any(head.strip() in STATED_IN for head in source.match.header)
    compact = source.match.layout.id == "compact"
    find = _direct(source, maps) if compact and not told else _through_page(source, maps)
    decide = scheme.group
    # Some hundreds of groups end many thousands of lines; a scheme makes each of them once: its identity will do.
    tails: dict[int, tuple[Grouping, str]] = {}
    rows = unreadable = 0
    with whole_file(out) as file:
        header = (*_COLUMNS, "weight") if tariff else _COLUMNS
        file.write(",".join(header) + "\r\n")
        for record in source.records():
            case_id, case = find(record)
            if case is None:
                unreadable += 1
                grouping = _UNREADABLE
            else:
                grouping = decide(case)
            known = tails.get(id(grouping))
            if known is None:
                known = tails[id(grouping)] = (grouping, _tail(grouping, tariff))
            file.write(people_line((case_id,)) + known[1])
            rows += 1
    return rows, unreadable


def _tail(grouping: Grouping, tariff: Tariff | None) -> str:
    cells = [grouping.status.value, grouping.mdc, grouping.adrg, grouping.drg]
    if tariff:
        cells.append(number_text(tariff.price(grouping.drg).weight, 4))
    return f",{people_line(cells)}\r\n"


def _direct(source: Source, maps: KnowledgeSource | None = None) -> _Find:
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
    dx = load_crosswalk(Path(maps.dx_map), CodeKind.DIAGNOSIS).carry if maps.dx_map else str
    px = load_crosswalk(Path(maps.px_map), CodeKind.PROCEDURE).carry if maps.px_map else str

    def carried(cells: list[str]) -> tuple[str, Case]:
        case_id, case = read(cells)
        return case_id, replace(case, dx=tuple(map(dx, case.dx)), px=tuple(map(px, case.px)))

    return carried


def _through_page(source: Source, maps: KnowledgeSource | None) -> _Find:
    from coding.grouping.page_case import case_of
    from coding.knowledge.knowledge import KnowledgeSource, load_knowledge

    builder = source.builder
    knowledge = load_knowledge(maps or KnowledgeSource())

    def find(record: Record) -> tuple[str, Case | None]:
        page = builder.build(record).page
        return builder.case_no(record.cells), None if page is None else case_of(page, knowledge.codes)

    return find
