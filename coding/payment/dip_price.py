"""What a case is worth under DIP, in the words of every price; and the scores of a catalogue as a tariff."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from coding.dip.matching import Packet
from coding.dip.packet_score import Deviation
from coding.grouping.case import GroupStatus
from coding.payment.price import Price
from coding.payment.tariff import Tariff, TariffLine

if TYPE_CHECKING:
    from coding.dip.dip_scheme import DipScheme
    from coding.grouping.case import Case, Grouping

_NO_PRICE = Price(None, None)


def dip_price(scheme: DipScheme, case: Case, grouping: Grouping) -> Price:
    """Score and payment estimate of a case in a packet; ``note`` says what is lacking for it."""
    packet = _packet(scheme, case, grouping)
    if packet.row is None:
        return _NO_PRICE
    paid = scheme.pricing.pay(case, packet)
    payment = None if paid.payment is None else round(paid.payment, 2)
    off = paid.deviation not in (None, Deviation.NORMAL)
    return Price(
        weight=paid.score,
        payment=payment,
        mean_cost=packet.row.mean_cost,
        multiple=paid.ratio,
        band=paid.deviation.value if paid.deviation is not None and off else "",
        note=f"{paid.lacks}，不能估算支付。" if paid.lacks else "",
        level=scheme.pricing.level,
        balance=None if payment is None or case.cost is None else round(payment - case.cost, 2),
        standard=paid.standard,
        deviation=paid.deviation.value if paid.deviation is not None else "",
        aux=paid.aux,
        aux_factor=paid.aux_factor,
        case_score=paid.case_score,
        basic=packet.basic,
    )


def _packet(scheme: DipScheme, case: Case, grouping: Grouping) -> Packet:
    """The packet of a case where that is the one asked for, else the one that the grouping names."""
    found = scheme.matcher.match(case)
    if found.seq == grouping.drg:
        return found
    row = scheme.row(grouping.drg)
    if row is None or not case.dx or not case.dx[0]:
        return Packet(grouping.status)
    basic = grouping.status is GroupStatus.CORE and scheme.matcher.is_basic(case, found.principal_px)
    return Packet(grouping.status, row.layer, row, found.principal_px, basic)


def dip_tariff(scheme: DipScheme) -> Tariff:
    """Score and mean cost (yuan) by packet, for what asks a weight without a case; amounts are of a case only."""
    lines = {
        row.seq: TariffLine(weight=row.score, mean_cost=row.mean_cost)
        for row in scheme.catalogue.rows
        if row.score is not None
    }
    note = "" if lines else "方案没有分值：须另行导入本地区的分值表，支付才能估算。"
    return Tariff(
        title=f"{scheme.title} 的分值" if lines else "没有分值",
        stamp=hashlib.blake2b(f"{scheme.stamp} {scheme.pricing.level}".encode(), digest_size=8).hexdigest(),
        lines=lines,
        region=scheme.region,
        note=note,
        notes=(note,) if note else (),
        levels=tuple(scheme.pricing.hospitals),
        level=scheme.pricing.level,
    )
