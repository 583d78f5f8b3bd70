"""What this hospital judges by: the copies of what it imported, its rules, its term book.

What is imported is copied beside the data (``coding.work.knowledge_copies``); the settings of the store say which
copies each part is read from, and for which days of discharge (``coding.work.shelf``). A file that cannot be read any
more empties no other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import CodingError
from coding.base.private_copies import copy_trouble
from coding.base.trouble import file_trouble
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.store.kept_copies import shelf_of
from coding.store.setting import Setting
from coding.work.shelf import Shelf, always, dated_parts, days_of, used

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from coding.knowledge.dated import DatedPart
    from coding.rules.local import LocalRules
    from coding.store.kept_copies import ImportedCopy
    from coding.store.store import Store
    from coding.suggest.term_book import TermPair

#: What each part of a Knowledge that can be exchanged for a file is called on the screen.
PARTS: Final = {
    "dx_table": "诊断码表",
    "px_table": "手术操作码表",
    "scheme": "分组方案",
    "amendments": "方案的本地更正",
    "tariff": "权重与费率表",
    "terms": "术语对照表",
    "dx_map": "诊断对照表（临床版到医保版）",
    "px_map": "手术对照表（临床版到医保版）",
    "policy": "支付政策",
    "calendar": "放假安排",
    "sex_table": "性别对照表",
    "tcm_sheet": "中医首页检查表",
}
#: What is used in the stead of a part.
INSTEAD: Final = {
    "dx_table": "内置的类目亚目表",
    "px_table": "内置的手术操作表",
    "scheme": "内置通用方案",
    "amendments": "方案原文",
    "tariff": "内置演示费率",
    "terms": "内置的别名",
    "dx_map": "原编码（不转换）",
    "px_map": "原编码（不转换）",
    "policy": "权重表本身（不另按政策）",
    "calendar": "内置的放假安排",
    "sex_table": "内置的性别限定",
    "tcm_sheet": "自拟的中医检查项",
}
#: Which copy each part of the Knowledge is read from; "" = embedded. Rules and term book are no settings: every edit
#: of them is kept.
KNOWLEDGE: Final = {part: Setting(f"knowledge.{part}") for part in (*PARTS, "edition", "tariff_options")}


def days_words(first: date | None, last: date | None) -> str:
    """2027-01-01 起, 至 2026-12-31, 2026-01-01 至 2026-12-31; "" for every day."""
    if first is None:
        return f"至 {last} " if last else ""
    return f"{first} 至 {last} " if last else f"{first} 起"


def kept_texts(store: Store) -> dict[str, str]:
    """What the settings say of every part now."""
    return {part: setting.read(store) for part, setting in KNOWLEDGE.items()}


def imported_copies(store: Store) -> dict[str, ImportedCopy]:
    """What was imported and holds from now on, part by part; a record that cannot be read is left out."""
    return imported_in(kept_texts(store))


def imported_in(texts: Mapping[str, str]) -> dict[str, ImportedCopy]:
    """As ``imported_copies``, of settings that were read already."""
    shelves = shelves_in(texts)
    return {part: max(held, key=lambda c: c.holds_from) for part in shelves if (held := used(shelves[part]))}


def shelves_of(store: Store) -> dict[str, Shelf]:
    """All files of every part, those that are out of use too; a part whose record cannot be read has none."""
    return shelves_in(kept_texts(store))


def shelves_in(texts: Mapping[str, str]) -> dict[str, Shelf]:
    """As ``shelves_of``, of settings that were read already."""
    return _records(texts)[0]


def knowledge_source(store: Store) -> KnowledgeSource:
    """The Knowledge that the shelves name, with the hospital's own rules and terms."""
    return source_of(kept_texts(store), store)


def source_of(texts: Mapping[str, str], store: Store, without: Collection[tuple[str, int]] = ()) -> KnowledgeSource:
    """The Knowledge that these settings name, with the hospital's own rules and terms.

    ``without``: files, by part and number, in whose stead the others of their part hold, or what is embedded.
    """
    return with_own(shelved(texts, store.knowledge_folder, without), store)


def shelved(texts: Mapping[str, str], folder: Path, without: Collection[tuple[str, int]] = ()) -> KnowledgeSource:
    """What the shelves name, without own rules and terms: what is used on every day stands by itself, what has days
    beside it.
    """
    plain: dict[str, Any] = {part: texts.get(part) or None for part in ("edition", "tariff_options")}
    dated: list[DatedPart] = []
    for part, shelf in shelves_in(texts).items():
        sound = tuple(copy for copy in shelf if (part, copy.number) not in without)
        base = always(sound)
        if base is not None:
            plain[part] = str(base.place(folder))
        dated += dated_parts(part, tuple(copy for copy in sound if copy.has_days), folder)
    return KnowledgeSource(**plain, dated=tuple(dated))


