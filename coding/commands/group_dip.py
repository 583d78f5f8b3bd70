"""``group`` under a DIP pack: one row of packet, score and payment for every row of a file, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.dip.matching import Packet
from coding.dip.packet_score import Payment
from coding.dip.stay import DipStatus, Stay
from coding.exchange.cases import compact_reader, decimal
from coding.exchange.textfile import Record
from coding.grouping.page_case import case_of
from coding.payment.tariff import insured_of

if TYPE_CHECKING:
    from pathlib import Path

    from coding.dip.dip_scheme import DipScheme
    from coding.exchange.read import Source
    from coding.page.front_page import FrontPage

_COLUMNS = (
    "case_id", "status", "layer", "seq", "basic", "principal_px", "score", "aux", "aux_factor", "standard", "ratio",
    "deviation", "case_score", "payment",
)  # fmt: skip
#: Columns of the compact layout that DIP reads beside the case.
_BESIDE = ("cost", "icu_days", "insured", "level", "drug_share", "treat_share")
_Read = Callable[[Record], tuple[str, Stay | None]]


def write_packets(out: Path, source: Source, scheme: DipScheme, level: str = "") -> tuple[int, int]:
    """Match and price every row of ``source`` into the file ``out``. Rows written, and how many were unreadable.

    ``level``: the level of the hospital, where the file does not say it.
    """
    read = _compact(source, level) if source.match.layout.id == "compact" else _through_page(source, level)
    rows = unreadable = 0
    with whole_file(out) as file:
        file.write(people_line(_COLUMNS) + "\r\n")
        for record in source.records():
            case_id, stay = read(record)
            unreadable += stay is None
            told = (Packet(DipStatus.CHECK_FAILED), Payment()) if stay is None else scheme.decide(stay)
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


def _compact(source: Source, level: str) -> _Read:
    read, case_no = compact_reader(source.match), source.builder.case_no
    header = [name.strip().lower() for name in source.match.header]
    at = {name: header.index(name) for name in _BESIDE if name in header}

    def stay_of(record: Record) -> tuple[str, Stay | None]:
        if record.problem:
            return case_no(record.cells), None
        case_id, case = read(record.cells)
        told = {name: _cell(record.cells, place) for name, place in at.items()}
        return case_id, Stay(
            case,
            decimal(told.get("cost", "")),
            decimal(told.get("icu_days", "")),
            told.get("insured", ""),
            told.get("level", "") or level,
            decimal(told.get("drug_share", "")),
            decimal(told.get("treat_share", "")),
        )

    return stay_of


def _through_page(source: Source, level: str) -> _Read:
    builder = source.builder

    def stay_of(record: Record) -> tuple[str, Stay | None]:
        page = builder.build(record).page
        return builder.case_no(record.cells), None if page is None else page_stay(page, level)

    return stay_of


def page_stay(page: FrontPage, level: str) -> Stay:
    """What DIP reads of a page: its case, its cost, and the kind of insured by 医疗付费方式."""
    case, cost = case_of(page), page.number("fee_total")
    insured = insured_of(page.text("payment_method"))
    days = None if case.icu_hours is None else case.icu_hours / 24
    return Stay(case, None if cost is None else float(cost), days, insured, level)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
