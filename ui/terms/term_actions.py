"""What the main window asks of the terms: the term book, and term standardisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.terms.terms_desk import TermDesk

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.terms.terms_window import TermWindow
    from ui.workplace import Workplace


class Terms:
    """The desk of one main window, and its window, built when it is asked for: the start must not wait."""

    def __init__(self, workplace: Workplace) -> None:
        self._parent = workplace.parent
        self.desk = TermDesk(workplace.session, workplace.runner, workplace.parent)
        self.window: TermWindow | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"term_book": self.show, "term_clusters": self.show_clusters}

    def show(self) -> TermWindow:
        """The term book, in front."""
        from ui.terms.terms_window import TermWindow

        if self.window is None:
            self.window = TermWindow(self.desk, self._parent)
        else:
            self.window.reload()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        return self.window

    def show_clusters(self) -> TermWindow:
        """Term standardisation, in front."""
        window = self.show()
        window.show_clusters()
        return window
