"""The cards that were looked at, one after the other: back and forth as in a book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ui.cards.card_key import Target

#: So many are remembered.
_MOST: Final = 100


@dataclass(slots=True)
class Visit:
    """One look: at what, how far it was scrolled, and which line of a list was chosen."""

    target: Target
    scrolled: int = 0
    chosen: int = 0


class Visits:
    """Where she was, where she is, and where she went back from."""

    def __init__(self) -> None:
        self._all: list[Visit] = []
        self._at = -1

    @property
    def now(self) -> Visit | None:
        """What is looked at; None before the first card."""
        return self._all[self._at] if self._all else None

    @property
    def can_go_back(self) -> bool:
        """Whether something was looked at before."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether she went back from something."""
        return self._at < len(self._all) - 1

    def go(self, target: Target) -> bool:
        """Look at something; what she went back from is forgotten. False when she is there already."""
        if self.now is not None and self.now.target == target:
            return False
        del self._all[self._at + 1 :]
        self._all.append(Visit(target))
        del self._all[:-_MOST]
        self._at = len(self._all) - 1
        return True

    def back(self) -> None:
        """One step back; nothing at the first."""
        self._at = max(self._at - 1, min(0, len(self._all) - 1))

    def forward(self) -> None:
        """One step forward; nothing at the last."""
        self._at = min(self._at + 1, len(self._all) - 1)
