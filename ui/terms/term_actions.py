"""What the main window asks of the terms: the term book, and term standardisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.terms.terms_desk import TermDesk

if TYPE_CHECKING:
    from ui.terms.terms_window import TermWindow
    from ui.window import MainWindow


class Terms:
    """The desk of one main window, and its window, built when it is asked for: the start must not wait."""

    def __init__(self, owner: MainWindow) -> None:
        self._owner = owner
        self.desk = TermDesk(owner.session, owner.runner, owner)
        self.window: TermWindow | None = None

    def show(self) -> TermWindow:
        """The term book, in front."""
        from ui.terms.terms_window import TermWindow

        if self.window is None:
            self.window = TermWindow(self.desk, self._owner)
        else:
            self.window.book.reload()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        return self.window

    def show_clusters(self) -> TermWindow:
        """Term standardisation, in front."""
        window = self.show()
        window.show_clusters()
        return window


def handlers(window: MainWindow) -> dict[str, Callable[[], object]]:
    """Action id → what it does."""
    terms = Terms(window)
    return {"term_book": terms.show, "term_clusters": terms.show_clusters}
