"""Why an insurer has paid another sum than was estimated: one cause for each stay, the nearest to the root first.

The estimate stays what it was: a difference says what differs, not who is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coding.payment.paid_match import Matched, MatchKind, PaidStay
from coding.payment.paid_together import reversals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coding.grouping.grouper import GroupTraits

#: Yuan within which two sums are the same.
SAME = 1.0
#: Parts of a weight within which two weights are the same.
_SAME_WEIGHT = 0.00005


class Cause(StrEnum):
    """Why the sums differ."""

    SAME = "一致"
    DENIED = "拒付"
    REVERSED = "已冲销"
    OTHER_MDC = "主要诊断大类不同"
    OTHER_ADRG = "核心病组不同"
    OTHER_SEVERITY = "并发症合并症分型不同"
    UNKNOWN_GROUP = "医保的病组不在本方案"
    EXCLUDED = "除外不同"
    OTHER_WEIGHT = "权重不同"
    MULTIPLE = "倍率处理不同"
    OTHER_RATE = "费率、系数或点值不同"
    NO_ESTIMATE = "没有支付估算"
    NO_SUM = "结果中没有支付额"
    NO_PAGE = "没有找到病案"
    NOT_PAID = "没有找到结算结果"


@dataclass(frozen=True, slots=True)
class PaidDifference:
    """One stay: what was estimated, what was paid, ``difference`` = paid − estimated (yuan; None where one is missing),
    the cause and a sentence. ``matched`` None: a stay without a result.
    """

    cause: Cause
    sentence: str
    estimated: float | None
    paid: float | None
    difference: float | None
    matched: Matched | None = None
    paid_stay: PaidStay | None = None


def differences(
    matched: Iterable[Matched], unpaid: Iterable[PaidStay], traits: Callable[[str], GroupTraits | None]
) -> list[PaidDifference]:
    """A line for each result and for each stay that has none. ``traits``: what the scheme says of the insurer's group;
    None for one that it has not.
    """
    found = [_difference(one, traits) for one in matched]
    for one in unpaid:
        excluded = one.stay.price.excluded
        word = "，估算时不按病组付费" if excluded is not None else ""
        estimate = one.stay.price.payment
        found.append(PaidDifference(Cause.NOT_PAID, f"结果中没有这份病案{word}。", estimate, None, None, None, one))
    return found


def _difference(one: Matched, traits: Callable[[str], GroupTraits | None]) -> PaidDifference:
    result, paid_stay = one.result, one.paid_stay
    paid = result.paid if result.paid is not None else result.fund
    if paid_stay is None:
        return PaidDifference(Cause.NO_PAGE, f"{one.why}。", None, paid, None, one)
    estimate = paid_stay.stay.price.payment
    apart = None if paid is None or estimate is None else round(paid - estimate, 2)
    if paid is not None and reversals(one.parts or (result,)) and paid < SAME:
        told = f"结算已冲销，合计 {paid:,.2f} 元，未见重新结算；不与估算比较。{_rows(one)}"
        return PaidDifference(Cause.REVERSED, told, estimate, paid, None, one, paid_stay)
    cause, sentence = _cause(one, paid_stay, paid, traits)
    sentence += _rows(one)
    if result.paid is None and result.fund is not None:
        sentence += "结果中只有统筹支付额，与支付估算口径不同，差额仅供参考。"
    if one.kind is MatchKind.DOUBTFUL:
        sentence += f"对应存疑：{one.why}。"
    return PaidDifference(cause, sentence, estimate, paid, apart, one, paid_stay)


def _rows(one: Matched) -> str:
    """Of which rows the figures are the sum."""
    if not one.parts:
        return ""
    back = reversals(one.parts)
    taken = f"，其中冲销 {back} 行" if back else ""
    rows = "、".join(str(part.row) for part in one.parts)
    return f"结果中这份病案有 {len(one.parts)} 行（第 {rows} 行）{taken}，已合计。"


def _cause(
    one: Matched, paid_stay: PaidStay, paid: float | None, traits: Callable[[str], GroupTraits | None]
) -> tuple[Cause, str]:
    result, stay = one.result, paid_stay.stay
    price = stay.price
    if result.is_denied:
        reason = f"医保写明的原因：{result.reason}" if result.reason else "医保没有写明原因"
        other = f"另外，{_groups(one, paid_stay)}" if result.drg and result.drg != stay.drg.upper() else ""
        return Cause.DENIED, f"拒付 {result.denied:,.2f} 元。{reason}。{other}"
    if result.drg and result.drg != stay.drg.upper():
        return _other_group(one, paid_stay, traits(result.drg))
    if price.excluded is not None:
        told = f"估算时不按病组付费（{price.excluded.word}）"
        return (Cause.EXCLUDED, f"{told}，医保支付了 {paid:,.2f} 元。") if paid else (Cause.SAME, f"{told}。")
    if result.weight is not None and price.weight is not None and not _same_weight(result.weight, price):
        return Cause.OTHER_WEIGHT, f"医保的权重（点数、分值）为 {result.weight:g}，估算用 {price.weight:g}。"
    if paid is None:
        return Cause.NO_SUM, "结果中没有支付额，只能比较病组。"
    if price.payment is None:
        return Cause.NO_ESTIMATE, f"没有支付估算：{price.policy.unknown if price.policy else '病组没有权重或费率'}。"
    if abs(paid - price.payment) < SAME:
        return Cause.SAME, ""
    return _other_sum(paid_stay, paid)


def _same_weight(weight: float, price: object) -> bool:
    """The insurer's weight may be a weight, or the points that were made of it."""
    known = [getattr(price, "weight", None), getattr(getattr(price, "policy", None), "points", None)]
    return any(value is not None and abs(weight - value) <= max(_SAME_WEIGHT, abs(value) * 1e-4) for value in known)


def _groups(one: Matched, paid_stay: PaidStay) -> str:
    return f"医保分到 {one.result.drg}，本院分到 {paid_stay.stay.drg or '—'}。"


def _other_group(one: Matched, paid_stay: PaidStay, other: GroupTraits | None) -> tuple[Cause, str]:
    told = _groups(one, paid_stay)
    if other is None:
        return Cause.UNKNOWN_GROUP, told
    if other.chapter != paid_stay.chapter:
        return Cause.OTHER_MDC, told
    if other.family != paid_stay.family:
        return Cause.OTHER_ADRG, told
    return Cause.OTHER_SEVERITY, told


def _other_sum(paid_stay: PaidStay, paid: float) -> tuple[Cause, str]:
    stay = paid_stay.stay
    price = stay.price
    standard = price.payment if price.policy is None or price.policy.standard is None else price.policy.standard
    estimate = f"{price.payment:,.2f}"
    if price.band and standard is not None and abs(paid - standard) < SAME:
        return Cause.MULTIPLE, f"估算按{price.band}为 {estimate} 元，医保按支付标准支付。"
    if price.band or (stay.cost is not None and abs(paid - stay.cost) < SAME):
        told = f"估算{f'按{price.band}' if price.band else '按支付标准'}为 {estimate} 元"
        by = "按费用支付" if stay.cost is not None and abs(paid - stay.cost) < SAME else f"支付 {paid:,.2f} 元"
        return Cause.MULTIPLE, f"{told}，医保{by}。"
    share = paid / price.payment if price.payment else 0.0
    return Cause.OTHER_RATE, f"病组相同，医保支付为估算的 {share:.2%}。"
