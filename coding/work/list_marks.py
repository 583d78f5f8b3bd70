"""The marks by which the worklist is narrowed, as the buttons above it say them: ``resources/worklist/marks.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.page.step import PageState
from coding.store.store import Marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.store.store import WorklistRow

#: The pages that are assigned to who is here: no ``Marked``, and among them all the same.
MINE: Final = "mine"
_FILE: Final = "worklist/marks.csv"
_OPEN: Final = frozenset({PageState.NEW, PageState.CODING, PageState.RETURNED, PageState.WAITING})


@dataclass(frozen=True, slots=True)
class ListMark:
    """A word of ``Marked``, or ``MINE``: what is written on its button, its key after F3, and what it means."""

    mark: str
    label: str
    key: str
    meaning: str


@cache
def list_marks() -> Mapping[str, ListMark]:
    """All of them by their word, in their order."""
    table = resource_table(_FILE, "mark", "label", "key", "meaning")
    return {row["mark"]: ListMark(row["mark"], row["label"], row["key"], row["meaning"]) for row in table}


def marks_of(row: WorklistRow) -> frozenset[Marked]:
    """The marks that a page bears, as its row says: under these it is listed and counted."""
    state = PageState(row.progress)
    is_open = state in _OPEN
    stands = {
        Marked.ALL: True,
        Marked.OPEN: is_open,
        Marked.ERROR: row.errors > 0,
        Marked.WARNING: row.warnings > 0,
        Marked.CLEAN: row.state == "clean",
        Marked.UNGROUPED: row.ungrouped,
        Marked.UNPROVED: row.unproved,
        Marked.LIST_DIFFERS: row.list_differs,
        Marked.OVERDUE: row.overdue,
        Marked.ALTERED: row.altered,
        Marked.RETURNED: state is PageState.RETURNED,
        Marked.PUT_OFF: state is PageState.WAITING,
        Marked.SUBMITTED: state is PageState.SUBMITTED,
        Marked.DONE: state.is_done,
        Marked.DONE_OPEN: state.is_done and (row.errors > 0 or row.unproved),
        Marked.WAITING: not row.state,
    }
    return frozenset(mark for mark, is_on in stands.items() if is_on)
