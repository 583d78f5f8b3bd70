"""What the main window asks of the terms: the term book, and term standardisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.host_page import host_of
from ui.terms.terms_desk import TermDesk

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ui.terms.terms_window import TermWindow
    from ui.workplace import Workplace


#: The page of the drawer that the term window stands in.
_PAGE = "terms_page"


class Terms:
    """The desk of one main window, and its window, built when it is asked for: the start must not wait."""

    def __init__(self, workplace: Workplace) -> None:
        self._place = workplace
        self.desk = TermDesk(workplace.session, workplace.runner, workplace.parent)
        self.window: TermWindow | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"term_book": self.show, "term_clusters": self.show_clusters}

    def show(self) -> TermWindow:
        """The term book, in the drawer beside the page: what waits for a decision."""
        page = host_of(self._place, _PAGE)
        is_new = self.window is None or self.window.isHidden()
        if self.window is not None:
            self.window.reload()
        self.window = page.hold(self._made)
        if is_new:
            self.window.book.show_waiting()
        page.take_focus()
        return self.window

    def _made(self, parent: QWidget) -> TermWindow:
        from ui.terms.terms_window import TermWindow

        return TermWindow(self.desk, parent)

    def show_clusters(self) -> TermWindow:
        """Term standardisation, in front."""
        window = self.show()
        window.show_clusters()
        return window