def with_own(source: KnowledgeSource, store: Store) -> KnowledgeSource:
    """The same source with the hospital's rules and term book as the last edits left them."""
    return replace(source, rules=own_rules(store).as_text() or None, accepted=own_terms(store))


def exchanged(source: KnowledgeSource, part: str, path: Path) -> KnowledgeSource:
    """The same source with one part exchanged for a file of the hospital's or the region's own."""
    parts: dict[str, Any] = {part: str(path)}
    if part == "tariff":  # what was answered was answered for another table
        parts["tariff_options"] = None
    return replace(source, **parts)


def own_rules(store: Store) -> LocalRules:
    """What the hospital says of its rules now."""
    from coding.rules.local import local_rules  # rules are no part of the start

    return local_rules((edit.rule, edit.columns) for edit in store.rule_edits())


def own_terms(store: Store) -> tuple[TermPair, ...]:
    """The pairs of the term book that a search may use: all that were not refused."""
    return tuple(term.pair for term in store.terms() if term.state != "refused")


@dataclass(frozen=True, slots=True)
class PartTrouble:
    """A file that cannot be used as it was imported, and what is to be done about it. ``reason``: why, where the file
    itself says so. ``number`` tells the files of a part apart, 0 = the record of the whole part. ``instead``: what
    holds in its stead.
    """

    part: str
    sentence: str
    reason: str = ""
    number: int = 0
    instead: str = ""

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Loaded:
    """A Knowledge, and the parts of it that are not what was imported. ``texts``: the settings it was loaded by."""

    knowledge: Knowledge
    troubles: tuple[PartTrouble, ...] = ()
    texts: Mapping[str, str] | None = None

    def in_words(self) -> str:
        """One sentence a trouble; "" where there is none."""
        return "\n".join(str(trouble) for trouble in self.troubles)


def loaded(source: KnowledgeSource, *, is_new: bool = False) -> Knowledge:
    """The Knowledge of a source, its stamp made. Raises KnowledgeError for a part that cannot be used.

    ``is_new``: a file that lies somewhere may have other contents under its old name.
    """
    return _looked_into(Knowledge(source) if is_new else load_knowledge(source))


def _looked_into(knowledge: Knowledge) -> Knowledge:
    """The same Knowledge, its stamp made and its term book read: both would else be made when they are first asked."""
    _ = knowledge.stamp
    if knowledge.source.terms:
        _ = knowledge.lookup
    return knowledge


def loaded_by(texts: Mapping[str, str], store: Store) -> Loaded:
    """The Knowledge that these settings name. A file that is damaged, gone or unreadable is told, and on its days
    another of its part holds, or what is embedded; every other one is as it was imported, and so are rules and terms.
    """
    shelves, troubles = _records(texts)
    folder = store.knowledge_folder
    refused: dict[tuple[str, int], str] = {}
    for part, copy in _all_used(shelves):
        if why := _why_not(copy, folder):
            refused[part, copy.number] = why
    source = source_of(texts, store, refused)
    try:
        knowledge = _once(source)
    except (CodingError, OSError):
        found = _refused(shelves, folder, refused, texts)
        if not found:
            raise
        refused |= found
        knowledge = _once(source_of(texts, store, refused))
    for part, copy in _all_used(shelves):
        if (part, copy.number) in refused:
            instead = _instead(part, copy, shelves[part], refused)
            why = refused[part, copy.number]
            troubles.append(PartTrouble(part, _told(part, copy, why, instead), why, copy.number, instead))
    damaged = [(part, copy) for part, shelf in shelves.items() for copy in shelf if copy.is_damaged]
    for part, copy in damaged:
        sentence = f"{PARTS[part]}的一条导入记录已损坏，其余不变：请在“本院知识”中停用它，再重新导入。"
        troubles.append(PartTrouble(part, sentence, number=copy.number))
    return Loaded(knowledge, tuple(troubles), dict(texts))


def _all_used(shelves: Mapping[str, Shelf]) -> Iterator[tuple[str, ImportedCopy]]:
    for part, shelf in shelves.items():
        for copy in used(shelf):
            yield part, copy


