"""All settings that the window keeps in the store: key, default and meaning, each named once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from coding.knowledge import KnowledgeSource
from db.store import Store


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the key under which the store keeps its text, and what it is without one."""

    key: str
    default: str = ""

    def read(self, store: Store) -> str:
        """The text that is kept, or the default."""
        return store.setting(self.key, self.default)

    def write(self, store: Store, value: str) -> None:
        """Keep a text."""
        if self.read(store) != value:
            store.set_setting(self.key, value)


GEOMETRY: Final = Setting("window.geometry")  # base64 of QWidget.saveGeometry
SPLITTER: Final = Setting("window.splitter")  # base64 of QSplitter.saveState
APPEARANCE: Final = Setting("window.appearance", "system")  # light, dark or system
LAST_PAGE: Final = Setting("worklist.last_page")  # id of the page in work
LAST_FOLDER: Final = Setting("import.last_folder")
AUTHOR: Final = Setting("author", "编码员")
OFFERED: Final = Setting("start.offered")  # "1" once the first start has made its offer

#: Where each part of the Knowledge comes from; "" = embedded. Names are those of KnowledgeSource.
KNOWLEDGE: Final = {part.name: Setting(f"knowledge.{part.name}") for part in fields(KnowledgeSource)}


def knowledge_source(store: Store) -> KnowledgeSource:
    """The Knowledge that was imported last, part by part."""
    return KnowledgeSource(**{name: setting.read(store) or None for name, setting in KNOWLEDGE.items()})


def keep_knowledge_source(store: Store, source: KnowledgeSource) -> None:
    """Remember where the Knowledge comes from."""
    for name, setting in KNOWLEDGE.items():
        setting.write(store, getattr(source, name) or "")
