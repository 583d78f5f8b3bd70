"""What is typed and not stored: the question when the window closes, the offer at the next start, what was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt

from coding.base.errors import CodingError
from coding.work.clashes import clashes_of
from coding.work.drafts import Chosen, Offer, offer_of, offers
from ui.dialogs.closing import ClosingDialog
from ui.dialogs.draft import DraftDialog
from ui.dialogs.stale import StaleDialog
from ui.quiet import Quiet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.page.front_page import FrontPage
    from coding.store.store import Draft, Entry, Unsaved
    from coding.work.held import Held
    from ui.workplace import Workplace

_THEIRS_STAYS: Final = "已保留对方的内容，您的输入没有写入。"


class UnsavedWork(QObject):
    """Asks about what is unsaved, over the window. Nothing that was typed is dropped unless a person says so."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._session = workplace.session
        self._goes = False  # a person has said that the window may close with what is unsaved
        self._closing: ClosingDialog | None = None
        self._drafts: DraftDialog | StaleDialog | None = None
        self._asked_about: tuple[Held, ...] = ()  # what she is asked about: only this her answer decides
        self._quiet = Quiet(workplace.parent, lambda: bool(self._session.typed_at()))
        self._session.undecided.connect(self._ask_soon)
        self._session.opened.connect(self._on_opened)

    # -- closing

    def may_close(self) -> bool:
        """Whether the window may close now; where something is unsaved a person is asked, and may close it again."""
        self._place.write_down()
        if self._goes or not self._session.held.unsaved:
            return True
        if self._closing is None:
            dialog = self._closing = ClosingDialog(self._session, self._place.parent)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.kept.connect(self.close_with_draft)
            dialog.discarded.connect(self._close_without)
            dialog.saved.connect(self._place.parent.close)
            dialog.finished.connect(self._asked)
            dialog.open()
        return False

    def _asked(self) -> None:
        self._closing = None

    def close_with_draft(self) -> None:
        """Close the window without asking: what is unsaved stays as a draft."""
        try:
            self._session.writing.keep_now()
        except CodingError as error:
            self._place.refuse(str(error))
            return
        self._goes = True
        self._place.parent.close()

    def _close_without(self) -> None:
        self._session.discard_unsaved()
        self._goes = True
        self._place.parent.close()

    # -- what was left or given up

    def offer_drafts(self) -> None:
        """Offer what programs that ended have left beside the store; what was stored after all is cleared away."""
        try:
            left = self._place.store.left_drafts()
            found = offers(self._place.store, left)
        except CodingError as error:
            self._session.failed.emit(str(error))
            return
        if found:
            self._ask(found, left)
        else:
            self._drop(left)

    def offer_given_up(self) -> None:
        """Show what the store would not take, as the page was changed elsewhere, beside what stands there now."""
        given_up = self._session.held.given_up
        if not given_up or self._drafts is not None:
            return
        self._asked_about = given_up
        by_page = {
            page_id: [held.unsaved for held in given_up if held.page_id == page_id]
            for page_id in dict.fromkeys(held.page_id for held in given_up)
        }
        if all(held.is_stale for held in given_up):
            self._ask_which(by_page)
        else:
            self._ask([offer_of(own, self._stored(page_id)) for page_id, own in by_page.items()], [])

    def _ask_which(self, by_page: Mapping[int, list[Unsaved]]) -> None:
        """Somebody else was first: theirs or mine. Where both typed the same nobody is asked."""
        found = [clashes_of(own, self._stored(page_id), self._history(page_id)) for page_id, own in by_page.items()]
        found = [each for each in found if each.places]
        if not found:
            self._done([])
            return
        offers = [each.offer for each in found]
        dialog = StaleDialog(found, self._place.parent)
        dialog.discarded.connect(lambda: self._place.say(_THEIRS_STAYS))
        self._show(dialog, offers, [])

    def _on_opened(self, page_id: int | None) -> None:
        """Who comes back to a page whose changes were left undecided is asked again."""
        if any(held.page_id == page_id for held in self._session.held.given_up):
            self._ask_soon()

    def _ask_soon(self) -> None:
        """Who is in the middle of a word goes on with it, and is asked then."""
        self._quiet.then(self.offer_given_up)

    def _stored(self, page_id: int) -> FrontPage | None:
        try:
            return self._place.store.page(page_id)
        except CodingError:
            return None

    def _history(self, page_id: int) -> list[Entry]:
        try:
            return self._place.store.history(page_id)
        except CodingError:
            return []

    def _ask(self, found: list[Offer], left: list[Draft]) -> None:
        self._show(DraftDialog(found, self._place.parent, was_left=bool(left)), found, left)

    def _show(self, dialog: DraftDialog | StaleDialog, found: list[Offer], left: list[Draft]) -> None:
        self._drafts = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.taken.connect(lambda chosen: self._take(chosen, found, left))
        dialog.discarded.connect(lambda: self._done(left))
        dialog.finished.connect(self._answered)
        dialog.open()

    def _answered(self) -> None:
        self._drafts = None
        if any(held not in self._asked_about for held in self._session.held.given_up):
            self._ask_soon()

    def _take(self, chosen: list[Chosen], found: list[Offer], left: list[Draft]) -> None:
        """Hold what is taken, on the disk, before the draft it came from goes; who comes back to what was left has the
        page before her on which she was typing.
        """
        session = self._session
        again = [one for each in chosen for one in each.unsaved(session.author, session.clock())]
        session.restore(again)
        try:
            session.writing.keep_now()
        except CodingError as error:
            self._place.refuse(str(error))
            return
        taken = sum(len(each.lines) for each in chosen)
        rest = sum(len(offer.lines) for offer in found) - taken
        if not rest:
            self._done(left)
        if left and again and session.page_id not in {one.page_id for one in again}:
            self._place.open_page(again[-1].page_id)
        more = f"其余 {rest} 处仍留在草稿中，下次打开时再问。" if rest else ""
        self._place.say(f"已恢复 {taken} 处未保存的改动，正在写入。{more}")

    def _done(self, left: list[Draft]) -> None:
        for held in self._asked_about if not left else ():
            self._session.held.decide(held)
        self._session.writing.wake()
        self._drop(left)

    def _drop(self, left: list[Draft]) -> None:
        for draft in left:
            self._place.store.drop_draft(draft.name)
