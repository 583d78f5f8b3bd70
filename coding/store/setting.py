"""One setting as the store keeps it: a key, a text, and what it is without one."""

from __future__ import annotations

from dataclasses import dataclass

from coding.store.store import Store


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
