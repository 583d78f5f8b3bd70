"""``group`` under a DIP pack: one row of packet, score and payment for every row of a file, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.commands.packet_cells import PACKET_COLUMNS, packet_cells
from coding.dip.matching import Packet
from coding.dip.packet_score import Payment
from coding.exchange.cases import decimal
from coding.exchange.textfile import Record
from coding.grouping.case import Case, GroupStatus

if TYPE_CHECKING:
    from pathlib import Path

    from coding.dip.dip_scheme import DipScheme
    from coding.exchange.read import Source

#: Columns of the compact layout that DIP reads beside the case.
_BESIDE = ("cost", "icu_days", "insured", "level", "drug_share", "treat_share")
#: The case number and the case of a record; no case where the record cannot be read.
Find = Callable[[Record], tuple[str, Case | None]]


def write_packets(out: Path, source: Source, scheme: DipScheme, find: Find) -> tuple[int, int]:
    """Match and price every row of ``source`` into the file ``out``. Rows written, and how many were unreadable."""
    read = _with_beside(source, find) if source.match.layout.id == "compact" else find
    unread = Packet(GroupStatus.CHECK_FAILED), Payment()
    rows = unreadable = 0
    with whole_file(out) as file:
        file.write(people_line(("case_id", *PACKET_COLUMNS)) + "\r\n")
        for record in source.records():
            case_id, case = read(record)
            unreadable += case is None
            told = unread if case is None else scheme.decide(case)
            file.write(people_line([case_id, *packet_cells(*told)]) + "\r\n")
            rows += 1
    return rows, unreadable


def _with_beside(source: Source, find: Find) -> Find:
    """The cases of a compact file with what its further columns say of cost, insured, level and shares."""
    header = [name.strip().lower() for name in source.match.header]
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
