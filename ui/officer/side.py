"""An area of the window in which the officer's part takes the place of the coder's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable


class Side(QStackedWidget):
    """The coder's part stands first; further parts are shown while they are wanted. What is asked of the area by the
    layout of the window is asked of the coder's part.
    """

    def hold(self, part: QWidget) -> None:
        """The coder's part."""
        self.insertWidget(0, part)
        self.setCurrentIndex(0)

    def show_part(self, part: QWidget | None) -> None:
        """Show a part; None: the coder's."""
        if part is not None and self.indexOf(part) < 0:
            self.addWidget(part)
        self.setCurrentWidget(part if part is not None else self.widget(0))

    @property
    def wanted_width(self) -> int:
        """The width at which nothing of the form is cut."""
        return int(self._ask("wanted_width") or 0)

    def set_short(self, on: bool) -> None:
        """The window is short: the coder's part leaves out what is said twice."""
        tell: Callable[[bool], object] | None = self._ask("set_short")
        if tell is not None:
            tell(on)

    def _ask(self, name: str) -> Any:
        return getattr(self.widget(0), name, None)
