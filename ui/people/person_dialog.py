"""One person: name, roles, wards, money blindness; and the password that was made for the first sign-in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from coding.review.people import Person, Role
from coding.store.kept_people import NewPerson
from ui.dialogs.agree_foot import agree_foot
from ui.panel_view import STANDS_FOR
from ui.people.door_dialog import heading, muted
from ui.plain import PlainLabel
from ui.theme.fonts import POINTS_LARGE, code_font
from ui.theme.spacing import LARGE, MEDIUM, SMALL, WIDE

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDTH = 480


class PersonDialog(QDialog):
    """Accepted: ``person`` is how somebody is to be, or ``new_person`` who is to be added."""

    def __init__(self, person: Person | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person = person
        self.setWindowTitle("修改用户" if person else "添加用户")
        self.setMinimumWidth(_WIDTH)
        self.user = QLineEdit(person.user if person else "", placeholderText="登录时输入，如拼音或工号；以后不能改")
        self.name = QLineEdit(person.name if person else "", placeholderText="修改记录中显示的姓名")
        self.wards = QLineEdit(
            "、".join(sorted(person.wards)) if person else "", placeholderText="如 心血管内科、一病区；空 = 全部科室"
        )
        self.blind = QCheckBox("不见权重和金额")
        self.user.setReadOnly(person is not None)
        self.user.setAccessibleName("用户名")
        self.name.setAccessibleName("姓名")
        self.wards.setAccessibleName("可看的科室")
        self.blind.setChecked(person is not None and person.is_money_blind)
        self.roles: dict[Role, QCheckBox] = {}
        roles = QVBoxLayout()
        roles.setSpacing(SMALL)
        for role in Role:
            box = QCheckBox(f"{role.label}：{role.meaning}")
            box.setChecked(role in person.roles if person else role is Role.CODER)
            box.toggled.connect(lambda _on: self._judge())
            self.roles[role] = box
            roles.addWidget(box)
        form = QFormLayout()
        form.setSpacing(MEDIUM)
        form.addRow("用户名", self.user)
        form.addRow("姓名", self.name)
        form.addRow("角色", roles)
        form.addRow("可看的科室", self.wards)
        form.addRow("", self.blind)
        buttons, self.agree = agree_foot(self, "保存" if person else "添加", self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(form)
        note = "改动记入审计。" if person else "程序替新用户生成一个首次登录口令，只显示一次，登录后须更换。"
        box.addWidget(muted(note))
        box.addWidget(buttons)
        for edit in (self.user, self.name):
            edit.textChanged.connect(lambda _text: self._judge())
        self._judge()
        (self.name if person else self.user).setFocus()

    @property
    def person(self) -> Person:
        """The person as the dialog has them."""
        before = self._person or Person(0, self.user.text().strip(), "", frozenset())
        return replace(
            before,
            name=self.name.text().strip(),
            roles=frozenset(role for role, box in self.roles.items() if box.isChecked()),
            wards=frozenset(filter(None, (one.strip() for one in _parts(self.wards.text())))),
            is_money_blind=self.blind.isChecked(),
        )

    def new_person(self, password: str) -> NewPerson:
        """Who is to be added."""
        made = self.person
        return NewPerson(made.user, made.name, made.roles, password, made.wards, made.is_money_blind)

    def _judge(self) -> None:
        made = self.person
        self.agree.setEnabled(bool(self.user.text().strip() and made.name and made.roles))


class ReasonDialog(QDialog):
    """Why something is done to somebody; the reason stays in the audit."""

    def __init__(self, title: str, told: str, do: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(STANDS_FOR, "PersonDialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.reason = QLineEdit(placeholderText="原因，记入审计")
        self.reason.setAccessibleName("原因")
        buttons, self.agree = agree_foot(self, do, self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(PlainLabel(told, wordWrap=True))
        box.addWidget(self.reason)
        box.addWidget(buttons)
        self.agree.setEnabled(False)
        self.reason.setFocus()
        self.reason.textChanged.connect(lambda text: self.agree.setEnabled(bool(text.strip())))


class FirstPasswordDialog(QDialog):
    """Shows the password that was made, once."""

    def __init__(self, user: str, name: str, password: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("首次登录口令")
        self.setMinimumWidth(_WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(heading(f"{name}（用户名 {user}）的首次登录口令"))
        box.addWidget(muted("只显示这一次：请当面告诉本人，不要写在工作群里。本人登录后须换成自己的口令。"))
        card = QFrame()
        card.setObjectName("card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self.password = PlainLabel(password)
        self.password.setFont(code_font(1.6 * POINTS_LARGE, bold=True))
        self.password.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.password.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner.addWidget(self.password)
        box.addWidget(card)
        buttons = QDialogButtonBox(self)
        known = buttons.addButton("已告诉本人", QDialogButtonBox.ButtonRole.AcceptRole)
        known.setDefault(True)
        known.clicked.connect(self.accept)
        box.addWidget(buttons)


def ask(dialog: QDialog, agreed: Callable[[], object]) -> None:
    """Open a dialog without stopping what runs behind it; ``agreed`` follows when it was accepted."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(agreed)
    dialog.open()


def _parts(text: str) -> list[str]:
    for sign in "，,;；":
        text = text.replace(sign, "、")
    return text.split("、")
