"""Dossiers of candidates for special review 特例单议: what a reviewer is shown of a stay, without any identity but the
record number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.fields import field_catalogue
from coding.payment.price_words import policy_sentences
from coding.reports.dossier import Dossier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.payment.payment_sum import PaymentOfMonth, PricedStay


def dossiers_of(found: PaymentOfMonth, pages: Mapping[int, FrontPage], knowledge: Knowledge) -> list[Dossier]:
    """A dossier for each candidate whose page is at hand. ``pages`` by the number of their stay."""
    periods = {stay.page: quota.period for quota in found.quotas for stay in quota.candidates}
    return [
        _dossier(stay, pages[stay.page], knowledge, periods.get(stay.page, ""))
        for stay in found.stays
        if stay.price.candidates and stay.page in pages
    ]


def _dossier(stay: PricedStay, page: FrontPage, knowledge: Knowledge, period: str) -> Dossier:
    held = knowledge.of(page)
    label = field_catalogue()
    price = stay.price
    return Dossier(
        case_no=stay.case_no,
        period=period,
        stay=(
            ("病案号", stay.case_no),
            ("住院次数", page.text("admission_times")),
            ("性别、年龄", f"{label.value_label('sex', page.text('sex'))}　{page.text('age_years')} 岁"),
            ("入院时间", page.text("admission_datetime")),
            ("出院时间", page.text("discharge_datetime")),
            ("住院天数", page.text("los_days")),
            ("出院病房", stay.ward),
            ("转科科别", page.text("transfer_depts")),
            ("离院方式", label.value_label("discharge_way", page.text("discharge_way"))),
            ("参保类别", stay.insured),
        ),
        diagnoses=tuple((row.code, row.name) for row in page.diagnoses),
        procedures=tuple((row.code, row.name, row.date) for row in page.procedures),
        group=(
            ("分组方案", held.scheme.title),
            ("病组", f"{stay.drg} {stay.name}"),
            ("权重表", held.tariff.title),
            ("权重", "" if price.weight is None else f"{price.weight:.4f}"),
            ("支付政策", held.policy.title if held.policy is not None else ""),
            ("病组均费（元）", _yuan(price.mean_cost)),
            ("病组平均住院日", "" if price.mean_los is None else f"{price.mean_los:.1f}"),
            ("总费用（元）", _yuan(stay.cost)),
            ("倍率", "" if price.multiple is None else f"{price.multiple:.2f}"),
            ("支付估算（元）", _yuan(price.payment)),
            ("差额（元）", _yuan(price.balance)),
            ("政策对本例", "".join(policy_sentences(price))),
        ),
        fees=fee_lines(page),
        grounds=tuple((ground.word, ground.condition, ground.clause) for ground in price.candidates),
    )


def fee_lines(page: FrontPage) -> tuple[tuple[str, float | None], ...]:
    """The fee items of the page with their yuan, those that are filled."""
    lines = []
    for key, field in field_catalogue().items():
        if key.startswith("fee_") and field.on_front_page and page.is_filled(key):
            number = page.number(key)
            lines.append((field.label, None if number is None else float(number)))
    return tuple(lines)


def _yuan(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"
