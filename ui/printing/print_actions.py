"""Ctrl+P: what is in focus on paper; where that has no paper of its own, the page in work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ui.workplace import Workplace


class PrintActions:
    """A part of the window with a paper of its own has a method ``print_paper``, which shows it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"print": self.print_in_focus, "print_page": self.print_page}

    def print_in_focus(self) -> None:
        """The card, the way to the group, the slip, the evidence that the focus is in; else the page."""
        at: QWidget | None = QApplication.focusWidget()
        while at is not None:
            own = getattr(at, "print_paper", None)
            if own is not None:
                try:
                    own()
                except CodingError as error:
                    self._place.refuse(str(error))
                return
            at = at.parentWidget()
        self.print_page()

    def print_page(self) -> None:
        """The page in work as the paper form."""
        from ui.printing.jobs import page_job  # what lays out papers is no part of the start
        from ui.printing.print_dialog import show_print

        place = self._place
        place.write_down()
        try:
            job = page_job(place.session)
        except CodingError as error:
            place.refuse(str(error))
            return
        show_print(place.session, job, place.parent)
