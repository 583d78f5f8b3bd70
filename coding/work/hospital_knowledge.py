"""What this hospital judges by: where each part comes from as the store keeps it, its rules, its term book."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import CodingError
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.rules.kinds.table_kinds import names_of
from coding.rules.local import LocalRules, local_book, local_rules
from coding.store.setting import Setting

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.store import Store
    from coding.suggest.term_book import TermPair

#: What each part of a Knowledge that can be exchanged for a file is called on the screen.
PARTS: Final = {
    "dx_table": "诊断码表",
    "px_table": "手术操作码表",
    "scheme": "DRG 分组方案",
    "tariff": "权重与费率表",
    "terms": "术语对照表",
    "dx_map": "诊断对照表（临床版到医保版）",
    "px_map": "手术对照表（临床版到医保版）",
}
#: Where each part of the Knowledge comes from; "" = embedded. Rules and term book are no settings: every edit of
#: them is kept.
KNOWLEDGE: Final = {part: Setting(f"knowledge.{part}") for part in (*PARTS, "edition", "tariff_options")}


def knowledge_source(store: Store) -> KnowledgeSource:
    """The Knowledge that was imported last, part by part, with the hospital's own rules and terms."""
    parts: dict[str, Any] = {part: setting.read(store) or None for part, setting in KNOWLEDGE.items()}
    return with_own(KnowledgeSource(**parts), store)


def keep_knowledge_source(store: Store, source: KnowledgeSource) -> None:
    """Remember where the Knowledge comes from: all parts or none, so that no mixture is loaded at the next start."""
    store.set_settings({setting.key: getattr(source, part) or "" for part, setting in KNOWLEDGE.items()})


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
class Loaded:
    """A Knowledge, and why it is not the one that was asked for, where it is not."""

    knowledge: Knowledge
    trouble: CodingError | OSError | None = None


def loaded(source: KnowledgeSource, *, is_new: bool = False) -> Knowledge:
    """The Knowledge of a source, its stamp made. Raises KnowledgeError for a part that cannot be used.

    ``is_new``: a file that is imported again may have other contents under its old name.
    """
    knowledge = Knowledge(source) if is_new else load_knowledge(source)
    _ = knowledge.stamp
    return knowledge


def loaded_or_embedded(source: KnowledgeSource) -> Loaded:
    """The Knowledge of a source; where a part cannot be read any more, what is embedded with the hospital's own rules.

    A missing file must not keep a hospital from working.
    """
    try:
        return Loaded(loaded(source))
    except (CodingError, OSError) as error:
        return Loaded(loaded(KnowledgeSource(rules=source.rules, accepted=source.accepted)), error)


def as_kept(knowledge: Knowledge, store: Store) -> Knowledge:
    """The Knowledge with the hospital's rules as they are now: they may have been edited while it was loaded."""
    rules = own_rules(store)
    return knowledge if (rules.as_text() or None) == knowledge.source.rules else knowledge.with_rules(rules)


def prepared(knowledge: Knowledge) -> Knowledge:
    """The same Knowledge with the index over all names built: it takes a second, findings and groups need not wait.

    So are the names that words are compared with: else the first words that do not fit their code would wait for them.
    """
    knowledge.lookup.dx_search.prepare()
    knowledge.lookup.px_search.prepare()
    for library in (knowledge.codes.dx, knowledge.codes.px):
        names_of(library)
    return knowledge


def rules_out_of_force(knowledge: Knowledge) -> int:
    """How many of the hospital's own rules cannot be used as they are written."""
    return len(local_book(LocalRules.from_text(knowledge.source.rules)).troubles)
