"""Drafts: files at this machine, as the store may be locked, full or gone when they are needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from coding.review.people import Command
from db.shared.draft_files import DraftFiles
from db.shared.trades.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.kept_drafts import Draft, Unsaved


class DraftTrade(Connections):
    """``coding.store.kept_drafts`` in files."""

    def keep_draft(self, unsaved: Sequence[Unsaved]) -> None:
        """Keep what this program has not stored yet; none of it: no draft."""
        self._drafts.keep(unsaved)

    def left_drafts(self) -> list[Draft]:
        """The drafts of programs that have ended since, for whoever may edit: they hold what stands on pages."""
        return self._drafts.left() if self.me.may(Command.EDIT_PAGE) else []

    def drop_draft(self, name: str) -> None:
        """A draft that was left has been dealt with."""
        if self.me.may(Command.EDIT_PAGE):
            self._drafts.drop(name)

    def close(self) -> None:
        """Close the store; a draft that is kept is left to the next start."""
        super().close()
        self._drafts.let_go()

    @cached_property
    def _drafts(self) -> DraftFiles:
        return DraftFiles(self.path, self._cipher)
