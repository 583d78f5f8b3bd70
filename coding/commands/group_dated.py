"""``group`` with files that are used for their days of discharge only: each row by what holds on its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.commands.output import number_text
from coding.grouping.case import Grouping, GroupStatus
from coding.grouping.page_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

    from coding.exchange.read import Source
    from coding.knowledge.knowledge import Knowledge

_COLUMNS = ("case_id", "status", "mdc", "adrg", "drg")
_UNREADABLE = Grouping(GroupStatus.CHECK_FAILED, "0000", "00", "0000")


def write_by_day(out: Path, source: Source, knowledge: Knowledge) -> tuple[int, int, int]:
    """Group every row into the file ``out``. Rows written, how many of them were unreadable, and how many have no day
    of discharge: those are grouped by what is in force from now on.
    """
    by = knowledge.source
    is_priced = bool(by.tariff) or any(part.part == "tariff" for part in by.dated)
    builder = source.builder
    rows = unreadable = dayless = 0
    with whole_file(out) as file:
        file.write(",".join((*_COLUMNS, "weight") if is_priced else _COLUMNS) + "\r\n")
        for record in source.records():
            page = None if record.problem else builder.build(record).page
            weight = None
            if page is None:
                unreadable += 1
                grouping = _UNREADABLE
            else:
                held = knowledge.of(page)
                dayless += page.date("discharge_datetime") is None
                grouping = held.scheme.group(case_of(page, held.codes))
                weight = held.tariff.price(grouping.drg).weight if held.source.tariff else None
            cells = [grouping.status.value, grouping.mdc, grouping.adrg, grouping.drg]
            if is_priced:
                cells.append(number_text(weight, 4))
            file.write(people_line((builder.case_no(record.cells), *cells)) + "\r\n")
            rows += 1
    return rows, unreadable, dayless
