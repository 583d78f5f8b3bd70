"""``group``: one row of groups for every row of a file, in order."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from coding.commands.inputs import knowledge_source
from coding.commands.output import number_text, write_table
from coding.drg.case import case_of
from coding.drg.model import Case, Grouping, GroupStatus
from coding.errors import UnusableInputError
from coding.exchange.cases import compact_reader
from coding.exchange.read import Source, open_source
from coding.exchange.textfile import Record
from coding.knowledge import Knowledge, load_knowledge

_COLUMNS = ("case_id", "status", "mdc", "adrg", "drg")
#: The case number and the case of a record; no case where the record cannot be read.
_Find = Callable[[Record], tuple[str, Case | None]]
#: A row that could not be read is answered like a case that fails the first check, so that no row is missing.
_UNREADABLE = Grouping(GroupStatus.CHECK_FAILED, "0000", "00", "0000")


def group(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    source = open_source(Path(arguments.file))
    knowledge = load_knowledge(knowledge_source(arguments))
    with_weight = bool(arguments.tariff)
    out = Path(arguments.out)
    if out.is_dir():
        raise UnusableInputError(f"结果“{out}”是一个文件夹：请写出文件名，如 groups.csv。")
    counts = {"rows": 0, "unreadable": 0}

    def rows() -> Iterator[tuple[str, ...]]:
        for case_id, grouping in groupings(source, knowledge):
            counts["rows"] += 1
            counts["unreadable"] += grouping is _UNREADABLE
            row: tuple[str, ...] = (case_id, grouping.status.value, grouping.mdc, grouping.adrg, grouping.drg)
            if with_weight:
                row = (*row, number_text(knowledge.tariff.price(grouping.drg).weight, 4))
            yield row

    write_table(out, (*_COLUMNS, "weight") if with_weight else _COLUMNS, rows())
    unreadable = f"，其中 {counts['unreadable']} 行读不出，按信息校验不通过写出" if counts["unreadable"] else ""
    print(f"已分组 {counts['rows']} 行{unreadable}。结果在“{out}”。")
    return 0


def groupings(source: Source, knowledge: Knowledge) -> Iterator[tuple[str, Grouping]]:
    """Case number and group of every row of a file, in order."""
    find = _direct(source) if source.match.layout.id == "compact" else _through_page(source, knowledge)
    decide = knowledge.scheme.group
    for record in source.records():
        case_id, case = find(record)
        yield case_id, decide(case) if case is not None else _UNREADABLE


def _direct(source: Source) -> _Find:
    read = compact_reader(source.match)
    case_no = source.builder.case_no

    def find(record: Record) -> tuple[str, Case | None]:
        if record.problem:
            return case_no(record.cells), None
        row = read(record.cells)
        return row.case_id, row.case

    return find


def _through_page(source: Source, knowledge: Knowledge) -> _Find:
    builder = source.builder

    def find(record: Record) -> tuple[str, Case | None]:
        page = builder.build(record).page
        return builder.case_no(record.cells), None if page is None else case_of(page, knowledge)

    return find
