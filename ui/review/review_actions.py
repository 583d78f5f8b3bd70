"""What the window asks of review beside the page: dealing out, the sampling desk, evidence in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.review.deal_dialog import DealDialog
    from ui.review.release_options import ReleaseOptions
    from ui.review.same_words_dialog import SameWordsDialog
    from ui.review.sampling_desk import SamplingDesk
    from ui.workplace import Workplace


class ReviewActions(QObject):
    """Opens the desks when they are asked for: the start must not wait. ``page_wanted``: a page is to be opened;
    ``drawn``: there is another sample.
    """

    page_wanted = Signal(int)
    drawn = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {
            "deal": self.deal,
            "release_options": self.release_options,
            "sampling": self.sampling,
            "same_words": self.same_words,
        }

    def release_options(self) -> ReleaseOptions:
        """One stage or two."""
        from ui.review.release_options import ReleaseOptions

        dialog = ReleaseOptions(self._place)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def deal(self) -> DealDialog | None:
        """Whose the pages of the list are."""
        from ui.review.deal_dialog import DealDialog

        try:
            dialog = DealDialog(self._place)
        except CodingError as error:
            self._place.refuse(str(error))
            return None
        _show(dialog)
        return dialog

    def sampling(self) -> SamplingDesk | None:
        """The sampling desk."""
        from ui.review.sampling_desk import SamplingDesk

        try:
            dialog = SamplingDesk(self._place)
        except CodingError as error:
            self._place.refuse(str(error))
            return None
        dialog.page_wanted.connect(self.page_wanted)
        dialog.drawn.connect(self.drawn)
        _show(dialog)
        return dialog

    def same_words(self) -> SameWordsDialog:
        """Evidence in the same words on many pages."""
        from ui.review.same_words_dialog import SameWordsDialog

        dialog = SameWordsDialog(self._place)
        dialog.page_wanted.connect(self.page_wanted)
        _show(dialog)
        return dialog


def _show(dialog: DealDialog | SamplingDesk | SameWordsDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
