"""All settings that the window keeps: key, default, whose it is and what it means, each named once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Final

from coding.knowledge.knowledge import KnowledgeSource
from coding.page.audience import CODER
from coding.rules.local import local_rules
from coding.store.setting import Setting, Whose
from coding.store.store import Store


def _machine(key: str, default: str = "") -> Setting:
    return Setting(key, default, Whose.MACHINE)


GEOMETRY: Final = _machine("window.geometry")  # base64 of QWidget.saveGeometry
SPLITTER: Final = _machine("window.splitter")  # base64 of QSplitter.saveState
APPEARANCE: Final = _machine("window.appearance", "system")  # light, dark or system
LAST_PAGE: Final = _machine("worklist.last_page")  # id of the page in work
LAST_FOLDER: Final = _machine("import.last_folder")
IMPORT_RUNNING: Final = _machine("import.running")  # "<pages before>|<file>" while a file is being read
AUTHOR: Final = _machine("author", "编码员")
AUDIENCE: Final = _machine("findings.audience", CODER)  # who looks at the findings, see coding.page.audience
OFFERED: Final = _machine("start.offered")  # "1" once the first start has made its offer

#: Where each part of the Knowledge comes from; "" = embedded. Names are those of KnowledgeSource, whose rules
#: are no setting: every edit of them is kept.
KNOWLEDGE: Final = {
    part.name: Setting(f"knowledge.{part.name}") for part in fields(KnowledgeSource) if part.name != "rules"
}


def knowledge_source(store: Store) -> KnowledgeSource:
    """The Knowledge that was imported last, part by part."""
    source = KnowledgeSource(**{name: setting.read(store) or None for name, setting in KNOWLEDGE.items()})
    return with_kept_rules(source, store)


def with_kept_rules(source: KnowledgeSource, store: Store) -> KnowledgeSource:
    """The same source with the hospital's rules as its last edits left them."""
    rules = local_rules((edit.rule, edit.columns) for edit in store.rule_edits())
    return replace(source, rules=rules.as_text() or None)


def keep_knowledge_source(store: Store, source: KnowledgeSource) -> None:
    """Remember where the Knowledge comes from."""
    for name, setting in KNOWLEDGE.items():
        setting.write(store, getattr(source, name) or "")
