"""What this hospital judges by: the copies of what it imported, its rules, its term book.

What is imported is copied beside the data (``coding.work.knowledge_copies``); the settings of the store say which copy
each part is read from. A part that cannot be read any more empties no other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import CodingError
from coding.base.private_copies import copy_trouble
from coding.base.trouble import file_trouble
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.rules.kinds.table_kinds import names_of
from coding.rules.local import LocalRules, local_book, local_rules
from coding.store.kept_copies import ImportedCopy, copy_of
from coding.store.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coding.store.store import Store
    from coding.suggest.term_book import TermPair

#: What each part of a Knowledge that can be exchanged for a file is called on the screen.
PARTS: Final = {
    "dx_table": "诊断码表",
    "px_table": "手术操作码表",
    "scheme": "DRG 分组方案",
    "amendments": "分组方案的本地修订",
    "tariff": "权重与费率表",
    "terms": "术语对照表",
    "dx_map": "诊断对照表（临床版到医保版）",
    "px_map": "手术对照表（临床版到医保版）",
    "policy": "支付政策",
}
#: What is used in the stead of a part.
INSTEAD: Final = {
    "dx_table": "内置的类目亚目表",
    "px_table": "内置的手术操作表",
    "scheme": "内置通用方案",
    "amendments": "方案原文（不修订）",
    "tariff": "内置演示费率",
    "terms": "内置的别名",
    "dx_map": "原编码（不转换）",
    "px_map": "原编码（不转换）",
    "policy": "权重表本身（不另按政策）",
}
#: Which copy each part of the Knowledge is read from; "" = embedded. Rules and term book are no settings: every edit
#: of them is kept.
KNOWLEDGE: Final = {part: Setting(f"knowledge.{part}") for part in (*PARTS, "edition", "tariff_options")}


def kept_texts(store: Store) -> dict[str, str]:
    """What the settings say of every part now."""
    return {part: setting.read(store) for part, setting in KNOWLEDGE.items()}


def imported_copies(store: Store) -> dict[str, ImportedCopy]:
    """What was imported and is to be used, part by part; a record that cannot be read is left out."""
    return imported_in(kept_texts(store))


def imported_in(texts: Mapping[str, str]) -> dict[str, ImportedCopy]:
    """As ``imported_copies``, of settings that were read already."""
    return _records(texts)[0]


def knowledge_source(store: Store) -> KnowledgeSource:
    """The Knowledge that was imported last, part by part, with the hospital's own rules and terms."""
    return source_of(kept_texts(store), store)


def source_of(texts: Mapping[str, str], store: Store) -> KnowledgeSource:
    """The Knowledge that these settings name, with the hospital's own rules and terms."""
    folder = store.knowledge_folder
    parts: dict[str, Any] = {part: str(copy.place(folder)) for part, copy in imported_in(texts).items()}
    plain: dict[str, Any] = {part: texts.get(part) or None for part in ("edition", "tariff_options")}
    return with_own(KnowledgeSource(**parts, **plain), store)


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
    return local_rules((edit.rule, edit.columns) for edit in store.rule_edits())


def own_terms(store: Store) -> tuple[TermPair, ...]:
    """The pairs of the term book that a search may use: all that were not refused."""
    return tuple(term.pair for term in store.terms() if term.state != "refused")


@dataclass(frozen=True, slots=True)
class PartTrouble:
    """A part of the Knowledge that cannot be used as it was imported, and what is to be done about it. ``reason``: why,
    where the part itself says so.
    """

    part: str
    sentence: str
    reason: str = ""

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
    """The Knowledge that these settings name. A part that is damaged, gone or unreadable is told, and what is embedded
    stands in its stead; every other part is as it was imported, and so are rules and terms.
    """
    copies, troubles = _records(texts)
    folder = store.knowledge_folder
    for part, copy in copies.items():
        why = _why_not(copy, folder)
        if why:
            troubles.append(PartTrouble(part, _told(part, copy, why), why))
    broken = {trouble.part for trouble in troubles}
    source = _without(source_of(texts, store), broken)
    try:
        return Loaded(_once(source), tuple(troubles), dict(texts))
    except (CodingError, OSError):
        refused = _refused_parts(source)
        if not refused:
            raise
        for part, error in refused.items():
            why = _in_a_word(error)
            troubles.append(PartTrouble(part, _told(part, copies[part], why), why))
        return Loaded(_once(_without(source, refused)), tuple(troubles), dict(texts))


