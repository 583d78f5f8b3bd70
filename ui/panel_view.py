"""What every view beside or below the page is: it reads the session, and asks by signal for what is not its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from coding.page.finding import Place

#: A height for views that use whatever room there is.
ALL_THERE_IS: Final = 10_000

#: The property of a widget that names the class of the part whose it is, where it is none itself.
STANDS_FOR: Final = "stands_for"


class PanelView(QWidget):
    """The widget of a panel. It reads the session, and asks by signal for what is not its own.

    ``place_activated`` carries the Place that the form should show, ``counted`` the number behind the title,
    ``action_wanted`` the id of an action. ``waive_wanted`` carries a Finding that is to be accepted,
    ``unwaive_wanted`` a Waived that is to be told again, ``rule_wanted`` the id of a rule that is to be looked at.
    ``left_empty``: the focus was in the panel, which has nothing left for it. ``ended``: what was asked for on demand
    is closed, its tab goes. ``told`` carries a sentence for the header, ``explained`` the widget, one of ``details``,
    that explains what is chosen: 依据 shows it. ``resized``: ``wanted_height`` is another one.
    """

    place_activated = Signal(object)
    counted = Signal(int)
    action_wanted = Signal(str)
    waive_wanted = Signal(object)
    unwaive_wanted = Signal(object)
    rule_wanted = Signal(str)
    left_empty = Signal()
    ended = Signal()
    told = Signal(str)
    explained = Signal(object)
    resized = Signal()

    def refresh(self) -> None:
        """The page in work, its findings or the Knowledge are other ones."""

    def start_over(self) -> None:
        """Another page is in work: nothing of the last one stays."""
        self.refresh()

    def set_place(self, place: Place) -> None:
        """The person is at this place of the form."""

    def wanted_height(self) -> int:
        """Pixels at which all is seen that there is; 0: there is nothing to show, the header says it all."""
        return ALL_THERE_IS

    def head_widget(self) -> QWidget | None:
        """What stands in the header of the section, beside its title."""
        return None

    def details(self) -> tuple[QScrollArea, ...]:
        """What explains a chosen row; it stands in the section 依据."""
        return ()

    def focus_widget(self) -> QWidget:
        """What takes the focus when the panel is gone to."""
        return self

    def take_focus(self) -> None:
        """Put the focus into the panel, which is in sight."""
        self.focus_widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def end(self) -> None:
        """The cross of its tab was pressed."""
        self.ended.emit()
