"""The trade of drafts: what was typed and could not be stored, kept beside the store until it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coding.page.change import Change


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A Change that a person made of a page and that is not in the store yet.

    ``before`` and ``after`` are the digests of the page without it and with it: they tell, later, whether it has been
    stored after all, and whether the page is still the one it was made for. ``case_no`` says whose page it is.
    ``sent``: the number under which it is sent to the store, again and again, and kept once.
    """

    page_id: int
    case_no: str
    change: Change
    before: str
    after: str
    author: str
    at: datetime
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What one program left behind, oldest first; ``name`` is known to the store alone."""

    name: str
    unsaved: tuple[Unsaved, ...]


class KeepsDrafts(Protocol):
    """Drafts of this machine. None of these methods waits for the store, or needs it to be writable."""

    def keep_draft(self, unsaved: Sequence[Unsaved]) -> None:
        """Keep what this program has not stored yet, in the place of what was kept before; none of it: no draft.

        On the disk when it returns, for its owner alone. Raises StoreError where there is no place to write to.
        """
        ...

    def left_drafts(self) -> list[Draft]:
        """The drafts of programs that have ended since; one that cannot be read is left out and stays."""
        ...

    def drop_draft(self, name: str) -> None:
        """A draft that was left has been dealt with."""
        ...
