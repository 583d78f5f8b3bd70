"""修改口令: two lines that have to agree, and how weak the password is; for oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QWidget

from coding.review.passwords import weakness
from ui.people.door_dialog import DoorDialog, heading, muted
from ui.people.password_edit import CapsHint, PasswordEdit
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from coding.store.store import Store

_FORCED = "口令是别人替您设的：请换成只有您自己知道的口令，然后继续。"
_OWN = "换口令后，以前的修改仍记在您的名下。"


class NewPasswordDialog(DoorDialog):
    """Accepted: the password is another one. ``old`` is known where it was typed a moment ago; it is not asked then."""

    def __init__(self, store: Store, old: str = "", parent: QWidget | None = None) -> None:
        super().__init__("修改我的口令", parent)
        self._store = store
        me = store.me
        self.old, self.password = PasswordEdit("旧口令"), PasswordEdit("新口令")
        self.again = PasswordEdit("再输一遍新口令")
        self.old.setText(old)
        self.strength = PlainLabel(wordWrap=True)
        self.strength.setProperty("role", "muted")
        self.box.addWidget(heading(f"{me.name}（{me.user}）"))
        self.box.addWidget(muted(_FORCED if me.must_change else _OWN))
        form = QFormLayout()
        form.setSpacing(MEDIUM)
        for title, edit in (("旧口令", self.old), ("新口令", self.password), ("再输一遍", self.again)):
            edit.textChanged.connect(lambda _text: self._judge())
            if edit is not self.old or not old:
                label = PlainLabel(title)
                form.addRow(label, edit)
        form.addRow("", self.strength)
        self.box.addLayout(form)
        self.box.addWidget(CapsHint(self.old, self.password, self.again))
        self.box.addWidget(self.told)
        self.box.addWidget(self.busy)
        buttons = QDialogButtonBox(self)
        self.change = buttons.addButton("修改", QDialogButtonBox.ButtonRole.AcceptRole)
        self.change.setDefault(True)
        leave = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._change)
        buttons.rejected.connect(self.reject)
        self.box.addWidget(buttons)
        self.rest_while_working(self.old, self.password, self.again, self.change, leave)
        (self.password if old else self.old).setFocus()
        self._judge()

    def _judge(self) -> None:
        new, me = self.password.text(), self._store.me
        weak = weakness(new, me.user, me.name) if new else "至少 8 个字符：可以用一句好记的话。"
        differs = bool(self.again.text()) and self.again.text() != new
        self.strength.setText(weak or ("两次输入的口令不同。" if differs else "口令可用。"))
        self.change.setEnabled(bool(self.old.text()) and not weak and self.again.text() == new)

    def _change(self) -> None:
        if self.change.isEnabled():
            old, new = self.old.text(), self.password.text()
            focus = self.password if self.old.isHidden() else self.old
            self.work("修改口令", lambda: self._store.change_password(old, new), lambda _: self.accept(), focus)
