"""``group`` under a DIP pack: one row of packet, score and payment for every row of a file, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.dip.matching import Packet
from coding.dip.packet_score import Payment
from coding.exchange.cases import compact_reader, decimal
from coding.exchange.textfile import Record
from coding.grouping.case import Case, GroupStatus
from coding.grouping.page_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

    from coding.dip.dip_scheme import DipScheme
    from coding.exchange.read import Source

_COLUMNS = (
    "case_id", "status", "layer", "seq", "basic", "principal_px", "score", "aux", "aux_factor", "standard", "ratio",
    "deviation", "case_score", "payment",
)  # fmt: skip
#: Columns of the compact layout that DIP reads beside the case.
_BESIDE = ("cost", "icu_days", "insured", "level", "drug_share", "treat_share")
_Read = Callable[[Record], tuple[str, Case | None]]


def write_packets(out: Path, source: Source, scheme: DipScheme) -> tuple[int, int]:
    """Match and price every row of ``source`` into the file ``out``. Rows written, and how many were unreadable."""
    read = _compact(source) if source.match.layout.id == "compact" else _through_page(source)
    unread = Packet(GroupStatus.CHECK_FAILED), Payment()
    rows = unreadable = 0
    with whole_file(out) as file:
        file.write(people_line(_COLUMNS) + "\r\n")
        for record in source.records():
            case_id, case = read(record)
            unreadable += case is None
            told = unread if case is None else scheme.decide(case)
            file.write(people_line([case_id, *_cells(*told)]) + "\r\n")
            rows += 1
    return rows, unreadable


def _cells(packet: Packet, payment: Payment) -> Iterator[str]:
    yield packet.status.value
    yield packet.layer
    yield packet.seq
    yield str(int(packet.basic)) if packet.row else ""
    yield packet.principal_px
    yield _figure(payment.score, 4)
    yield payment.aux
    yield _figure(payment.aux_factor, 4)
    yield _figure(payment.standard, 2)
    yield _figure(payment.ratio, 4)
    yield payment.deviation.value if payment.deviation else ""
    yield _figure(payment.case_score, 4)
    yield _figure(payment.payment, 2)


def _figure(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:.{places}f}"


def _compact(source: Source) -> _Read:
    read, case_no = compact_reader(source.match), source.builder.case_no
    header = [name.strip().lower() for name in source.match.header]
    at = {name: header.index(name) for name in _BESIDE if name in header}

    def case_of_row(record: Record) -> tuple[str, Case | None]:
        if record.problem:
            return case_no(record.cells), None
        case_id, case = read(record.cells)
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

    return case_of_row


def _through_page(source: Source) -> _Read:
    builder = source.builder

    def case_of_row(record: Record) -> tuple[str, Case | None]:
        page = builder.build(record).page
        return builder.case_no(record.cells), None if page is None else case_of(page)

    return case_of_row


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
