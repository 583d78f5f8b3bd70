"""The card of a code as rich text: place, editions, grouping, notes; beside them what the own pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.codes.edition import spelled
from coding.codes.entry import CodeKind, CodeStatus
from coding.grouping.grouper import Complication
from coding.grouping.leading import CodeRole
from coding.work.card_of_group import listed_code
from ui.cards.card_key import CardKey, CardKind, CardList, ListedCard, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.codes.entry import CodeEntry
    from coding.grouping.leading import Lead
    from coding.knowledge.knowledge import Knowledge
    from coding.work.card_of_code import CodeCard
    from ui.cards.card_text import CardText

#: Lines of a part before the rest goes into a list of its own.
_MOST, _MOST_NOTES, _MOST_GROUPS = 6, 10, 8
_STATUS: Final = {
    CodeStatus.HEADING: "类目级编码，填写时须细化",
    CodeStatus.EXTENSION: "码表只到亚目，扩展部分未核对",
    CodeStatus.UNKNOWN_EXTENSION: "这个扩展编码不在码表中",
    CodeStatus.UNKNOWN: "不在码表中",
    CodeStatus.MALFORMED: "不是一个编码",
}
_SEVERITY: Final = {
    Complication.MAJOR: "作其他诊断时为 MCC（严重并发症或合并症）",
    Complication.MINOR: "作其他诊断时为 CC（一般并发症或合并症）",
    Complication.NONE: "作其他诊断时不是 MCC、CC",
    Complication.UNDIVIDED: "本方案不按并发症、合并症分组",
}
_TAGS: Final = {Complication.MAJOR: "MCC", Complication.MINOR: "CC"}
NO_NOTES: Final = "分类工具书的“包括”“不包括”注释没有收入本程序，以工具书为准。"
GENERAL: Final = "内置的是通用方案，不是任何地区的实施方案。"


def code_head(card: CodeCard, text: CardText) -> str:
    """Code, name, and what is true of it in a word each."""
    tags = [text.warning("灰码，不能上报")] if card.grey else []
    if status := _STATUS.get(card.status):
        tags.append(text.warning(status))
    kind = [card.procedure.value, _room(card), f"{card.level}级" if card.level.isdigit() else card.level]
    tags += [text.plain(word) for word in kind if word]
    if tag := _TAGS.get(card.severity) if card.kind is CodeKind.DIAGNOSIS else None:
        tags.append(text.plain(tag))
    return text.head(card.code, card.name or _name_above(card), tags)


def _name_above(card: CodeCard) -> str:
    """Of a code that the table does not name, the name of the step above it."""
    above = [rung for rung in card.rungs if rung.is_code]
    return f"（{above[-1].word} {above[-1].code} {above[-1].name}）" if above else "（码表中没有名称）"


def _room(card: CodeCard) -> str:
    return {True: "手术室操作", False: "非手术室操作", None: ""}[card.room]


def code_columns(card: CodeCard, knowledge: Knowledge, own: Sequence[str], text: CardText) -> list[list[str]]:
    """The parts of the card in their columns; ``own``: what the own pages say."""
    place = [
        text.part("在分类中的位置", list(_place(card, text))),
        text.part("可以改用", list(_some(card.instead, card, "可以改用的编码", text))),
        text.part("双重编码", list(_pairs(card, text))),
    ]
    grouping = text.part(f"分组：{knowledge.scheme.title}", list(_grouping(card, knowledge, text)))
    notes = text.part("注释", list(_notes(card, text)))
    editions = text.part("另一版本", list(_editions(card, text)))
    return [[*place, *own, _around(card, text)], [grouping], [notes, editions]]


def _place(card: CodeCard, text: CardText) -> Iterator[str]:
    for rung in card.rungs:
        code = text.code_link(rung.code, key_of(rung.code, card.kind)) if rung.is_code else text.plain(rung.code)
        yield f"{text.muted(rung.word)}　{code} {text.plain(rung.name)}"


def _around(card: CodeCard, text: CardText) -> str:
    """What lies below the code, or beside it."""
    if card.below:
        lines = list(_some(card.below, card, f"{card.code} 其下的编码", text))
        return text.part(f"其下 {len(card.below)} 个编码", lines)
    lines = list(_some(card.beside, card, f"与 {card.code} 同一亚目的编码", text))
    return text.part(f"同一亚目另有 {len(card.beside)} 个", lines)


def _some(entries: Sequence[CodeEntry], card: CodeCard, title: str, text: CardText) -> Iterator[str]:
    for entry in entries[:_MOST]:
        grey = text.warning("（灰码）") if entry.grey else ""
        yield f"{text.code_link(entry.code, key_of(entry.code, card.kind))} {text.plain(entry.name)}{grey}"
    if len(entries) > _MOST:
        rows = tuple(ListedCard(key_of(e.code, card.kind), e.code, e.name, "灰码" if e.grey else "") for e in entries)
        yield text.link(f"全部 {len(entries)} 个…", CardList(title, lambda: rows))


def _pairs(card: CodeCard, text: CardText) -> Iterator[str]:
    for word, code, name in card.halves:
        yield f"{text.muted(word)}　{text.code_link(code, key_of(code, card.kind))} {text.plain(name)}"
    yield from _some(card.pairs, card, f"含 {card.code} 的剑号星号编码", text)


def _editions(card: CodeCard, text: CardText) -> Iterator[str]:
    for one in card.editions[:_MOST]:
        if one.is_warning:
            yield text.warning(one.words)
        elif one.code:
            code = text.code_link(one.code, key_of(one.code, card.kind))
            yield f"{text.muted(one.words)}　{code} {text.plain(one.name)}"
        else:
            yield text.muted(one.words)
    if len(card.editions) > _MOST:
        rows = tuple(ListedCard(key_of(o.code, card.kind), o.code, o.name, o.words) for o in card.editions if o.code)
        yield text.link(f"全部 {len(rows)} 个…", CardList(f"{card.code} 在另一版本中", lambda: rows))


def _grouping(card: CodeCard, knowledge: Knowledge, text: CardText) -> Iterator[str]:
    scheme, leads = knowledge.scheme, card.leads
    if card.grouped_as != spelled(card.code, card.kind):
        yield text.plain(f"按医保版编码 {card.grouped_as} 分组。")
    if card.kind is CodeKind.DIAGNOSIS:
        yield text.plain(_SEVERITY[card.severity])
        yield from _excluding(card, knowledge, text)
    if leads.chapters:
        yield f"{text.muted('作主要诊断入')}　{text.plain('、'.join(leads.chapters))}"
    for role in CodeRole:
        yield from _leads(role, [lead for lead in leads.named if lead.role is role], card, knowledge, text)
    if leads.open:
        words = f"另有 {len(leads.open)} 个 {scheme.words.family} 不看是哪个主要诊断（由手术操作等决定）"
        listed = _listed(f"{card.code}：由其他条件决定", leads.open, knowledge)
        yield f"{text.plain(words)}　{text.link('列出…', listed)}"
    for note in leads.notes:
        yield text.plain(note)
    if leads.is_nothing and card.status is CodeStatus.HEADING and not card.grey:
        yield text.muted("类目级编码：方案按其下的编码判断，请打开它们的卡片。")
    elif leads.is_nothing:
        why = "：它是灰码" if card.grey else ""
        yield text.muted(f"方案的条件中没有写到这个编码{why}。")
    if scheme.is_general:
        yield text.muted(GENERAL)


def _excluding(card: CodeCard, knowledge: Knowledge, text: CardText) -> Iterator[str]:
    if not card.excluding:
        return
    codes = knowledge.codes

    def rows() -> tuple[ListedCard, ...]:
        lines = (listed_code(written, CodeKind.DIAGNOSIS, codes) for written in card.excluding)
        return tuple(
            ListedCard(key_of(line.code, CodeKind.DIAGNOSIS) if line.code else None, line.written, line.name)
            for line in lines
        )

    title = f"{card.code} 不计为并发症、合并症的主要诊断"
    words = f"主要诊断在排除表中的 {len(card.excluding)} 项之内时不计"
    yield f"{text.muted(words)}　{text.link('列出…', CardList(title, rows))}"


def _leads(
    role: CodeRole, leads: Sequence[Lead], card: CodeCard, knowledge: Knowledge, text: CardText
) -> Iterator[str]:
    if not leads:
        return
    yield text.muted(f"作{role.value}，条件中写明它的 {knowledge.scheme.words.family}：")
    for lead in leads[:_MOST_GROUPS]:
        groups = " ".join(text.code_link(drg, CardKey(CardKind.GROUP, drg)) for drg in lead.groups[:_MOST_GROUPS])
        yield f"{text.plain(lead.family)}　{groups}　{text.muted(lead.asks)}"
    if len(leads) > _MOST_GROUPS:
        yield text.link(f"全部 {len(leads)} 个…", _listed(f"{card.code}：作{role.value}", leads, knowledge))


def _listed(title: str, leads: Sequence[Lead], knowledge: Knowledge) -> CardList:
    scheme = knowledge.scheme

    def rows() -> tuple[ListedCard, ...]:
        return tuple(
            ListedCard(CardKey(CardKind.GROUP, drg), drg, scheme.group_name(drg) or lead.family, lead.asks)
            for lead in leads
            for drg in lead.groups
        )

    return CardList(title, rows)


def _notes(card: CodeCard, text: CardText) -> Iterator[str]:
    for note in card.notes[:_MOST_NOTES]:
        yield f"{text.plain(note.text)} {text.muted(f'〔{note.source}〕')}"
    if len(card.notes) > _MOST_NOTES:
        rows = tuple(ListedCard(None, "", note.text, note.source) for note in card.notes)
        yield text.link(f"全部 {len(card.notes)} 条…", CardList(f"{card.code} 的注释", lambda: rows))
    yield text.muted(NO_NOTES)
