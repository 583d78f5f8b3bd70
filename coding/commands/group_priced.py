"""``group`` under a payment policy: group, weight, payment, multiple and what the policy says, a row for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.commands.group_dated import PageRows
from coding.commands.output import number_text
from coding.commands.packet_cells import packet_columns, packet_of_page
from coding.grouping.case import Grouping, GroupStatus
from coding.payment.price import Price
from coding.payment.price_words import policy_sentences

if TYPE_CHECKING:
    from decimal import Decimal

    from coding.exchange.build import PageBuilder
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage

_COLUMNS = (
    "case_id", "status", "mdc", "adrg", "drg", "weight", "payment", "cost", "multiple", "balance", "band", "policy",
)  # fmt: skip
_UNREADABLE = Grouping(GroupStatus.CHECK_FAILED, "0000", "00", "0000")


def priced_header(knowledge: Knowledge) -> str:
    """The first line of the file."""
    return people_line((*_COLUMNS, *packet_columns(knowledge)))


def priced_rows(builder: PageBuilder, knowledge: Knowledge) -> PageRows:
    """The rows, grouped and priced."""
    no_packet = ("",) * len(packet_columns(knowledge))

    def cells(page: FrontPage | None) -> tuple[str, ...]:
        if page is None:
            return (*_cells(_UNREADABLE, Price(None, None), cost=None), *no_packet)
        grouping, price = _priced(page, knowledge)
        return (*_cells(grouping, price, cost=page.number("fee_total")), *packet_of_page(page, knowledge))

    return PageRows(builder, cells, knowledge.stamp)


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
