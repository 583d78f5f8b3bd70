"""What the window asks of the month: its desk, one for the window, back where it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from coding.base.errors import CodingError
from ui.month.brief_actions import BriefActions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.work.importing import Imported
    from ui.month.month_desk import MonthDesk
    from ui.month.records_dialog import RecordsDialog
    from ui.month.reopen_dialog import ReopenDialog
    from ui.workplace import Workplace


class MonthActions(QObject):
    """Opens the desk when it is asked for: the start must not wait. ``pages_wanted``: words and ids for the worklist;
    ``page_wanted``: a page is to be opened; ``action_wanted``: the id of another action; ``written``: pages
    may be other ones, and want to be examined.
    """

    pages_wanted = Signal(str, object)
    page_wanted = Signal(int)
    action_wanted = Signal(str)
    written = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
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

    def _list(self, words: str, ids: Sequence[int]) -> None:
        self.pages_wanted.emit(words, ids)
        self._to_front()

    def _open(self, page_id: int) -> None:
        self.page_wanted.emit(page_id)
        self._to_front()

    def _to_front(self) -> None:
        """The window comes before the desk, which stays where it is: F12 goes back to it."""
        window = self._place.parent.window()
        window.raise_()
        window.activateWindow()

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

    def _read_again(self) -> None:
        """What the desk shows was counted before something was written beside it."""
        if self._desk is not None and isValid(self._desk):
            self._desk.read()

    def show(self, step: str = "") -> MonthDesk | None:
        """The desk; the one that is open comes to the front, as it was left."""
        from ui.month.month_desk import MonthDesk

        if self._desk is None or not isValid(self._desk):
            try:
                self._desk = MonthDesk(self._place)
            except CodingError as error:
                self._place.refuse(str(error))
                return None
            self._desk.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._desk.pages_wanted.connect(self._list)
            self._desk.page_wanted.connect(self._open)
            self._desk.action_wanted.connect(self.action_wanted)
            self._desk.written.connect(self.written)
        desk = self._desk
        desk.show()
        desk.raise_()
        desk.activateWindow()
        if step:
            desk.show_step(step)
        return desk
