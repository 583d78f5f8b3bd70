"""What the own pages say of a code or a group, as rich text: counts, and nobody by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.work.own_use import FEWEST
from ui.cards.card_key import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.codes.entry import CodeKind
    from coding.payment.price import Price
    from coding.work.own_use import OwnCases, OwnUse, StandsWith
    from ui.cards.card_text import CardText

#: The heading over what stands together: it is a count, and no advice.
COMPANIONS: Final = "本院同组病案中常见，不是补充编码的建议"
_PERCENT: Final = 100


def own_use_part(use: OwnUse, kind: CodeKind, text: CardText) -> str:
    """How often a code stands on the own pages, and with which words."""
    return text.part("本院", list(_use(use, kind, text)))


def _use(use: OwnUse, kind: CodeKind, text: CardText) -> Iterator[str]:
    first = "主要诊断" if kind.value == "dx" else "主要手术操作"
    if use.pages is None:
        yield text.muted("按类目太宽，没有统计；请打开其下的编码。")
    elif not use.pages:
        yield text.plain(f"{use.year.words} 出院的病案中没有这个编码。")
    else:
        yield text.plain(f"{use.year.words} 出院：{use.pages:,} 份（含其下的扩展编码）。")
        newest = f"最近的 {use.read:,} 份" if use.read < use.pages else "其中"
        yield text.plain(f"{newest}：正好是这个编码 {use.exact:,} 份，作{first} {use.first:,} 份。")
    if use.words is None:
        yield text.muted("医师的原词只显示给可以查看身份的人。")
    elif use.words:
        yield text.muted("医师写作：")
        yield from (f"{text.plain(one.words)} {text.muted(f'{one.count:,} 份')}" for one in use.words)
    if use.terms:
        yield text.muted("术语本中编为它的原词：")
        for term in use.terms:
            state = "，待审核" if term.is_open else ""
            count = f"{term.count:,} 次" if term.count else "导入"
            yield f"{text.plain(term.words)} {text.muted(f'{count}{state}')}"


def own_cases_part(cases: OwnCases, group: str, price: Price | None, text: CardText) -> list[str]:
    """How a group stands on the own pages; ``price`` of the tariff, None for who sees no money."""
    parts = [text.part("本院", list(_cases(cases, group, price, text)))]
    if cases.principals:
        parts.append(text.part("本院入组的主要诊断", list(_standing(cases.principals, cases.read, text))))
    if cases.companions:
        parts.append(text.part(COMPANIONS, list(_standing(cases.companions, cases.read, text))))
    return parts


def _cases(cases: OwnCases, group: str, price: Price | None, text: CardText) -> Iterator[str]:
    if not cases.pages:
        yield text.plain(f"{cases.year.words} 出院的病案中没有入这个{group}的。")
        return
    yield text.plain(f"{cases.year.words} 出院：{cases.pages:,} 份。")
    if price is not None and cases.mean_cost is not None:
        yield text.plain(f"次均费用 ¥ {cases.mean_cost:,.0f}{_beside(cases.mean_cost, price.mean_cost, '¥ {:,.0f}')}")
    if cases.mean_stay is not None:
        beside = "" if price is None else _beside(cases.mean_stay, price.mean_los, "{:.1f} 天")
        yield text.plain(f"平均住院 {cases.mean_stay:.1f} 天{beside}")
    if cases.read < FEWEST:
        yield text.muted(f"不足 {FEWEST} 份，不统计常见的编码。")
    elif cases.read < cases.pages:
        yield text.muted(f"以下按最近的 {cases.read:,} 份统计。")


def _beside(own: float, other: float | None, form: str) -> str:
    """（权重表 ¥ 12,000，本院为其 103%）"""
    if not other:
        return "（权重表没有写）" if other is None else ""
    return f"（权重表 {form.format(other)}，本院为其 {own / other * _PERCENT:.0f}%）"


def _standing(lines: tuple[StandsWith, ...], read: int, text: CardText) -> Iterator[str]:
    for one in lines:
        code = text.code_link(one.code, key_of(one.code, one.kind))
        share = f"{one.count * _PERCENT / read:.0f}%（{one.count:,} 份）"
        yield f"{code} {text.plain(one.name)}　{text.muted(share)}"
