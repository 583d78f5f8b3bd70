"""The trade of settings, in two parts: what holds for the department, and what holds at this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class KeepsSettings(Protocol):
    """Texts by key. The department's lie in the store, everybody who opens it has the same; this machine's (where the
    window stood, which folder was open) lie beside it and are nobody else's.
    """

    def setting(self, key: str, default: str = "") -> str:
        """A setting of the department."""
        ...

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting of the department."""
        ...

    def set_settings(self, values: Mapping[str, str]) -> None:
        """Keep settings of the department that belong together, all or none."""
        ...

    def machine_setting(self, key: str, default: str = "") -> str:
        """A setting of this machine."""
        ...

    def set_machine_setting(self, key: str, value: str) -> None:
        """Keep a setting of this machine."""
        ...
