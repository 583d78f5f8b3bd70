"""登录: who opens a sealed data file; with a password, or with the printed recovery key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QPushButton, QWidget

from coding.store.kept_people import SignIn
from coding.store.store_errors import NotFoundedError, WrongPasswordError
from ui.people.door_dialog import DoorDialog, heading, muted
from ui.people.password_edit import CapsHint, PasswordEdit
from ui.theme.fonts import code_font
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from coding.store.doorkeeper import Doorkeeper
    from coding.store.kept_people import Door
    from coding.store.store import Store

_BY_PASSWORD, _BY_KEY = "用口令登录", "用恢复密钥登录…"
_KEY_TOLD = "恢复密钥是加密时打印的 5 组字符。用它进来只能重设口令，之后请用新口令登录。"


class SignInDialog(DoorDialog):
    """``store`` is open when it was accepted; ``used`` is what opened it. Esc leaves everything closed.
    ``is_not_founded``: the server holds no store yet.
    """

    #: What stands above the fields.
    about = "住院病案首页编码与质控"

    def __init__(self, keeper: Doorkeeper, door: Door, parent: QWidget | None = None) -> None:
        super().__init__("登录", parent)
        self._keeper = keeper
        self._path = door.path
        self.store: Store | None = None
        self.used: SignIn | None = None
        self.is_not_founded = False
        self._build(door)

    def _build(self, door: Door) -> None:
        self.user = QLineEdit(door.last_user if door.server or door.last_user in door.users else "")
        self.user.setAccessibleName("用户名")
        self.password = PasswordEdit("口令")
        self.recovery = QLineEdit(placeholderText="如 3KD7P-…，大小写和连字符随意")
        self.recovery.setAccessibleName("恢复密钥")
        self.recovery.setFont(code_font())
        self._users = QWidget()
        fields = _form(self._users)
        fields.addRow("用户名", self.user)
        fields.addRow("口令", self.password)
        self._keys = QWidget()
        keys = _form(self._keys)
        keys.addRow("恢复密钥", self.recovery)
        keys.addRow(muted(_KEY_TOLD))
        self._keys.hide()
        self.caps = CapsHint(self.password)
        buttons = QDialogButtonBox(self)
        self.other = buttons.addButton(_BY_KEY, QDialogButtonBox.ButtonRole.ResetRole)
        self.other.setProperty("kind", "flat")
        self.other.setAutoDefault(False)
        self.enter = buttons.addButton("登录", QDialogButtonBox.ButtonRole.AcceptRole)
        self.enter.setDefault(True)
        self.leave: QPushButton = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.other.clicked.connect(self._exchange)
        buttons.accepted.connect(self._sign_in)
        buttons.rejected.connect(self.reject)
        file = muted(f"服务器：{door.server}" if door.server else f"数据文件：{door.path.name}（已加密）")
        for widget in (heading(self.about), file, self._users, self._keys, self.caps, self.told):
            self.box.addWidget(widget)
        self.box.addWidget(self.busy)
        self.box.addWidget(buttons)
        self.rest_while_working(self.user, self.password, self.recovery, self.enter, self.leave, self.other)
        (self.password if self.user.text() else self.user).setFocus()

    @property
    def is_recovering(self) -> bool:
        """Whether the recovery key is asked for."""
        return not self._keys.isHidden()

    def _exchange(self) -> None:
        by_key = not self.is_recovering
        self._keys.setVisible(by_key)
        self._users.setVisible(not by_key)
        self.caps.setVisible(not by_key)
        self.other.setText(_BY_PASSWORD if by_key else _BY_KEY)
        self.say("")
        (self.recovery if by_key else self.password).setFocus()
        self.adjustSize()

    def _sign_in(self) -> None:
        if self.is_recovering:
            used, focus = SignIn("", recovery=self.recovery.text().strip()), self.recovery
            lacks = not used.recovery
        else:
            used = SignIn(self.user.text().strip(), self.password.text())
            focus = self.password if used.user else self.user
            lacks = not (used.user and used.password)
        if lacks:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.used = used
        self.begin(used, focus)

    def begin(self, used: SignIn, focus: QWidget) -> None:
        """Do what the sign-in is for; ``focus`` takes the keys again where it fails."""
        self.work("登录", lambda: self._keeper(self._path, used), self._opened, focus)

    def _opened(self, store: Store) -> None:
        self.store = store
        self.accept()

    def failed_there(self, error: Exception) -> None:
        if isinstance(error, NotFoundedError):
            self.is_not_founded = True
            self.reject()
        if isinstance(error, WrongPasswordError) and not self.is_recovering:
            self.password.clear()


def _form(widget: QWidget) -> QFormLayout:
    form = QFormLayout(widget)
    form.setContentsMargins(0, MEDIUM, 0, 0)
    form.setSpacing(MEDIUM)
    return form