def _once(source: KnowledgeSource) -> Knowledge:
    """What was imported is not held for ever when something else takes its place; what is embedded is."""
    return loaded(source, is_new=bool(source.dated) or any(getattr(source, part) for part in PARTS))


def _records(texts: Mapping[str, str]) -> tuple[dict[str, Shelf], list[PartTrouble]]:
    shelves: dict[str, Shelf] = {}
    troubles: list[PartTrouble] = []
    for part, word in PARTS.items():
        try:
            shelf = shelf_of(texts.get(part, ""))
        except (ValueError, KeyError, TypeError, CodingError):
            sentence = f"{word}的导入记录已损坏，现改用{INSTEAD[part]}，其余部分不变：请重新导入{word}。"
            troubles.append(PartTrouble(part, sentence, instead=INSTEAD[part]))
            continue
        if shelf:
            shelves[part] = shelf
    return shelves, troubles


def _why_not(copy: ImportedCopy, folder: Path) -> str:
    place = copy.place(folder)
    if not copy.is_path:
        return copy_trouble(place, copy.digest)
    return "" if place.exists() else f"旧版本只记下了路径“{place}”，那里已经没有这个文件"


def _instead(part: str, copy: ImportedCopy, shelf: Shelf, refused: Collection[tuple[str, int]]) -> str:
    """What holds on the first day of a file that is refused (on its last, where it has no first)."""
    others = [held for held in used(shelf) if (part, held.number) not in refused]
    first, last = days_of(copy)
    day = first or last
    holding = [held for held in others if _holds_on(held, day)]
    if not holding:
        return INSTEAD[part]
    found = max(holding, key=lambda held: held.holds_from)
    return f"“{found.edition or found.original or found.file}”"


def _holds_on(copy: ImportedCopy, day: date | None) -> bool:
    """Whether a file is used on a day; None: on every day of its part."""
    first, last = days_of(copy)
    return (first is None or (day is not None and first <= day)) and (last is None or (day is not None and day <= last))


def _told(part: str, copy: ImportedCopy, why: str, instead: str) -> str:
    brought = f"（{copy.brought_at[:10]} 由{copy.brought_by}导入）" if copy.brought_at and copy.brought_by else ""
    whose = f"{words}出院的病案" if (words := days_words(*days_of(copy))) else ""
    return (
        f"{PARTS[part]}“{copy.original or copy.file}”{brought}不能使用：{why.rstrip('。')}。"
        f"{whose}现改用{instead}，其余部分仍是导入的；请重新导入{PARTS[part]}。"
    )


def _in_a_word(error: CodingError | OSError) -> str:
    return file_trouble(error) if isinstance(error, OSError) else str(error)


def _refused(
    shelves: Mapping[str, Shelf], folder: Path, known: Collection[tuple[str, int]], texts: Mapping[str, str]
) -> dict[tuple[str, int], str]:
    """The files that cannot be loaded, each tried alone, and why."""
    refused: dict[tuple[str, int], str] = {}
    for part, copy in _all_used(shelves):
        if (part, copy.number) in known:
            continue
        alone: dict[str, Any] = {part: str(copy.place(folder))}
        if part == "tariff":
            alone["tariff_options"] = copy.options or (None if copy.has_days else texts.get("tariff_options")) or None
        try:
            _looked_into(Knowledge(KnowledgeSource(**alone)))
        except (CodingError, OSError) as error:
            refused[part, copy.number] = _in_a_word(error)
    return refused


def as_kept(knowledge: Knowledge, store: Store) -> Knowledge:
    """The Knowledge with the hospital's rules as they are now: they may have been edited while it was loaded."""
    rules = own_rules(store)
    return knowledge if (rules.as_text() or None) == knowledge.source.rules else knowledge.with_rules(rules)


def prepared(knowledge: Knowledge) -> Knowledge:
    """The same Knowledge with the index over all names built: it takes a second, findings and groups need not wait.

    So are the names that words are compared with: else the first words that do not fit their code would wait for them.
    """
    from coding.words import axes
    from coding.words.likeness import names_of

    axes.prepare()
    for held in knowledge.spans or (knowledge,):
        held.lookup.dx_search.prepare()
        held.lookup.px_search.prepare()
        for library in (held.codes.dx, held.codes.px):
            names_of(library)
    return knowledge


def rules_out_of_force(knowledge: Knowledge) -> int:
    """How many of the hospital's own rules cannot be used as they are written."""
    from coding.rules.local import LocalRules, local_book

    return len(local_book(LocalRules.from_text(knowledge.source.rules)).troubles)
