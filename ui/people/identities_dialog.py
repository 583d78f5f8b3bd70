"""显示身份: name, numbers, telephones and addresses of the page in work, for who sees them masked and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QPushButton, QWidget

from coding.page.fields import field_catalogue, is_blank
from coding.review.masks import identity_fields
from ui.people.door_dialog import DoorDialog, muted
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from coding.page.front_page import FrontPage
    from coding.store.store import Store

_TOLD = "查看患者身份须写明原因。谁、何时、看了哪一份、为什么，都记入审计。"
_NOBODY = "这份病案没有填写姓名、证件号、电话和住址。"


class IdentitiesDialog(DoorDialog):
    """Asks why, then shows who it is: in this dialog alone, nowhere else in the window. ``rows``: what is shown."""

    def __init__(self, store: Store, page_id: int, case_no: str, parent: QWidget | None = None) -> None:
        super().__init__(f"显示身份：病案号 {case_no or '（空）'}", parent)
        self._store, self._page_id = store, page_id
        self.rows: tuple[tuple[str, str], ...] = ()
        self.reason = QLineEdit(placeholderText="如：家属来电核对")
        self.reason.setAccessibleName("查看身份的原因")
        self._asked, self._shown = QWidget(), QWidget()
        asked = _lines(self._asked)
        asked.addRow("原因", self.reason)
        self._lines = _lines(self._shown)
        self._shown.hide()
        buttons = QDialogButtonBox(self)
        self.show_button: QPushButton = buttons.addButton("显示", QDialogButtonBox.ButtonRole.AcceptRole)
        self.show_button.setDefault(True)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.accepted.connect(self._show)
        buttons.rejected.connect(self.reject)
        for widget in (muted(_TOLD), self._asked, self._shown, self.told, self.busy, buttons):
            self.box.addWidget(widget)
        self.rest_while_working(self.reason, self.show_button)
        self.reason.setFocus()

    def _show(self) -> None:
        reason = self.reason.text().strip()
        self.work("显示身份", lambda: self._store.show_identities(self._page_id, reason), self._tell, self.reason)

    def _tell(self, page: FrontPage) -> None:
        wanted = identity_fields()
        self.rows = tuple(
            (field.label, page.text(field.key))
            for field in field_catalogue().values()
            if field.key in wanted and not is_blank(page.text(field.key))
        )
        for label, text in self.rows:
            self._lines.addRow(label, PlainLabel(text, wordWrap=True))
        if not self.rows:
            self._lines.addRow(muted(_NOBODY))
        self._asked.hide()
        self.show_button.hide()
        self._shown.show()
        self.adjustSize()


def _lines(widget: QWidget) -> QFormLayout:
    form = QFormLayout(widget)
    form.setContentsMargins(0, SMALL, 0, SMALL)
    form.setSpacing(MEDIUM)
    return form
