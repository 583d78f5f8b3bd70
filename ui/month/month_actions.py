"""What the window asks of the month: its desk, one for the window, back where it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from shiboken6 import isValid

from coding.base.errors import CodingError
from ui.month.brief_actions import BriefActions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QStackedWidget

    from coding.work.importing import Imported
    from ui.month.month_desk import MonthDesk
    from ui.month.records_dialog import RecordsDialog
    from ui.month.reopen_dialog import ReopenDialog
    from ui.workplace import Workplace


class MonthActions(QObject):
    """Opens the desk when it is asked for: the start must not wait. ``pages_wanted``: words and ids for the worklist;
    ``page_wanted``: a page is to be opened; ``action_wanted``: the id of another action; ``written``: pages
    may be other ones, and want to be examined. ``shown``: the desk has come into sight; ``left``: Esc, it is to go.
    """

    pages_wanted = Signal(str, object)
    page_wanted = Signal(int)
    action_wanted = Signal(str)
    written = Signal()
    shown = Signal()
    left = Signal()

    def __init__(self, workplace: Workplace, stack: QStackedWidget) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._stack = stack  # of the window: the desk is a page of it
        self._desk: MonthDesk | None = None
        self.brief = BriefActions(workplace)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"month": self.show, "reopen_month": self.reopen, "month_records": self.records, **self.brief.handlers()}

    def records(self) -> RecordsDialog:
        """Teams, classes of wards, targets, classes of risk."""
        from ui.month.records_dialog import RecordsDialog

        dialog = RecordsDialog(self._place)
        dialog.written.connect(self._read_again)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def reopen(self) -> ReopenDialog | None:
        """Which closed month is to be open again, and why."""
        from ui.month.reopen_dialog import ReopenDialog

        try:
            dialog = ReopenDialog(self._place)
        except CodingError as error:
            self._place.refuse(str(error))
            return None
        dialog.accepted.connect(self._read_again)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def receive(self, imported: Sequence[Imported]) -> None:
        """Write down files that came in the open months of their pages; what speaks against it is said in the line."""
        from coding.work.month_received import receive_in_open_months

        try:
            months = receive_in_open_months(self._place.store, imported)
        except CodingError as error:
            self._place.say(str(error))
            return
        if months:
            self._read_again()

    def read_slips(self, paths: Sequence[Path]) -> None:
        """Read slips that came back, at the step of the month that is about them."""
        desk = self.show("answer")
        if desk is not None:
            desk.read_slips(paths)

    @property
    def is_at_work(self) -> bool:
        """Whether slips are being read."""
        return self._desk is not None and isValid(self._desk) and self._desk.is_reading_slips

    def _read_again(self) -> None:
        """What the desk shows was counted before something was written beside it."""
        if self._desk is not None and isValid(self._desk):
            self._desk.read()

    def keys(self) -> frozenset[QKeySequence]:
        """The keys that the desk takes while it is shown."""
        if self._desk is None or not isValid(self._desk):
            return frozenset()
        return frozenset(shortcut.key() for shortcut in self._desk.findChildren(QShortcut))

    def show(self, step: str = "") -> MonthDesk | None:
        """The desk in the window, as it was left."""
        from ui.month.month_desk import MonthDesk

        if self._desk is None or not isValid(self._desk):
            try:
                self._desk = MonthDesk(self._place, parent=self._stack)
            except CodingError as error:
                self._place.refuse(str(error))
                return None
            self._stack.addWidget(self._desk)
            self._desk.pages_wanted.connect(self.pages_wanted)
            self._desk.page_wanted.connect(self.page_wanted)
            self._desk.left.connect(self.left)
            self._desk.action_wanted.connect(self.action_wanted)
            self._desk.written.connect(self.written)
        desk = self._desk
        focus = desk.focusWidget()
        self._stack.setCurrentWidget(desk)
        self.shown.emit()
        desk.come(focus)
        if step:
            desk.show_step(step)
        return desk
