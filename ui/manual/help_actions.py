"""帮助: F1 opens the manual at the field, panel or dialog in which she is; the sheet of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from ui.dialogs.message import MessageDialog
from ui.manual.field_help import field_help
from ui.manual.message_entry import MESSAGES_PAGE, entry_of
from ui.manual.places import place_in_manual
from ui.window_actions import show_shortcuts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.page.finding import Place
    from ui.action_spec import ActionSpec
    from ui.manual.manual_window import ManualWindow
    from ui.tasks import TaskRunner

#: The key of help, in the window and in every dialog over it.
_KEY = "F1"


class HelpActions(QObject):
    """``runner`` works behind the window; ``place_of``: the place of the page that a widget shows, None where it shows
    none; ``actions``: all of the window, for the sheet of keys.
    """

    def __init__(
        self,
        window: QWidget,
        runner: TaskRunner,
        place_of: Callable[[QWidget | None], Place | None],
        actions: Sequence[ActionSpec],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._runner = runner
        self._place_of = place_of
        self._actions = actions
        self.manual: ManualWindow | None = None
        QApplication.instance().focusChanged.connect(self._give_key)  # type: ignore[union-attr]

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {
            "help": self.help,
            "shortcuts": lambda: show_shortcuts(self._actions, self._window),
        }

    def help(self) -> None:
        """Open the manual at what she is at."""
        focus = QApplication.focusWidget()
        over = QApplication.activeModalWidget() or self._window
        self._open(*self.about(focus or over), over)

    def about(self, focus: QWidget | None) -> tuple[str, str]:
        """The page and the heading that tell of a widget: of the field it shows, of the sentence of a box, else of the
        part it belongs to.
        """
        if isinstance(box := focus.window() if focus is not None else None, MessageDialog):
            return MESSAGES_PAGE, entry_of(box.sentence)
        place = self._place_of(focus)
        known = field_help(place.field) if place is not None else None
        return (known.page, known.anchor) if known is not None else place_in_manual(focus)

    def _open(self, page: str, heading: str, over: QWidget) -> None:
        """One manual at a time; over a dialog that locks the window it is a window of the dialog."""
        from ui.manual.manual_window import ManualWindow

        if self.manual is not None and self.manual.parentWidget() is not over:
            self.manual.destroyed.disconnect(self._closed)  # it goes later, when another one is there
            self.manual.close()
            self.manual = None
        if self.manual is None:
            self.manual = ManualWindow(self._runner, over)
            self.manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.manual.destroyed.connect(self._closed)
        self.manual.show()
        self.manual.go(page, heading)
        self.manual.raise_()
        self.manual.activateWindow()

    def _closed(self) -> None:
        self.manual = None

    def _give_key(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The keys of the window do nothing while a dialog stands before it: the dialog gets this one for itself."""
        over = new.window() if new is not None else None
        if over is None or over is self._window or over is self.manual or not self._is_mine(over):
            return
        wanted = QKeySequence(_KEY)
        if all(key.key() != wanted for key in over.findChildren(QShortcut)):  # it may have a guide of its own
            QShortcut(wanted, over).activated.connect(self.help)

    def _is_mine(self, over: QWidget) -> bool:
        """Whether a window was opened from the one that I help in."""
        parent = over.parentWidget()
        while parent is not None and parent is not self._window:
            parent = parent.parentWidget()
        return parent is not None
