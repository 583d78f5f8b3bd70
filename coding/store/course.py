"""The course of a page: which of its entries stand, which can be taken back, which can be made again.

Computed from the history alone, so that undo and redo are the same in every window and after every start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.page.change import ChangeSource
from coding.page.linked_records import LINKED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.change import Change
    from coding.store.kept_history import Entry


@dataclass(frozen=True, slots=True)
class Course:
    """``standing``: the entries in force, oldest first. ``undoable``, ``redoable``: the last one is next.

    ``redoable`` holds the entries that took something back; ``again`` says what is made again.
    ``last``: the id of the last entry that it knows of, standing or not; 0 for none.
    """

    standing: tuple[Entry, ...] = ()
    undoable: tuple[Entry, ...] = ()
    redoable: tuple[Entry, ...] = ()
    _taken_back: tuple[Entry, ...] = ()
    last: int = 0

    def after(self, entry: Entry) -> Course:
        """The course with one more entry of the page."""
        return replace(self._after(entry), last=max(self.last, entry.id))

    def _after(self, entry: Entry) -> Course:
        if entry.undoes is None:
            return self._with_new(entry)
        if any(made.id == entry.undoes for made in self.undoable):
            return self._with_taken_back(entry)
        if any(undo.id == entry.undoes for undo in self.redoable):
            return self._with_made_again(entry)
        # What was taken back is nothing that could be (an entry of an import): it stands no more, that is all.
        return replace(self, standing=_without(self.standing, entry.undoes))

    def again(self) -> tuple[Entry, Change] | None:
        """What is next to be made again: the entry that took it back, and the Change as it was made first."""
        return (self.redoable[-1], self._taken_back[-1].change) if self.redoable else None

    def _with_new(self, entry: Entry) -> Course:
        standing = (*self.standing, entry)
        if entry.change.source == ChangeSource.IMPORT and all(e.field.startswith(LINKED) for e in entry.change.edits):
            return replace(self, standing=standing)  # times, a settlement list: what was done on the page goes on
        if entry.change.source == ChangeSource.IMPORT:  # what came from a file is not taken back by a key
            return Course(standing)
        if not entry.change.does_something:  # evidence, a word on the page
            return replace(self, standing=standing)
        return Course(standing, (*self.undoable, entry))

    def _with_taken_back(self, entry: Entry) -> Course:
        made = next(made for made in self.undoable if made.id == entry.undoes)
        return Course(
            _without(self.standing, made.id),
            _without(self.undoable, made.id),
            (*self.redoable, entry),
            (*self._taken_back, made),
        )

    def _with_made_again(self, entry: Entry) -> Course:
        at = next(n for n, undo in enumerate(self.redoable) if undo.id == entry.undoes)
        return Course(
            (*self.standing, entry),
            (*self.undoable, entry),
            self.redoable[:at] + self.redoable[at + 1 :],
            self._taken_back[:at] + self._taken_back[at + 1 :],
        )


def course_of(entries: Iterable[Entry]) -> Course:
    """The course of a page from its whole history, oldest first."""
    course = Course()
    for entry in entries:
        course = course.after(entry)
    return course


def _without(entries: tuple[Entry, ...], entry_id: int | None) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.id != entry_id)
