"""The card of a group as rich text: who comes into it, what divides its family, its weight and its neighbours'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.work.card_of_group import listed_code
from ui.cards.card_key import CardKey, CardKind, CardList, ListedCard, key_of
from ui.cards.code_html import GENERAL
from ui.wording import finding_words as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.codes.code_tables import CodeTables
    from coding.work.card_of_group import AskedCodes, FamilyMember, GroupOverview, GroupWay
    from ui.cards.card_text import CardText

#: Categories of a list that are written out; the list itself is one key away.
_MOST: Final = 10
_MOST_MEMBERS: Final = 12
_NO_WAY: Final = "分组方案没有写明怎样进入它。"


def group_head(group: GroupOverview, text: CardText) -> str:
    """The group, its name and where it stands."""
    tags = [text.plain(group.chapter)] if group.chapter else []
    if not group.is_known:
        tags.append(text.warning(f"方案“{group.scheme}”中没有这个{group.words.group}"))
    return text.head(group.drg, group.name, tags)


def group_columns(group: GroupOverview, codes: CodeTables, text: CardText) -> list[list[str]]:
    """The parts of the card in their columns; what the own pages say comes behind them."""
    ways = [_way(way, number, group, codes, text) for number, way in enumerate(group.ways, 1)]
    if group.is_known and not ways:
        ways = [text.part("怎样进入", [text.muted(_NO_WAY)])]
    about = [text.muted(f"方案：{group.scheme}")]
    if group.is_general:
        about.append(text.muted(GENERAL))
    return [[*ways, text.part("出处", about)], [_division(group, text), _weights(group, text)]]


def _way(way: GroupWay, number: int, group: GroupOverview, codes: CodeTables, text: CardText) -> str:
    title = "怎样进入" if len(group.ways) == 1 else f"怎样进入（第 {number} 条路）"
    lines = [f"{text.muted(group.words.chapter)}　{text.plain(way.chapter)}"]
    lines.append(f"{text.muted(group.words.family)}　{text.plain(way.family)}")
    lines += [f"{text.muted('条件')}　{text.plain(condition)}" for condition in way.conditions]
    told: set[str] = set()
    for asked in way.asked:
        lines += _asked(asked, group, codes, text, is_first=asked.where not in told)
        told |= set() if asked.is_barred else {asked.where}
    return text.part(title, lines)


def _asked(
    asked: AskedCodes, group: GroupOverview, codes: CodeTables, text: CardText, *, is_first: bool
) -> Iterator[str]:
    """A list with its categories; of a wider one behind it (that of the whole chapter) only how long it is."""
    where = f"{'不得有的' if asked.is_barred else ''}{asked.where or '编码'}"
    count = f"{len(asked.written):,} 项，{len(asked.categories):,} 个类目"
    listed = CardList(f"{group.drg}：{where}（{asked.title}）", lambda: _rows(asked, codes))
    yield f"<b>{text.plain(where)}</b>　{text.muted(f'{asked.title}，{count}')}　{text.link('列出…', listed)}"
    if not is_first:
        return
    library = codes.library(asked.kind)
    shown = [_category(head, library.name(head), number, asked, text) for head, number in asked.categories[:_MOST]]
    more = "" if len(asked.categories) <= _MOST else text.muted(f"、另 {len(asked.categories) - _MOST} 个类目")
    yield "、".join(shown) + more


def _category(head: str, name: str, number: int, asked: AskedCodes, text: CardText) -> str:
    """K80 胆石症（12）; a range has no card."""
    if not name:
        return text.plain(head)
    count = text.muted(f"（{number}）") if number > 1 else ""
    return f"{text.code_link(head, key_of(head, asked.kind))} {text.plain(name)}{count}"


def _rows(asked: AskedCodes, codes: CodeTables) -> tuple[ListedCard, ...]:
    lines = (listed_code(one, asked.kind, codes) for one in asked.written)
    return tuple(ListedCard(key_of(one.code, asked.kind) if one.code else None, one.written, one.name) for one in lines)


def _division(group: GroupOverview, text: CardText) -> str:
    """What makes the groups of a family: each with its own condition, asked in this order."""
    if not group.family or not group.is_known:
        return ""
    if len(group.family) == 1:
        return text.part("细分", [text.plain(f"这一 {group.words.family} 不细分。")])
    lines = [text.muted("依次判断，第一个成立的就是结果：")] if group.is_in_order else []
    lines += [_member(one, text, is_in_order=group.is_in_order) for one in group.family[:_MOST_MEMBERS]]
    lines += _more(group, text)
    title = f"同一 {group.words.family} {'怎样细分' if group.is_in_order else f'的{group.words.group}'}"
    return text.part(title, lines)


def _member(one: FamilyMember, text: CardText, *, is_in_order: bool) -> str:
    code = f"<b>{text.plain(one.drg)}</b>" if one.is_this else text.code_link(one.drg, CardKey(CardKind.GROUP, one.drg))
    here = text.muted("（本卡片）") if one.is_this else ""
    asks = one.asks or "以上都不成立的" if is_in_order else one.asks
    return f"{code} {text.plain(one.name)}{here}{'：' if asks else ''}{text.plain(asks)}"


def _more(group: GroupOverview, text: CardText) -> Iterator[str]:
    if len(group.family) > _MOST_MEMBERS:
        rows = tuple(ListedCard(CardKey(CardKind.GROUP, m.drg), m.drg, m.name, m.asks) for m in group.family)
        yield text.link(f"全部 {len(rows)} 个…", CardList(f"与 {group.drg} 同一{group.words.family}", lambda: rows))


def _weights(group: GroupOverview, text: CardText) -> str:
    """Weight, mean cost and stay of the family side by side; nothing for who sees no money."""
    priced = [one for one in group.family[:_MOST_MEMBERS] if one.price is not None]
    if not priced:
        return ""
    head = "".join(
        f"<td align='right' style='padding-left:12px'>{text.muted(word)}</td>"
        for word in (group.words.weight, "均费", "均日")
    )
    rows = "".join(_weight_row(one, text) for one in priced)
    estimated = "推算的标“≈”。" if any(one.price and one.price.estimated for one in priced) else ""
    title = text.part(f"{group.words.weight}与同组比较", [text.muted(f"{group.tariff}。{estimated}")])
    return f"{title}<table cellspacing='0' cellpadding='1'><tr><td></td>{head}</tr>{rows}</table>"


def _weight_row(one: FamilyMember, text: CardText) -> str:
    price = one.price
    assert price is not None
    weight = f"{'≈' if price.estimated else ''}{words.weight(price)}"
    figures = (
        weight,
        words.UNKNOWN if price.mean_cost is None else f"¥ {price.mean_cost:,.0f}",
        words.UNKNOWN if price.mean_los is None else f"{price.mean_los:.1f}",
    )
    cells = "".join(f"<td align='right' style='padding-left:12px'>{text.plain(figure)}</td>" for figure in figures)
    code = text.plain(one.drg)
    return f"<tr><td>{f'<b>{code}</b>' if one.is_this else code}</td>{cells}</tr>"