def _once(source: KnowledgeSource) -> Knowledge:
    """What was imported is not held for ever when something else takes its place; what is embedded is."""
    return loaded(source, is_new=any(getattr(source, part) for part in PARTS))


def _records(texts: Mapping[str, str]) -> tuple[dict[str, ImportedCopy], list[PartTrouble]]:
    copies: dict[str, ImportedCopy] = {}
    troubles: list[PartTrouble] = []
    for part, word in PARTS.items():
        try:
            copy = copy_of(texts.get(part, ""))
        except (ValueError, KeyError, CodingError):
            sentence = f"{word}的导入记录已损坏，现改用{INSTEAD[part]}，其余部分不变：请重新导入{word}。"
            troubles.append(PartTrouble(part, sentence))
            continue
        if copy is not None:
            copies[part] = copy
    return copies, troubles


def _why_not(copy: ImportedCopy, folder: Path) -> str:
    place = copy.place(folder)
    if not copy.is_path:
        return copy_trouble(place, copy.digest)
    return "" if place.exists() else f"旧版本只记下了路径“{place}”，那里已经没有这个文件"


def _told(part: str, copy: ImportedCopy, why: str) -> str:
    brought = f"（{copy.brought_at[:10]} 由{copy.brought_by}导入）" if copy.brought_at and copy.brought_by else ""
    return (
        f"{PARTS[part]}“{copy.original or copy.file}”{brought}不能使用：{why.rstrip('。')}。"
        f"现改用{INSTEAD[part]}，其余部分仍是导入的；请重新导入{PARTS[part]}。"
    )


def _in_a_word(error: CodingError | OSError) -> str:
    return file_trouble(error) if isinstance(error, OSError) else str(error)


def _refused_parts(source: KnowledgeSource) -> dict[str, CodingError | OSError]:
    """The parts that cannot be loaded, each tried alone, and why."""
    refused: dict[str, CodingError | OSError] = {}
    for part in PARTS:
        if getattr(source, part):
            options = source.tariff_options if part == "tariff" else None
            alone: dict[str, Any] = {part: getattr(source, part), "tariff_options": options}
            try:
                _looked_into(Knowledge(KnowledgeSource(**alone)))
            except (CodingError, OSError) as error:
                refused[part] = error
    return refused


def _without(source: KnowledgeSource, parts: Mapping[str, Any] | set[str]) -> KnowledgeSource:
    """The same source with what is embedded in the stead of these parts."""
    emptied: dict[str, Any] = dict.fromkeys(parts, None)
    if "tariff" in emptied:
        emptied["tariff_options"] = None
    return replace(source, **emptied)


def as_kept(knowledge: Knowledge, store: Store) -> Knowledge:
    """The Knowledge with the hospital's rules as they are now: they may have been edited while it was loaded."""
    rules = own_rules(store)
    return knowledge if (rules.as_text() or None) == knowledge.source.rules else knowledge.with_rules(rules)


def prepared(knowledge: Knowledge) -> Knowledge:
    """The same Knowledge with the index over all names built: it takes a second, findings and groups need not wait.

    So are the names that words are compared with: else the first words that do not fit their code would wait for them.
    """
    for held in knowledge.spans or (knowledge,):
        held.lookup.dx_search.prepare()
        held.lookup.px_search.prepare()
        for library in (held.codes.dx, held.codes.px):
            names_of(library)
    return knowledge


def rules_out_of_force(knowledge: Knowledge) -> int:
    """How many of the hospital's own rules cannot be used as they are written."""
    return len(local_book(LocalRules.from_text(knowledge.source.rules)).troubles)
