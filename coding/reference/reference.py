"""What a rule asks beside the page: code tables, scheme, tariff and payment policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coding.dip.dip_scheme import DipScheme
from coding.grouping.insured import insured_of
from coding.grouping.page_case import case_of
from coding.payment.dip_price import dip_price
from coding.payment.pricing import priced
from coding.payment.stay_facts import StayFacts
from coding.reference.check_sheet import CheckSheet, embedded_check_sheet
from coding.reference.workday_calendar import WorkdayCalendar, embedded_calendar

if TYPE_CHECKING:
    from coding.codes.code_tables import CodeTables
    from coding.grouping.case import Grouping
    from coding.grouping.grouper import Grouper
    from coding.page.front_page import FrontPage
    from coding.payment.policy import Policy
    from coding.payment.price import Price
    from coding.payment.tariff import Tariff
    from coding.reference.sex_table import SexTable


@dataclass(frozen=True, slots=True)
class Reference:
    """Code tables, scheme and tariff, read only. ``policy``: what a region does with the tariff; None = nothing.

    ``calendar``: the working days; ``sex_table``: the bureau's codes of one sex, None where none was imported;
    ``tcm_sheet``: the check sheet of TCM pages. ``answers``: what those who ask it keep for the next time they ask;
    it goes when this goes.
    """

    codes: CodeTables
    scheme: Grouper
    tariff: Tariff
    policy: Policy | None = None
    calendar: WorkdayCalendar = field(default_factory=embedded_calendar)
    sex_table: SexTable | None = None
    tcm_sheet: CheckSheet = field(default_factory=embedded_check_sheet)
    answers: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def group(self, page: FrontPage) -> Grouping:
        """The group of a page as it stands."""
        return self.scheme.group(case_of(page, self.codes))

    def cause(self, page: FrontPage, grouping: Grouping) -> str:
        """Why a page has no proper group, in one sentence; "" when it is grouped."""
        library = self.codes.dx

        def is_grey(code: str) -> bool:
            entry = library.get(code)
            return entry is not None and bool(entry.grey)

        return self.scheme.cause(case_of(page, self.codes), grouping, is_grey)

    def price(self, page: FrontPage, grouping: Grouping) -> Price:
        """Weight and payment estimate of a page in a group, by its cost and its day of discharge."""
        cost, los = page.number("fee_total"), page.number("los_days")
        method, on = page.text("payment_method"), page.date("discharge_datetime")
        tariff = self.tariff.for_insured(method)
        known = float(cost) if cost is not None and cost > 0 else None
        stayed = float(los) if los is not None else None
        scheme, packet, deviations = self.scheme, None, None
        if self.policy is None and not isinstance(scheme, DipScheme):
            return tariff.price(grouping.drg, known, on, stayed)
        case = case_of(page, self.codes)
        if isinstance(scheme, DipScheme):
            packet, deviations = dip_price(scheme, case, grouping), scheme.pricing.deviation
        if self.policy is None:
            assert packet is not None, "of DRG it is told above"
            return packet
        stay = StayFacts(
            page,
            case,
            grouping,
            scheme.is_operative(grouping.drg) if grouping.is_grouped else False,
            insured_of(method),
            figures={"总费用": known, "住院天数": stayed},
        )
        return priced(self.policy, tariff, stay, on, packet, deviations)
