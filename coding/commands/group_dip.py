"""``group`` under a DIP pack: one row of packet, score and payment for every row of a file, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.commands.group_written import write_rows
from coding.commands.packet_cells import PACKET_COLUMNS, packet_cells
from coding.dip.matching import Packet
from coding.dip.packet_score import Payment
from coding.exchange.cases import decimal
from coding.exchange.textfile import Record
from coding.grouping.case import Case, GroupStatus
from coding.work.grouped_rows import GroupedLines, RowWriter, grouped_lines

if TYPE_CHECKING:
    from pathlib import Path

    from coding.dip.dip_scheme import DipScheme
    from coding.exchange.read import RowShape, Source

#: Columns of the compact layout that DIP reads beside the case.
_BESIDE = ("cost", "icu_days", "insured", "level", "drug_share", "treat_share")
#: The case number and the case of a record; no case where the record cannot be read.
Find = Callable[[Record], tuple[str, Case | None]]


def write_packets(out: Path, source: Source, scheme: DipScheme, find: Find) -> tuple[int, int]:
    """Match and price every row of ``source`` into the file ``out``. Rows written, and how many were unreadable."""
    written = write_rows(out, PACKET_HEADER, grouped_lines(source, packet_writer(source.shape, scheme, find)))
    return written.rows, written.unreadable


#: The first line of the file.
PACKET_HEADER = people_line(("case_id", *PACKET_COLUMNS))


def packet_writer(shape: RowShape, scheme: DipScheme, find: Find) -> PacketWriter:
    """What writes the rows of a file."""
    read = _with_beside(shape, find) if shape.match.layout.id == "compact" else find
    return PacketWriter(read, scheme, shape.builder.case_no, scheme.stamp)


@dataclass(frozen=True, slots=True)
class PacketWriter(RowWriter):
    """Packet, score and payment of every row."""

    read: Find
    scheme: DipScheme
    case_no: Callable[[list[str]], str]
    stamp: str

    def lines(self, records: Iterable[Record]) -> GroupedLines:
        """See RowWriter."""
        lines = []
        unreadable = 0
        for record in records:
            case_id, case = self.read(record)
            unreadable += case is None
            told = _UNREAD if case is None else self.scheme.decide(case)
            lines.append(people_line([case_id, *packet_cells(*told)]) + "\r\n")
        return GroupedLines("".join(lines), len(lines), unreadable)

    def unanswered(self, records: Iterable[Record]) -> GroupedLines:
        """See RowWriter."""
        cells = packet_cells(*_UNREAD)
        lines = [people_line([self.case_no(record.cells), *cells]) + "\r\n" for record in records]
        return GroupedLines("".join(lines), len(lines), len(lines))


#: What is said of a row that cannot be read.
_UNREAD = Packet(GroupStatus.CHECK_FAILED), Payment()


def _with_beside(shape: RowShape, find: Find) -> Find:
    """The cases of a compact file with what its further columns say of cost, insured, level and shares."""
    header = [name.strip().lower() for name in shape.match.header]
    at = {name: header.index(name) for name in _BESIDE if name in header}

    def read(record: Record) -> tuple[str, Case | None]:
        case_id, case = find(record)
        if case is None:
            return case_id, None
        told = {name: _cell(record.cells, place) for name, place in at.items()}
        days = decimal(told.get("icu_days", ""))
        return case_id, replace(
            case,
            icu_hours=case.icu_hours if days is None else days * 24,
            cost=decimal(told.get("cost", "")),
            insured=told.get("insured", ""),
            level=told.get("level", ""),
            drug_share=decimal(told.get("drug_share", "")),
            treat_share=decimal(told.get("treat_share", "")),
        )

    return read


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
