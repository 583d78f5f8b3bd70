"""A comparison of two schemes on one page: in sentences for the director, in figures for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.payment.compared_case import Basis
from coding.payment.group_fates import Fate, group_fates
from coding.payment.scheme_switch import reasons_of
from coding.reports.switch_tables import Form, Standing, cell_text, winners_and_losers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coding.payment.compared_case import ComparedCase
    from coding.payment.scheme_switch import SchemeSwitch, SideFacts

#: By what winners and losers are told, in the order in which they are shown.
BY: tuple[tuple[str, str, Callable[[ComparedCase], str]], ...] = (
    ("ward", "科室", lambda case: case.ward),
    ("team", "医疗组或医师", lambda case: case.team or case.doctor),
    ("group", "病组（原方案）", lambda case: f"{case.was.drg} {case.was.name}".strip()),
    ("insured", "参保类别", lambda case: case.insured),
)
#: What is said of the codes: information about the schemes, never advice.
CODES_NOTE = (
    "下列编码在一个方案中影响病组（去掉该行病组就改变），在另一个方案中不影响。"
    "这是方案之间的差别，不是改动编码的依据：编码只依病历和编码规则。"
)


def moved_sentence(switch: SchemeSwitch) -> str:
    """共 467 份，病组改变 58 份（12.4%）。"""
    total = switch.total
    if switch.is_across:
        methods = f"{switch.old.method} 与 {switch.new.method}"
        return f"共 {total.cases:,} 份；{methods} 付费方式不同，病组与病种不相比较，只比较支付测算"
    share = f"（{total.moved / total.cases:.1%}）" if total.cases else ""
    return f"共 {total.cases:,} 份，病组改变 {total.moved:,} 份{share}"


def fate_counts(switch: SchemeSwitch) -> list[tuple[str, int, int]]:
    """What becomes of groups: the word, how many groups, and the pages in them."""
    fates = group_fates(switch)
    found = [(fate, [one.pages for one in fates if one.fate is fate]) for fate in Fate]
    return [(fate.label, len(pages), sum(pages)) for fate, pages in found]


def worth_sentences(switch: SchemeSwitch) -> list[str]:
    """What the change is worth, and on what that rests."""
    total, told = switch.total, []
    if total.weight_delta is None:
        told.append("权重：没有可比的权重，各列为空")
    elif switch.weight_basis is Basis.PROVISIONAL:
        told.append(
            f"权重：{switch.weight_basis.label}，{total.weighed:,} 份；两方案合计必然相等，只看各科室、病组的增减"
        )
    else:
        told.append(
            f"权重：合计变化 {total.weight_delta:+,.4f}（{total.weight_was:,.4f} → {total.weight_will:,.4f}，"
            f"{total.weighed:,} 份，依据两方案各自的权重表）"
        )
    if total.payment_delta is None:
        told.append("支付：没有可比的支付测算，各列为空")
    else:
        told.append(
            f"支付：测算变化 {total.payment_delta:+,.2f} 元（{total.payment_was:,.2f} → {total.payment_will:,.2f}，"
            f"{total.paid:,} 份，是测算，不是医保结算额）"
        )
    return told


def side_sentence(side: SideFacts) -> str:
    """Scheme, file, fingerprint, date, tariff."""
    parts = [side.title, f"文件 {side.file}"]
    if side.stamp:
        parts.append(f"指纹 {side.stamp}")
    if side.file_date:
        parts.append(f"文件日期 {side.file_date}")
    parts.append(f"权重表 {side.tariff}（指纹 {side.tariff_stamp}）" if side.tariff else "没有权重表")
    if side.policy:
        parts.append(f"支付政策 {side.policy}（指纹 {side.policy_stamp}）")
    return "，".join(parts)


def summary_figures(switch: SchemeSwitch) -> dict[str, object]:
    """The figures of the summary, for ``summary.json``."""
    total = switch.total
    fates = group_fates(switch)
    first, last = switch.days
    return {
        "old": _side(switch.old),
        "new": _side(switch.new),
        "period": switch.period,
        "first_day": first,
        "last_day": last,
        "cases": total.cases,
        **({"lost": switch.lost} if switch.lost else {}),
        "moved": total.moved,
        "moved_share": round(total.moved / total.cases, 4) if total.cases else None,
        "weight_basis": switch.weight_basis.value,
        "weighed": total.weighed,
        "weight_a": total.weight_was if total.weighed else None,
        "weight_b": total.weight_will if total.weighed else None,
        "weight_diff": total.weight_delta,
        "payment_basis": switch.payment_basis.value,
        "paid": total.paid,
        "payment_a": total.payment_was if total.paid else None,
        "payment_b": total.payment_will if total.paid else None,
        "payment_diff": total.payment_delta,
        "status_a": _statuses(case.was.status for case in switch.cases),
        "status_b": _statuses(case.will.status for case in switch.cases),
        "reasons": {reason.kind.value: reason.sums.cases for reason in reasons_of(switch.cases)},
        "groups": {fate.value: sum(one.fate is fate for one in fates) for fate in Fate},
        "gain_in": "payment" if switch.payment_basis is Basis.TARIFF else "weight",
        "winners": {key: _standings(winners_and_losers(switch, pick)[0]) for key, _, pick in BY},
        "losers": {key: _standings(winners_and_losers(switch, pick)[1]) for key, _, pick in BY},
        "notes": list(switch.notes),
    }


def _statuses(told: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for status in told:
        counted[status] = counted.get(status, 0) + 1
    return dict(sorted(counted.items()))


def _standings(found: list[Standing]) -> list[dict[str, object]]:
    return [
        {"name": one.word, "gain": round(one.gain, 4), "cases": one.sums.cases, "moved": one.sums.moved}
        for one in found
    ]


def _side(side: SideFacts) -> dict[str, str]:
    return {
        "scheme": side.title,
        "file": side.file,
        "stamp": side.stamp,
        "file_date": side.file_date,
        "tariff": side.tariff,
        "tariff_stamp": side.tariff_stamp,
        "policy": side.policy,
        "policy_stamp": side.policy_stamp,
    }


def standing_words(one: Standing, switch: SchemeSwitch) -> str:
    """+3.21（58 份）"""
    form = Form.MONEY if switch.payment_basis is Basis.TARIFF else Form.WEIGHT
    text = cell_text(one.gain, form)
    return f"{'+' if one.gain > 0 else ''}{text}（{one.sums.cases:,} 份）"
