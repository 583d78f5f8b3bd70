"""The side of a session that hears what other windows and programs write to the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.store.store import LATEST, Changed, Trade
from coding.store.store_errors import StoreAwayError
from ui.session_signals import SessionSignals
from ui.words_said import WordsSaid

if TYPE_CHECKING:
    from coding.store.store import Store
    from ui.page_judge import PageJudge
    from ui.presence import Presence

#: What a verdict rests on beside the pages.
_JUDGED_BY: Final = frozenset({Trade.RULES, Trade.TERMS, Trade.SETTINGS})
#: Words of review are written, or come with pages.
_SAID_WITH: Final = frozenset({Trade.REVIEWS, Trade.IMPORTS})


class CatchingUp(SessionSignals):
    """Knows up to which revision of the store it has heard; what comes of it for the page in work is the session's."""

    page_id: int | None
    presence: Presence

    def __init__(self, store: Store, judge: PageJudge) -> None:
        super().__init__()
        self.store = store
        self.judge = judge
        self.words = WordsSaid(store)
        self._revision = store.changed_since(LATEST).revision
        self._known: set[int] = set()  # revisions after that one which this window has written and shows
        self.is_hearing = False  # what is told just now was written elsewhere
        self.worklist_changed.connect(self._absorb)

    def catch_up(self) -> None:
        """Show what other windows and programs have written to the store meanwhile."""
        self.presence.look()
        self.is_hearing = True
        try:
            changed = self._absorb()
            if Trade.IMPORTS in changed.trades:
                self.worklist_changed.emit()
            if changed.pages:
                self.judged.emit(list(changed.pages))
        finally:
            self.is_hearing = False

    def knows(self, revision: int) -> None:
        """What was written with this revision was written here, and has been told: it need not be heard."""
        self._known.add(revision)

    def _is_known(self, before: int, changed: Changed) -> bool:
        """Whether all that was written between two revisions is known: one that is not may have changed any page, also
        one that was written to here after it.
        """
        if changed.is_set_back:
            self._known.clear()
            return False
        now = changed.revision
        own = [revision for revision in self._known if before < revision <= now]
        self._known = {revision for revision in self._known if revision > now}
        return len(own) == now - before

    def _absorb(self) -> Changed:
        """Have waivers, the page in work and what stands beside it as they are stored now; the lists are the listeners'
        own affair.
        """
        before = self._revision
        try:
            changed = self.store.changed_since(before)
            self._revision = changed.revision
            if self._is_known(before, changed):
                return Changed(changed.revision)
            if changed.trades & _SAID_WITH:
                self.words.forget()
            if Trade.WAIVERS in changed.trades and self.judge.renew_contexts():
                self.contexts_are_new()
            if self.page_id in changed.pages:
                self.take_as_stored()
            if changed.pages and self.page_id is not None and self.judge.look_around(self.page_id):
                self.examine_anew()
        except StoreAwayError:  # it is said over the areas, and all this is heard when the server is back
            self._revision = before
            return Changed(before)
        except CodingError as error:
            self.failed.emit(str(error))
            return Changed(self._revision)
        if changed.trades & _JUDGED_BY:
            self.judged_by_changed.emit(changed.trades)
        return changed

    def contexts_are_new(self) -> None:
        """Waivers or the audience are other ones: judge the page in work with them, and say so."""
        self.examine_anew()
        self.contexts_changed.emit()

    def take_as_stored(self) -> None:
        """Have the page in work as it is stored now, with what waits; told where it is another one."""
        raise NotImplementedError

    def examine_anew(self) -> None:
        """Judge the page in work once more: something beside it is another one."""
        raise NotImplementedError
