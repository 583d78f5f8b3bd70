"""One setting: its key, what it is without one, and whose it is; each is named once, where it is used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.store.kept_settings import KeepsSettings


class Whose(Enum):
    """Who has a setting: everybody who opens the store, or whoever sits at this machine."""

    DEPARTMENT = "department"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the key under which the store keeps its text, what it is without one, and whose it is."""

    key: str
    default: str = ""
    whose: Whose = Whose.DEPARTMENT

    def read(self, store: KeepsSettings) -> str:
        """The text that is kept, or the default."""
        read = store.machine_setting if self.whose is Whose.MACHINE else store.setting
        return read(self.key, self.default)

    def write(self, store: KeepsSettings, value: str) -> None:
        """Keep a text."""
        if self.read(store) != value:
            write = store.set_machine_setting if self.whose is Whose.MACHINE else store.set_setting
            write(self.key, value)
