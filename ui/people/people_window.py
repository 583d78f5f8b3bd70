"""用户与角色: who works here and in which roles; added, changed, closed by an administrator, read by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSpinBox, QWidget

from coding.base.errors import CodingError
from coding.base.numbers import whole_number
from coding.review.passwords import temporary_password
from coding.review.people import Command, may
from ui import settings
from ui.allowed import who_may
from ui.grouping.group_table import ReadTable
from ui.people.door_dialog import DoorDialog, muted
from ui.people.person_dialog import FirstPasswordDialog, PersonDialog, ReasonDialog, ask
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from coding.review.people import Person
    from coding.store.store import Store

_HEADERS = ("用户名", "姓名", "角色", "可看的科室", "金额", "状态")
_WIDTHS = (110, 110, 0, 180, 80, 210)
_FOOT = "停用的用户不能登录，以前的修改仍记在其名下。角色的权限见手册“用户与角色”。"


class PeopleDialog(DoorDialog):
    """Keys: Enter changes the person that is selected, Ins adds one. ``note`` stands above, where there is one."""

    def __init__(self, store: Store, parent: QWidget | None = None, note: str = "") -> None:
        super().__init__("用户与角色", parent)
        self._store = store
        self._people: list[Person] = []
        self.resize(size_on_screen(self, 960, 500))
        self.box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self._build(note)
        self.reload()

    def _build(self, note: str) -> None:
        if note:
            label = PlainLabel(note, wordWrap=True)
            label.setProperty("role", "warning")
            self.box.addWidget(label)
        self.table = ReadTable(_HEADERS, _WIDTHS, self)
        self.table.setAccessibleName("用户与角色")
        self.table.activated.connect(lambda _index: self.change_button.click())
        self.table.currentCellChanged.connect(lambda *_: self._tell_buttons())
        self.box.addWidget(self.table, 1)
        self.box.addWidget(self.told)
        self.box.addWidget(self.busy)
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        self.add_button = self._button("添加…（Insert）", self._add, Command.KEEP_PEOPLE, line)
        self.change_button = self._button("修改…", self._change, Command.KEEP_PEOPLE, line)
        self.reset_button = self._button("重设口令…", self._reset, Command.RESET_PASSWORD, line)
        self.close_button = self._button("停用…", self._close_person, Command.KEEP_PEOPLE, line)
        self.open_button = self._button("重新启用…", self._open_person, Command.KEEP_PEOPLE, line)
        line.addStretch(1)
        self.closed = QCheckBox("也显示停用的")
        self.closed.toggled.connect(lambda _on: self.reload())
        line.addWidget(self.closed)
        self.box.addLayout(line)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        self.idle = QSpinBox()
        self.idle.setRange(0, 240)
        self.idle.setKeyboardTracking(False)  # 1 on the way to 15 is nobody's wish
        self.idle.setSuffix(" 分钟")
        self.idle.setSpecialValueText("不锁定")
        self.idle.setAccessibleName("空闲锁定")
        self.idle.setValue(whole_number(settings.IDLE_LOCK.read(self._store)) or 0)
        may_set = self._store.me.may(Command.SET_DEPARTMENT)
        self.idle.setEnabled(may_set)
        self.idle.setToolTip("" if may_set else plain_tip(who_may(Command.SET_DEPARTMENT)))
        foot.addWidget(PlainLabel("空闲锁定"))
        foot.addWidget(self.idle)
        foot.addWidget(muted(_FOOT), 1)
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        self.box.addLayout(foot)
        self.idle.valueChanged.connect(lambda _value: self._keep_idle())
        self.table.setFocus()

    def _button(self, text: str, do: Callable[[], object], command: Command, line: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(do)
        button.setProperty("command", command.value)
        if not self._store.me.may(command):
            button.setToolTip(plain_tip(who_may(command)))
        line.addWidget(button)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert:
            self.add_button.click()
            return
        super().keyPressEvent(event)

    def reload(self) -> None:
        """Ask the store again."""
        everybody = self._store.people()
        self._people = [one for one in everybody if one.closed_at is None or self.closed.isChecked()]
        self.table.fill(
            [
                (
                    one.user,
                    one.name,
                    one.role_words,
                    "、".join(sorted(one.wards)) or "全部",
                    "可见" if may(one.roles, Command.SEE_MONEY) and not one.is_money_blind else "不见",
                    _state(one, self._store.me),
                )
                for one in self._people
            ]
        )
        gone = sum(one.closed_at is not None for one in everybody)
        self.closed.setText(f"也显示停用的（{gone}）")
        self._tell_buttons()

    def choose(self, user: str) -> None:
        """Select somebody."""
        row = next(number for number, one in enumerate(self._people) if one.user == user)
        self.table.setCurrentCell(row, 0)

    @property
    def chosen(self) -> Person | None:
        """Who is selected."""
        row = self.table.currentRow()
        return self._people[row] if 0 <= row < len(self._people) else None

    def _tell_buttons(self) -> None:
        one, me = self.chosen, self._store.me
        is_here = one is not None and one.closed_at is None
        for button, fits in (
            (self.add_button, True),
            (self.change_button, is_here),
            (self.reset_button, is_here and one is not None and one.id != me.id),
            (self.close_button, is_here and one is not None and one.id != me.id),
            (self.open_button, one is not None and not is_here),
        ):
            button.setEnabled(fits and me.may(Command(button.property("command"))))

    # -- what is done

    def _add(self) -> None:
        dialog, password = PersonDialog(parent=self), temporary_password()

        def agreed() -> None:
            new = dialog.new_person(password)
            self.work(
                "添加用户",
                lambda: self._store.add_person(new),
                lambda made: self._made(made.user, made.name, password),
                self.table,
            )

        ask(dialog, agreed)

    def _change(self) -> None:
        one = self.chosen
        if one is None or not self.change_button.isEnabled():
            return
        dialog = PersonDialog(one, self)

        def agreed() -> None:
            changed = dialog.person
            self.work("修改用户", lambda: self._store.change_person(changed), lambda _: self.reload(), self.table)

        ask(dialog, agreed)

    def _reset(self) -> None:
        told = "程序生成新的首次登录口令；此人此后的签名用新的密钥，并注明由您登记。"
        self._with_password("重设口令", told, "重设", self._store.reset_password)

    def _open_person(self) -> None:
        told = "程序生成首次登录口令；角色与停用前相同，可再修改。"
        self._with_password("重新启用", told, "启用", self._store.open_person)

    def _with_password(self, title: str, told: str, do: str, call: Callable[[int, str, str], None]) -> None:
        one = self.chosen
        if one is None:
            return
        dialog, password = ReasonDialog(title, f"{one.name}（{one.user}）：{told}", do, self), temporary_password()

        def agreed() -> None:
            reason = dialog.reason.text().strip()
            self.work(
                title,
                lambda: call(one.id, password, reason),
                lambda _: self._made(one.user, one.name, password),
                self.table,
            )

        ask(dialog, agreed)

    def _close_person(self) -> None:
        one = self.chosen
        if one is None:
            return
        told = f"{one.name}（{one.user}）停用后不能登录，以前的修改仍记在其名下。"
        dialog = ReasonDialog("停用用户", told, "停用", self)

        def agreed() -> None:
            reason = dialog.reason.text().strip()
            self.work("停用用户", lambda: self._store.close_person(one.id, reason), lambda _: self.reload(), self.table)

        ask(dialog, agreed)

    def _made(self, user: str, name: str, password: str) -> None:
        self.reload()
        ask(FirstPasswordDialog(user, name, password, self), lambda: None)

    def _keep_idle(self) -> None:
        try:
            settings.IDLE_LOCK.write(self._store, str(self.idle.value()))
        except CodingError as error:
            self.say(str(error))


def _state(person: Person, me: Person) -> str:
    if person.closed_at is not None:
        return f"{person.closed_at:%Y-%m-%d} 停用"
    parts = ["在用", *(["您自己"] if person.id == me.id else []), *(["首次登录须改口令"] if person.must_change else [])]
    return "，".join(parts)
