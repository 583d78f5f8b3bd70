"""What the weights and payments of a comparison rest on, the same on both sides, and the sentences that say so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.payment.compared_case import PROVISIONAL_WORDS, Basis, ComparedCase
from coding.payment.provisional import FEW_PAGES, ProvisionalWeights, provisional_weights, with_provisional
from coding.payment.scheme_switch import SchemeSwitch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.payment.comparison import PricedScheme
    from coding.payment.scheme_switch import SideFacts


def based(
    cases: Sequence[ComparedCase],
    facts: tuple[SideFacts, SideFacts],
    plans: tuple[PricedScheme, PricedScheme],
    period: str = "",
) -> SchemeSwitch:
    """The comparison with weights that may be compared: of two tariffs, or provisional for both, or none.

    A side whose tariff is a demonstration counts as one without. Payments need a tariff on both sides.
    """
    has = [bool(side.tariff) for side in facts]
    notes = [*_notes_of_tariffs(facts, plans), *_notes_of_policies(plans)]
    if facts[0].method != facts[1].method:
        return _across(cases, facts, has, notes, period)
    if all(has):
        return SchemeSwitch(
            *facts, tuple(cases), Basis.TARIFF, _paid(cases), period, (*notes, *_unknown(cases), *_days(cases))
        )
    weights = provisional_weights(cases)
    weighed = with_provisional(cases, weights)
    basis = Basis.PROVISIONAL if weights.pages else Basis.NONE
    notes += _why_provisional(facts, has, weights, len(cases))
    return SchemeSwitch(
        *facts,
        tuple(weighed),
        basis,
        Basis.NONE,
        period,
        (*notes, *_unknown(weighed, is_provisional=True), *_days(cases)),
    )


def _across(
    cases: Sequence[ComparedCase],
    facts: tuple[SideFacts, SideFacts],
    has: list[bool],
    notes: list[str],
    period: str,
) -> SchemeSwitch:
    """DRG against DIP: a weight and a score cannot be set against each other, payments can."""
    bare = (
        tuple(with_provisional(cases, ProvisionalWeights({}, {}, 0))) if not all(has) else tuple(map(_unweighed, cases))
    )
    notes.append(
        f"{facts[0].method} 的权重与 {facts[1].method} 的分值不是一回事，不相比较：只比较支付测算，权重各列为空。"
    )
    paid = _paid(bare)
    if paid is Basis.NONE:
        missing = _without(facts, has)
        notes.append(
            f"{missing}没有权重表或分值，不能估算支付额：支付各列为空。"
            if missing
            else "没有一份病案在两方案中都能估算支付额（缺费率、点值、等级或总费用）：支付各列为空。"
        )
    return SchemeSwitch(*facts, bare, Basis.NONE, paid, period, (*notes, *_days(cases)))


def _without(facts: tuple[SideFacts, SideFacts], has: list[bool]) -> str:
    """The schemes without a tariff, by name."""
    named = zip(("原方案", "新方案"), facts, has, strict=True)
    return "、".join(f"{which}“{side.title}”" for which, side, known in named if not known)


def _unweighed(case: ComparedCase) -> ComparedCase:
    return replace(case, was=replace(case.was, weight=None), will=replace(case.will, weight=None))


def _paid(cases: Sequence[ComparedCase]) -> Basis:
    return Basis.TARIFF if any(case.payment_delta is not None for case in cases) else Basis.NONE


def _why_provisional(
    facts: tuple[SideFacts, SideFacts], has: list[bool], weights: ProvisionalWeights, pages: int
) -> Iterator[str]:
    missing = _without(facts, has)
    if not weights.pages:
        yield (
            f"{missing}没有权重表，病案也没有可用的总费用，不能推算权重：权重各列为空。"
            "请给两方案各指定权重表，或换含总费用的首页文件。"
        )
    else:
        yield (
            f"{missing}没有权重表，两方案都改用{PROVISIONAL_WORDS}：病组均费 ÷ 全部均费，"
            f"取有总费用且在两方案中都入组的 {weights.pages:,} 份（共 {pages:,} 份），两方案同一批病案、同一算法。"
            "因此两方案的权重合计必然相等，能看的是科室、医疗组、病组之间的增减；它不是医保部门公布的权重。"
        )
        if weights.few:
            yield f"{weights.few} 个病组不足 {FEW_PAGES} 份，其暂定权重由个别病例决定，已逐份标出，不宜据以下结论。"
    if any(has):
        yield "只有一个方案有权重表：为免把公布的权重与推算的权重相减，该权重表没有采用。"
    yield "两方案没有都能用的权重表，不估算支付额：支付各列为空。"


def _notes_of_tariffs(facts: tuple[SideFacts, SideFacts], plans: tuple[PricedScheme, PricedScheme]) -> Iterator[str]:
    for which, side, plan in zip(("原方案", "新方案"), facts, plans, strict=True):
        if plan.tariff is not None and not side.tariff and not plan.tariff.lines:
            yield f"{which}“{side.title}”没有分值：须另行指定本地区的分值表（--tariff，窗口中的“选权重表”）。"
        elif plan.tariff is not None and not side.tariff:
            yield f"{which}“{side.title}”只有内置演示权重，演示权重不用于比较。"
        elif plan.tariff is not None:
            yield from (f"{which}“{side.title}”的权重表：{note}" for note in plan.tariff.notes)


def _notes_of_policies(plans: tuple[PricedScheme, PricedScheme]) -> Iterator[str]:
    """A payment under a policy is not set against one without."""
    if sum(plan.policy is not None for plan in plans) == 1:
        yield "只有一个方案有支付政策：为使两方案可比，该政策没有采用，支付都按权重表估算。"


def _unknown(cases: Sequence[ComparedCase], *, is_provisional: bool = False) -> Iterator[str]:
    weightless = sum(case.weight_delta is None for case in cases)
    if weightless and weightless < len(cases):
        lacking = "没有总费用" if is_provisional else "权重表中没有该病组"
        yield f"{weightless:,} 份在某一方案中没有权重（未入组、歧义，或{lacking}），不计入权重合计。"


def _days(cases: Sequence[ComparedCase]) -> Iterator[str]:
    """By which scheme a page is really paid depends on its day; here every page goes through both."""
    undated = sum(not case.day for case in cases)
    yield (
        "每份病案都按两个方案各分组一次，不论出院日期；实际结算按出院当日施行的方案。"
        "施行日前后出院的病案混在一起时，请按时期分开比较。"
    )
    if undated:
        yield f"{undated:,} 份读不出出院日期，按时期筛选时不在内。"
