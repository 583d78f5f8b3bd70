"""What the main window asks of the hospital's rules: the rule window, waivers of what is found on the page in work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.page.finding import Finding
    from coding.page.waiver import Waived
    from ui.host_page import HostPage
    from ui.rules.rules_desk import RuleDesk
    from ui.rules.rules_window import RuleWindow
    from ui.rules.waive import WaiveDialog
    from ui.rules.waivers import WaiverList
    from ui.tasks import TaskRunner


#: The page of the drawer that the rule window stands in.
_PAGE = "rules_page"


class HospitalRules(QObject):
    """Opens the windows on the hospital's rules. They are built when they are asked for: the start must not wait."""

    page_wanted = Signal(int)
    refused = Signal(str)

    def __init__(self, desk: RuleDesk, runner: TaskRunner, owner: QWidget, host: Callable[[str], HostPage]) -> None:
        """``host`` brings the page of the drawer into sight in which the rule window stands."""
        super().__init__(owner)
        self._host = host
        self.desk = desk
        self._runner = runner
        self._owner = owner
        self.window: RuleWindow | None = None

    def show(self, rule_id: str = "") -> None:
        """The rules, in the drawer beside the page; with a rule chosen."""
        page = self._host(_PAGE)
        is_new = self.window is None
        if self.window is not None:
            self.window.reload()
        self.window = page.hold(self._made)
        if rule_id:
            self.window.choose(rule_id)
        page.take_focus()
        if is_new:
            self.window.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def import_file(self, path: Path) -> None:
        """The rules, and over them what a file would alter."""
        self.show()
        if self.window is not None:
            self.window.import_file(path)

    def _made(self, parent: QWidget) -> RuleWindow:
        from ui.rules.rules_window import RuleWindow

        window = RuleWindow(self.desk, self._runner, parent)
        window.page_wanted.connect(self._to_page)
        return window

    def show_waivers(self) -> WaiverList:
        """All waivers."""
        from ui.rules.waivers import WaiverList

        dialog = WaiverList(self.desk, self._owner)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.page_wanted.connect(self.page_wanted)
        dialog.open()
        return dialog

    def waive(self, finding: Finding) -> WaiveDialog:
        """Ask for reason and end, then accept a finding of the page in work."""
        from ui.rules.waive import WaiveDialog

        dialog = WaiveDialog(self.desk.session, finding, self._owner)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._keep(dialog, finding))
        dialog.open()
        return dialog

    def end_waiver(self, waived: Waived) -> None:
        """Have a waived finding of the page in work told again."""
        try:
            self.desk.end_waivers(self.desk.waivers_like(waived.waiver))
        except CodingError as error:
            self.refused.emit(str(error))

    def close(self) -> None:
        """The main window is closed: nothing asks the store any more."""
        if self.window is not None:
            self.window.close()
            self.window = None

    def _keep(self, dialog: WaiveDialog, finding: Finding) -> None:
        words, scope = dialog.words.toPlainText(), dialog.scopes.checkedId()
        try:
            self.desk.waive(dialog.waiver, dialog.page_id)
        except CodingError as error:
            again = self.waive(finding)  # the reason that was typed is there for the next try
            again.scopes.button(scope).setChecked(True)
            again.words.setPlainText(words)
            self.refused.emit(str(error))

    def _to_page(self, page_id: int) -> None:
        self.page_wanted.emit(page_id)
        self._owner.activateWindow()
