"""Groups, weights and sums in the words of the screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.rows import row_label
from coding.payment.price_words import multiple_of, policy_mark, policy_sentences

if TYPE_CHECKING:
    from coding.grouping.case import Grouping
    from coding.knowledge.knowledge import Knowledge
    from coding.page.finding import Place
    from coding.payment.price import Price
    from coding.payment.tariff import Tariff

#: Said wherever a group is shown: it follows from the codes and proves nothing of them.
NO_PROOF = "能入组不等于编码正确：主要诊断与编码以病历和编码规则为准，不以权重、分值高低取舍。"

#: What stands for a figure that is not known.
UNKNOWN = "—"


def group_title(grouping: Grouping) -> str:
    """``HC29 胆囊切除手术``; ``0000 无法入组`` where there is no group."""
    if grouping.is_grouped:
        return f"{grouping.drg} {grouping.name}".strip()
    return f"{grouping.drg or '—'} {grouping.status.value}"


def weight(price: Price) -> str:
    """The relative weight with the digits it was published with; — where there is none."""
    return UNKNOWN if price.weight is None else f"{price.weight:.4f}".rstrip("0").rstrip(".")


def payment(price: Price) -> str:
    """The payment estimate in yuan."""
    return UNKNOWN if price.payment is None else f"¥ {price.payment:,.0f}"


def sources(knowledge: Knowledge, price: Price | None = None) -> tuple[str, str]:
    """Which scheme and which tariff speak, and that they are built in where they are: short, and in full.

    ``price``: of the page in work; its level of hospital and kind of insured is told.
    """
    scheme, tariff = knowledge.scheme.title, knowledge.tariff.title
    by = tariff_words(knowledge.tariff, price.level if price else "")
    short = f"{'内置' * knowledge.scheme.is_general}{scheme.split('（')[0]} · {by}"
    own = "内置方案，按类目与亚目分组，不是本地区的正式方案。" if knowledge.scheme.is_general else "导入的方案。"
    demo = "演示费率由示例数据计算，不是医保支付标准。" if knowledge.tariff.is_demonstration else "导入的费率。"
    if carried := [m.title for m in (knowledge.codes.dx_map, knowledge.codes.px_map) if m is not None]:
        own += f"\n临床版编码先按对照表转换：{'、'.join(carried)}。"
    return short, f"方案：{scheme}\n{own}\n费率：{tariff}（{spell(knowledge.tariff)}）\n{demo}\n支付额为估算。"


def tariff_words(tariff: Tariff, level: str = "") -> str:
    """Whose estimate it is: name, level or kind of insured, and since when the tariff is in force."""
    parts = [tariff.title.split("（")[0], level or tariff.level]
    if not tariff.is_demonstration:
        parts.append(spell(tariff))
    return " ".join(p for p in parts if p)


def spell(tariff: Tariff) -> str:
    """When a tariff is in force; that it does not say so where it does not."""
    if tariff.valid_from is None and tariff.valid_to is None:
        return "未注明有效期"
    return f"{tariff.valid_from or ''}起{f'至 {tariff.valid_to}' if tariff.valid_to else ''}".removeprefix("起")


def price_note(price: Price) -> str:
    """What else is to be said of an estimate: why there is none, a multiple beyond a threshold, candidates for special
    review, each with its clause; a tariff that is not in force.
    """
    if price.policy is not None:
        told = policy_sentences(replace(price, policy=replace(price.policy, unjudged=())))
        return "".join([*told, price.note])
    parts = []
    if price.band and price.multiple is not None:
        by = f"权重表的{price.band}公式" if price.standard is None else f"方案的{price.band}规定"
        parts.append(f"{price.band}病例：费用为{multiple_of(price)}的 {price.multiple:.2f} 倍，按{by}估算。")
    elif price.band:
        parts.append(f"{price.band}病例：按权重表的{price.band}公式估算。")
    return "".join([*parts, price.note])


def balance(price: Price) -> str:
    """Payment less cost in whole yuan with its sign; — where one of them is not known."""
    if price.balance is None:
        return UNKNOWN
    whole = round(price.balance)
    return f"{whole:+,d}" if whole else "0"


def cost_beside(price: Price, cost: float | None) -> str:
    """``费用 ¥ 9,000　差额 +1,200　高倍率``: what the stay cost beside what it is paid; "" without a cost."""
    if cost is None:
        return ""
    parts = [f"费用 ¥ {cost:,.0f}"]
    if price.excluded is None:
        parts.append(f"差额 {balance(price)}")
    return "　".join([*parts, *filter(None, (policy_mark(price),))])


def policy_tip(knowledge: Knowledge, price: Price) -> str:
    """Whose policy speaks, by which figures, and what it could not judge."""
    said = price.policy
    if said is None:
        return f"差额 = 支付估算 − 费用。没有导入支付政策：按{knowledge.scheme.words.weight}表估算。"
    by = "元／点" if said.points is not None else "元／权重"
    figures = [
        f"支付标准 ¥ {said.standard:,.2f}" if said.standard is not None else "",
        f"点数 {said.points:,.2f}" if said.points is not None else "",
        f"{said.rate:,.2f} {by}" if said.rate is not None else "",
        f"系数 {said.coefficient:g}" if said.coefficient is not None else "",
    ]
    demo = "演示政策，数字为虚构。" if knowledge.policy is not None and knowledge.policy.is_demonstration else ""
    lines = [f"支付政策：{said.title}", demo, "，".join(filter(None, figures)), *policy_sentences(price)]
    return "\n".join([*filter(None, lines), "差额 = 支付估算 − 费用。支付额为估算。"])


def place_words(place: Place) -> str:
    """Where a finding lies: 其他诊断2·疾病编码."""
    found = ROW_ATTRIBUTES.get(place.field)
    label = field_catalogue().label(place.field)
    if found is None or place.index is None:
        return label
    short = label.removeprefix("出院主要诊断").removeprefix("出院其他诊断").removeprefix("手术及操作")
    return f"{row_label(found[0], place.index)}·{short}"
