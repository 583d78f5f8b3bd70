"""加密: the first start with a data file that anybody could read; its first person, and why there has to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QFormLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from coding.review.passwords import weakness
from coding.review.people import ALL_ROLES, Role
from coding.store.kept_people import NewPerson, SignIn
from ui.people.door_dialog import DoorDialog, heading, muted
from ui.people.password_edit import CapsHint, PasswordEdit
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM, SMALL, WIDE

if TYPE_CHECKING:
    from coding.store.doorkeeper import Doorkeeper
    from coding.store.kept_people import Door
    from coding.store.store import Store

_WHY = (
    "病案首页含患者姓名、证件号和住址，这台电脑别人也可能使用：数据文件要加密，凭口令打开。",
    "每次修改记在登录人名下，不能冒名、不能悄悄改动，审核和检查时可以作证。",
    "口令忘了可用恢复密钥重设；两者都丢失时，任何人（包括我们）都打不开数据。",
)
_AT_SERVER = (
    "服务器上的这个数据库还是空的：第一个用户担任管理员，其他人由他添加。",
    *_WHY[1:],
)
_FOR_NOW = "已有的数据一并加密；加密前的副本在核对恢复密钥后销毁。"


class SealingDialog(DoorDialog):
    """``store`` is open, sealed, when it was accepted; ``words`` is its recovery key. ``sample_wanted``: rather the
    sample.
    """

    def __init__(self, keeper: Doorkeeper, door: Door, parent: QWidget | None = None) -> None:
        super().__init__("设置用户和口令", parent, 560)
        self._keeper = keeper
        self._door = door
        self.store: Store | None = None
        self.words = ""
        self.sample_wanted = False
        self._build()
        self._judge()

    @property
    def first(self) -> NewPerson:
        """The first person, as far as it has been filled in."""
        roles = frozenset(role for role, box in self.roles.items() if box.isChecked())
        return NewPerson(self.user.text().strip(), self.name.text().strip(), roles, self.password.text())

    def _build(self) -> None:
        self.box.addWidget(heading("第一次使用：设置您的用户和口令"))
        reasons = _AT_SERVER if self._door.server else _WHY
        why = "\n".join(f"{number}. {told}" for number, told in enumerate(reasons, start=1))
        has_pages = self._door.is_there and not self._door.server
        self.box.addWidget(muted(f"{why}\n{_FOR_NOW}" if has_pages else why))
        self.user = QLineEdit(placeholderText="登录时输入，如拼音或工号")
        self.name = QLineEdit(placeholderText="修改记录中显示的姓名")
        self.password = PasswordEdit("口令")
        self.again = PasswordEdit("再输一遍口令")
        self.strength = PlainLabel(wordWrap=True)
        self.strength.setProperty("role", "muted")
        form = QFormLayout()
        form.setSpacing(MEDIUM)
        form.setContentsMargins(0, MEDIUM, 0, 0)
        rows = (("用户名", self.user), ("姓名", self.name), ("口令", self.password), ("再输一遍", self.again))
        for title, edit in rows:
            edit.setAccessibleName(title)
            edit.textChanged.connect(lambda _text: self._judge())
            label = PlainLabel(title)
            form.addRow(label, edit)
        form.addRow("", self.strength)
        self.box.addLayout(form)
        self.box.addWidget(CapsHint(self.password, self.again))
        self._add_roles()
        self.box.addWidget(self.told)
        self.box.addWidget(self.busy)
        buttons = QDialogButtonBox(self)
        self.sample = buttons.addButton("先看示例病案", QDialogButtonBox.ButtonRole.ResetRole)
        self.sample.setProperty("kind", "flat")
        self.sample.setAutoDefault(False)
        self.seal = buttons.addButton(
            "建立并打开" if self._door.server else "加密并打开", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.seal.setDefault(True)
        leave = buttons.addButton("退出", QDialogButtonBox.ButtonRole.RejectRole)
        self.sample.clicked.connect(self._to_sample)
        buttons.accepted.connect(self._seal)
        buttons.rejected.connect(self.reject)
        self.box.addWidget(buttons)
        self.rest_while_working(self.user, self.name, self.password, self.again, self.seal, self.sample, leave)
        self.user.setFocus()

    def _add_roles(self) -> None:
        """Folded: a department of one is all of them, and need not know."""
        self.fold = QToolButton()
        self.fold.setText("角色：全部（一人科室）")
        self.fold.setCheckable(True)
        self.box.addWidget(self.fold)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(WIDE, 0, 0, 0)
        column.setSpacing(SMALL)
        self.roles: dict[Role, QCheckBox] = {}
        for role in Role:
            box = QCheckBox(f"{role.label}：{role.meaning}")
            box.setChecked(True)
            box.setEnabled(role is not Role.ADMINISTRATOR)
            if role is Role.ADMINISTRATOR:
                box.setToolTip(plain_tip("第一个用户要担任管理员，才能添加其他用户"))
            box.toggled.connect(lambda _on: self._tell_roles())
            self.roles[role] = box
            column.addWidget(box)
        inner.hide()
        self.box.addWidget(inner)

        def unfold(on: bool) -> None:
            inner.setVisible(on)
            self.adjustSize()

        self.fold.toggled.connect(unfold)

    def _tell_roles(self) -> None:
        chosen = self.first.roles
        told = "、".join(role.label for role in Role if role in chosen)
        self.fold.setText("角色：全部（一人科室）" if chosen == ALL_ROLES else f"角色：{told}")

    def _judge(self) -> None:
        first = self.first
        weak = weakness(first.password, first.user, first.name) if first.password else ""
        differs = bool(self.again.text()) and self.again.text() != first.password
        if weak or differs:
            self._tell_strength(weak or "两次输入的口令不同。", "warning")
        elif first.password:
            self._tell_strength("口令可用。" if self.again.text() else "口令可用，请再输一遍。", "clean")
        else:
            self._tell_strength("至少 8 个字符，长比花样多更安全：可以用一句好记的话。", "muted")
        is_whole = bool(first.user and first.name and first.password) and self.again.text() == first.password
        self.seal.setEnabled(is_whole and not weak)

    def _tell_strength(self, sentence: str, role: str) -> None:
        self.strength.setText(sentence)
        if self.strength.property("role") != role:
            self.strength.setProperty("role", role)
            self.strength.style().unpolish(self.strength)
            self.strength.style().polish(self.strength)

    def _to_sample(self) -> None:
        self.sample_wanted = True
        self.reject()

    def _seal(self) -> None:
        if self.seal.isEnabled():
            first = self.first
            self.work("加密数据文件", lambda: self._seal_and_open(first), self._sealed, self.user)

    def _seal_and_open(self, first: NewPerson) -> tuple[str, Store]:
        words = self._keeper.seal(self._door.path, first)
        return words, self._keeper(self._door.path, SignIn(first.user, first.password))

    def _sealed(self, sealed: tuple[str, Store]) -> None:
        self.words, self.store = sealed
        self.accept()
