"""The trade of changes: what was altered on which page, by whom, when, and what can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from coding.page.change import Change
    from coding.page.front_page import FrontPage


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit: which Change, by whom, when. ``undoes`` is the entry it takes back."""

    id: int
    page_id: int
    change: Change
    author: str
    at: datetime
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What an ``append`` did: the line of the audit, the page before and after it, and the keys of the fields that
    the change may have altered. Nothing has to be read back.

    ``beside``: the ids of the page's neighbours before and after the change; they are judged by this page too.
    ``revision``: that of the write, as ``changed_since`` counts; 0 where it was written before.
    """

    entry: Entry
    before: FrontPage
    page: FrontPage
    touched: frozenset[str]
    beside: frozenset[int]
    revision: int = 0


class KeepsHistory(Protocol):
    """The audit of the pages. Undo is part of it, so it outlives the program."""

    def append(
        self,
        page_id: int,
        change: Change,
        undoes: int | None = None,
        *,
        wait: bool = True,
        sent: str = "",
        again: bool = False,
    ) -> Applied:
        """Apply a Change to the stored page and keep it; committed when this returns. Its step brings the page to its
        next state; edits on a page that is done open it again, by a step that is kept with them (``Change.on``).

        ``wait`` False: raises StoreBusyError at once while something else is being written.

        ``sent``: the number that the change was given where it was made; it is kept in the audit. ``again``: it may
        have been sent before, with an outcome that nobody heard of. Where it stands in the history already nothing is
        written, and what is given back is that entry with the page as it stands now, before and after.

        ``undoes`` names the entry of the same page that the Change takes back; a redo takes back an undo.
        Raises StaleChangeError when the stored page is not the one the Change was made for; nothing is written then.
        """
        ...

    def history(self, page_id: int) -> list[Entry]:
        """All changes of a page, oldest first."""
        ...

    def histories(self, ids: Collection[int]) -> Mapping[int, list[Entry]]:
        """The same of several pages; pages without any are left out."""
        ...

    def undoable(self, page_id: int) -> Sequence[Entry]:
        """The entries that can be taken back, in their order: the last one is next. See ``coding.store.course``."""
        ...

    def redoable(self, page_id: int) -> Sequence[Entry]:
        """The entries that took something back which can be made again: the last one is next."""
        ...
