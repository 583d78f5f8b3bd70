"""What a rule asks beside the page: code tables, scheme and tariff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.dip.dip_scheme import DipScheme
from coding.grouping.page_case import case_of
from coding.payment.dip_price import dip_price

if TYPE_CHECKING:
    from coding.codes.code_tables import CodeTables
    from coding.grouping.case import Grouping
    from coding.grouping.grouper import Grouper
    from coding.page.front_page import FrontPage
    from coding.payment.price import Price
    from coding.payment.tariff import Tariff


@dataclass(frozen=True, slots=True)
class Reference:
    """Code tables, scheme and tariff, read only."""

    codes: CodeTables
    scheme: Grouper
    tariff: Tariff

    def group(self, page: FrontPage) -> Grouping:
        """The group of a page as it stands."""
        return self.scheme.group(case_of(page, self.codes))

    def price(self, page: FrontPage, grouping: Grouping) -> Price:
        """Weight and payment estimate of a page in a group, by its cost and its day of discharge."""
        if isinstance(self.scheme, DipScheme):
            return dip_price(self.scheme, case_of(page, self.codes), grouping)
        cost, los = page.number("fee_total"), page.number("los_days")
        return self.tariff.for_insured(page.text("payment_method")).price(
            grouping.drg,
            float(cost) if cost is not None and cost > 0 else None,
            page.date("discharge_datetime"),
            float(los) if los is not None else None,
        )
