"""A packet and what it is worth as the cells of a table: those of the published cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.dip.dip_scheme import DipScheme
from coding.grouping.page_case import case_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.dip.matching import Packet
    from coding.dip.packet_score import Payment
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage

PACKET_COLUMNS = (
    "status", "layer", "seq", "basic", "principal_px", "score", "aux", "aux_factor", "standard", "ratio", "deviation",
    "case_score", "payment",
)  # fmt: skip
#: What ``check`` has in its table of groups whatever is paid by.
_THERE = frozenset({"status", "payment"})


def packet_cells(packet: Packet, payment: Payment) -> Iterator[str]:
    """The cells of a case, in the order of the columns; empty where something is not known."""
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


def packet_columns(knowledge: Knowledge) -> tuple[str, ...]:
    """The columns that ``check`` adds to its groups: none where DIP is not paid on any day."""
    spans = knowledge.spans or (knowledge,)
    return _ADDED if any(isinstance(span.scheme, DipScheme) for span in spans) else ()


def packet_of_page(page: FrontPage, knowledge: Knowledge) -> tuple[str, ...]:
    """The cells of those columns for a page; empty ones where its day is paid by DRG."""
    if not packet_columns(knowledge):
        return ()
    held = knowledge.of(page)
    if not isinstance(held.scheme, DipScheme):
        return ("",) * len(_ADDED)
    cells = packet_cells(*held.scheme.decide(case_of(page, held.codes)))
    return tuple(cell for column, cell in zip(PACKET_COLUMNS, cells, strict=True) if column not in _THERE)


_ADDED = tuple(column for column in PACKET_COLUMNS if column not in _THERE)
