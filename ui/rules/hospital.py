"""What the main window asks of the hospital's rules: the rule window, waivers of what is found on the page in work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from coding.page.finding import Finding
    from coding.page.waiver import Waived
    from ui.rules.rules_desk import RuleDesk
    from ui.rules.rules_window import RuleWindow
    from ui.rules.waive import WaiveDialog
    from ui.rules.waivers import WaiverList
    from ui.tasks import TaskRunner


class HospitalRules(QObject):
    """Opens the windows on the hospital's rules. They are built when they are asked for: the start must not wait."""

    page_wanted = Signal(int)
    refused = Signal(str)

    def __init__(self, desk: RuleDesk, runner: TaskRunner, owner: QWidget) -> None:
        super().__init__(owner)
        self.desk = desk
        self._runner = runner
        self._owner = owner
        self.window: RuleWindow | None = None

    def show(self, rule_id: str = "") -> None:
        """The rule window, in front; with a rule chosen."""
        from ui.rules.rules_window import RuleWindow

        if self.window is None:
            self.window = RuleWindow(self.desk, self._runner, self._owner)
            self.window.page_wanted.connect(self._to_page)
        else:
            self.window.reload()
        if rule_id:
            self.window.choose(rule_id)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

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
            self.window.deleteLater()
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
