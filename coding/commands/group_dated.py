"""``group`` with files that are used for their days of discharge only: each row by what holds on its day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.commands.output import number_text
from coding.grouping.case import Grouping, GroupStatus
from coding.grouping.page_case import case_of
from coding.work.grouped_rows import GroupedLines, RowWriter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.exchange.build import PageBuilder
    from coding.exchange.textfile import Record
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage

_COLUMNS = ("case_id", "status", "mdc", "adrg", "drg")
_UNREADABLE = Grouping(GroupStatus.CHECK_FAILED, "0000", "00", "0000")
#: The cells behind the record number, of a page or of a row that cannot be read.
Cells = Callable[["FrontPage | None"], "tuple[str, ...]"]


@dataclass(frozen=True, slots=True)
class PageRows(RowWriter):
    """Rows that are read as pages, each by what holds on its day of discharge; those without a day by what is in force
    from now on, and they are counted.
    """

    builder: PageBuilder
    cells: Cells
    stamp: str

    def lines(self, records: Iterable[Record]) -> GroupedLines:
        """See RowWriter."""
        lines = []
        unreadable = dayless = 0
        for record in records:
            page = None if record.problem else self.builder.build(record).page
            unreadable += page is None
            dayless += page is not None and page.date("discharge_datetime") is None
            lines.append(people_line((self.builder.case_no(record.cells), *self.cells(page))) + "\r\n")
        return GroupedLines("".join(lines), len(lines), unreadable, dayless)

    def unanswered(self, records: Iterable[Record]) -> GroupedLines:
        """See RowWriter."""
        cells = self.cells(None)
        lines = [people_line((self.builder.case_no(record.cells), *cells)) + "\r\n" for record in records]
        return GroupedLines("".join(lines), len(lines), len(lines))


def dated_header(knowledge: Knowledge) -> str:
    """The first line of the file: a weight where any tariff is given."""
    return people_line((*_COLUMNS, "weight") if _is_priced(knowledge) else _COLUMNS)


def _is_priced(knowledge: Knowledge) -> bool:
    by = knowledge.source
    return bool(by.tariff) or any(part.part == "tariff" for part in by.dated)


def dated_rows(builder: PageBuilder, knowledge: Knowledge) -> PageRows:
    """The rows by day."""
    is_priced = _is_priced(knowledge)

    def cells(page: FrontPage | None) -> tuple[str, ...]:
        weight = None
        grouping = _UNREADABLE
        if page is not None:
            held = knowledge.of(page)
            grouping = held.scheme.group(case_of(page, held.codes))
            weight = held.tariff.price(grouping.drg).weight if held.source.tariff else None
        told = (grouping.status.value, grouping.mdc, grouping.adrg, grouping.drg)
        return (*told, number_text(weight, 4)) if is_priced else told

    return PageRows(builder, cells, knowledge.stamp)
