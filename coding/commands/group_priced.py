"""``group`` under a payment policy: group, weight, payment, multiple and what the policy says, a row for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.commands.output import number_text
from coding.commands.packet_cells import packet_columns, packet_of_page
from coding.grouping.case import Grouping, GroupStatus
from coding.payment.price import Price
from coding.payment.price_words import policy_sentences

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from coding.exchange.read import Source
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage

_COLUMNS = (
    "case_id", "status", "mdc", "adrg", "drg", "weight", "payment", "cost", "multiple", "balance", "band", "policy",
)  # fmt: skip
_UNREADABLE = Grouping(GroupStatus.CHECK_FAILED, "0000", "00", "0000")


def write_priced(out: Path, source: Source, knowledge: Knowledge) -> tuple[int, int, int]:
    """Group and price every row of ``source`` into the file ``out``, each by what holds on its day of discharge.

    Rows written, how many of them were unreadable, and how many have no day of discharge.
    """
    builder = source.builder
    columns = packet_columns(knowledge)
    rows = unreadable = dayless = 0
    with whole_file(out) as file:
        file.write(people_line((*_COLUMNS, *columns)) + "\r\n")
        for record in source.records():
            page = None if record.problem else builder.build(record).page
            unreadable += page is None
            dayless += page is not None and page.date("discharge_datetime") is None
            told = (_UNREADABLE, Price(None, None)) if page is None else _priced(page, knowledge)
            cost = None if page is None else page.number("fee_total")
            packet = ("",) * len(columns) if page is None else packet_of_page(page, knowledge)
            line = (builder.case_no(record.cells), *_cells(*told, cost=cost), *packet)
            file.write(people_line(line) + "\r\n")
            rows += 1
    return rows, unreadable, dayless


def _priced(page: FrontPage, knowledge: Knowledge) -> tuple[Grouping, Price]:
    reference = knowledge.of(page).reference
    grouping = reference.group(page)
    return grouping, reference.price(page, grouping)


def _cells(grouping: Grouping, price: Price, *, cost: Decimal | None) -> tuple[str, ...]:
    return (
        grouping.status.value,
        grouping.mdc,
        grouping.adrg,
        grouping.drg,
        number_text(price.weight, 4),
        number_text(price.payment, 2),
        "" if cost is None else f"{cost:.2f}",
        number_text(price.multiple, 4),
        number_text(price.balance, 2),
        price.band,
        "".join(policy_sentences(price)),
    )
