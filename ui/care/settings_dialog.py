"""设置: everything that can be chosen, in one place. Each choice holds at once; what one may not choose says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.base.numbers import whole_number
from coding.review.people import Command, may
from coding.review.setting_rights import setting_command
from coding.work import backing_up, newer_version
from coding.work.own_money import want_money, wants_no_money
from coding.work.recent_files import MOST, is_kept, keep_files
from ui import settings
from ui.allowed import who_may
from ui.people.door_dialog import muted
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.fonts import TEXT_SIZES, scaled, text_percent
from ui.theme.spacing import LARGE, MEDIUM, WIDE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coding.store.setting import Setting
    from ui.actions import ActionSet
    from ui.workplace import Workplace

_LOOKS: Final = (("system", "跟随系统"), ("light", "浅色"), ("dark", "深色"))
_WHEN: Final = (
    (backing_up.LEAVING, "关闭窗口时"),
    *((str(hour), f"每天 {hour} 点以后一次") for hour in range(24)),
    ("", "不自动备份"),
)
_SIZE: Final = 720, 470
_NOT_SEALED: Final = "示例没有加密，不需要登录和锁定。"
_MONEY: Final = (
    "勾上以后，您登录时各处不显示权重、费用测算和盈亏，只对您自己、只在这台机器上。关账等要看金额的事这时不能办。"
    "改了以后窗口重新打开一次。"
)


class SettingsDialog(QDialog):
    """Five tabs. ``idle_changed``: the window is locked after another time; ``renew_wanted``: the window is to be
    opened anew, as what may be seen is another thing.
    """

    idle_changed = Signal()
    renew_wanted = Signal()

    def __init__(self, place: Workplace, path: Path, actions: ActionSet, *, is_sample: bool = False) -> None:
        super().__init__(place.parent)
        self._place, self._path, self._actions, self._is_sample = place, path, actions, is_sample
        self._store = place.store
        self.setWindowTitle("设置")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("设置")
        for title, page in (
            ("用户(&U)", self._who()),
            ("数据(&D)", self._data()),
            ("外观(&A)", self._looks()),
            ("金额(&M)", self._money()),
            ("文件与更新(&F)", self._files()),
        ):
            area = QScrollArea()  # large text on a small screen is scrolled, not cut
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(page)
            self.tabs.addTab(area, title)
        self.told = PlainLabel("", wordWrap=True)
        self.told.setProperty("role", "error")
        self.told.hide()
        close = QPushButton("关闭")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addWidget(muted("改动立即生效。灰色的是您的角色不能改的，鼠标停在上面说明由谁改。"), 1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.tabs, 1)
        box.addWidget(self.told)
        box.addLayout(foot)
        self._fit()
        self.tabs.tabBar().setFocus()

    # -- the tabs

    def _who(self) -> QWidget:
        me, page, form = self._store.me, *_page()
        form.addRow("姓名", PlainLabel(me.name))
        form.addRow("用户名", PlainLabel(me.user or "—"))
        form.addRow("角色", PlainLabel(me.role_words or "—", wordWrap=True))
        form.addRow("可看的科室", PlainLabel("、".join(sorted(me.wards)) or "全部", wordWrap=True))
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        self.password = self._by_action("修改我的口令…", "own_password", line)
        self.people = self._by_action("用户与角色…", "people", line)
        self.switch = self._by_action("切换用户…", "switch_user", line)
        line.addStretch(1)
        form.addRow("", line)
        self.idle = QSpinBox()
        self.idle.setRange(0, 240)
        self.idle.setKeyboardTracking(False)  # 1 on the way to 15 is nobody's wish
        self.idle.setSuffix(" 分钟")
        self.idle.setSpecialValueText("不锁定")
        self.idle.setAccessibleName("空闲锁定")
        self.idle.setValue(whole_number(settings.IDLE_LOCK.read(self._store)) or 0)
        self._bar(self.idle, settings.IDLE_LOCK, "" if self._store.is_sealed else _NOT_SEALED)
        self.idle.valueChanged.connect(lambda value: self._keep_idle(value))
        form.addRow("空闲锁定", _narrow(self.idle))
        form.addRow("", muted("没有按键和鼠标多久以后锁定窗口；全科室相同。"))
        return page

    def _data(self) -> QWidget:
        page, form = _page()
        where = PlainLabel(str(self._path), wordWrap=True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form.addRow("数据文件", where)
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        self.open_button = self._by_action("打开文件夹", "open_data_folder", line)
        self.move_button = self._by_action("移动…", "move_store", line)
        self.verify_button = self._by_action("校验…", "verify_store", line)
        line.addStretch(1)
        form.addRow("", line)
        self.backup = self._folder(backing_up.FOLDER, "备份文件夹", "备份到哪个文件夹（移动硬盘、网络盘）")
        form.addRow("备份文件夹", self.backup)
        self.when = QComboBox()
        self.when.setAccessibleName("何时备份")
        for value, words in _WHEN:
            self.when.addItem(words, value)
        self.when.setCurrentIndex(max(0, self.when.findData(backing_up.WHEN.read(self._store))))
        self._bar(self.when, backing_up.WHEN)
        self.when.activated.connect(lambda _at: self._keep(backing_up.WHEN, self.when.currentData()))
        form.addRow("何时备份", _narrow(self.when))
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        self.back_up_button = self._by_action("现在备份…", "back_up", line)
        line.addStretch(1)
        form.addRow("", line)
        form.addRow("", muted("备份放在另一块磁盘上：磁盘坏了，同一块上的备份一起丢失。文件夹空着不自动备份。"))
        return page

    def _looks(self) -> QWidget:
        page, form = _page()
        self.appearance = QComboBox()
        self.appearance.setAccessibleName("外观")
        for value, words in _LOOKS:
            self.appearance.addItem(words, value)
        self.appearance.setCurrentIndex(max(0, self.appearance.findData(settings.APPEARANCE.read(self._store))))
        self.appearance.activated.connect(lambda _at: self._do(self.appearance.currentData()))
        form.addRow("外观", _narrow(self.appearance))
        self.size = QComboBox()
        self.size.setAccessibleName("文字大小")
        for size in TEXT_SIZES:
            self.size.addItem(f"{size} %" + ("（默认）" if size == 100 else ""), size)
        self.size.setCurrentIndex(self.size.findData(text_percent()))
        self.size.activated.connect(lambda _at: self._resize(self.size.currentData()))
        form.addRow("文字大小", _narrow(self.size))
        self.coding_view = self._tick("coding_view", "编码视图：诊断和手术在上，其余各部分折成两行")
        self.hints = self._tick("field_hints", "填写提示：表单下方一行，填什么、依据、常见错误")
        form.addRow("首页表单", self.coding_view)
        form.addRow("", self.hints)
        line = QHBoxLayout()
        self._by_action("恢复默认布局", "reset_layout", line)
        line.addStretch(1)
        form.addRow("窗口", line)
        form.addRow("", muted("外观只对这台机器。"))
        return page

    def _money(self) -> QWidget:
        me, page, form = self._store.me, *_page()
        may_see = may(me.roles, Command.SEE_MONEY)
        hides = wants_no_money(self._store)
        by_others = me.is_money_blind and not hides
        told = "看得到" if me.may(Command.SEE_MONEY) else ("自己关闭了" if hides and may_see else "看不到")
        form.addRow("权重和金额", PlainLabel(told))
        self.money = QCheckBox("不看金额")
        self.money.setChecked(hides or by_others)
        self.money.setEnabled(may_see and not by_others)
        if by_others:
            self.money.setToolTip("管理员已对您关闭：请由管理员在“用户与角色”中打开。")
        elif not may_see:
            self.money.setToolTip(plain_tip(who_may(Command.SEE_MONEY)))
        self.money.toggled.connect(self._hide_money)
        form.addRow("", self.money)
        form.addRow("", muted(_MONEY))
        form.addRow("", muted("别人看不看得到金额由管理员决定：菜单“用户 › 用户与角色…”。"))
        return page

    def _files(self) -> QWidget:
        page, form = _page()
        self.recent = QCheckBox(f"记住最近打开的 {MOST} 个文件（菜单“文件 › 最近打开”）")
        self.recent.setChecked(is_kept(self._store))
        self.recent.toggled.connect(lambda on: self._try(lambda: keep_files(self._store, on=on)))
        form.addRow("最近打开", self.recent)
        line = QHBoxLayout()
        self.clear = self._by_action("清空列表", "recent_clear", line)
        line.addStretch(1)
        form.addRow("", line)
        form.addRow("", muted("文件名里可能有患者姓名：列表与其他本机设置一起加密，关掉时立即清空。"))
        self.update = self._folder(newer_version.FOLDER, "更新文件夹", "信息科放新版本安装文件的文件夹")
        form.addRow("更新文件夹", self.update)
        line = QHBoxLayout()
        self.look = self._by_action("现在查看…", "new_version", line)
        line.addStretch(1)
        form.addRow("", line)
        form.addRow("", muted("每天第一次启动时看一次这个共享文件夹里有没有新版本。程序不访问互联网，也不会自己安装。"))
        return page

    # -- the parts of a tab

    def _folder(self, setting: Setting, name: str, question: str) -> QWidget:
        """A folder that is typed or looked for."""
        room = QWidget()
        line = QHBoxLayout(room)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(MEDIUM)
        edit = QLineEdit(setting.read(self._store))
        edit.setAccessibleName(name)
        choose = QPushButton("选择…")
        choose.setAccessibleName(f"选择{name}")
        choose.setAutoDefault(False)
        for widget in (edit, choose):
            self._bar(widget, setting)
        edit.editingFinished.connect(lambda: self._keep(setting, edit.text().strip()))
        self.finished.connect(lambda _: edit.isModified() and self._keep(setting, edit.text().strip()))

        def ask() -> None:
            chosen = QFileDialog.getExistingDirectory(self, question, edit.text())
            if chosen:
                edit.setText(chosen)
                self._keep(setting, chosen)

        choose.clicked.connect(ask)
        line.addWidget(edit, 1)
        line.addWidget(choose)
        room.setFocusProxy(edit)
        return room

    def _by_action(self, text: str, id_: str, line: QHBoxLayout) -> QPushButton:
        """A button that does what an action of the window does, and rests where that does."""
        action = self._actions[id_]
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setEnabled(action.isEnabled())
        button.setToolTip(plain_tip("" if action.isEnabled() else action.statusTip()))
        button.clicked.connect(lambda: self._leave_for(id_))
        line.addWidget(button)
        return button

    def _tick(self, id_: str, words: str) -> QCheckBox:
        action = self._actions[id_]
        box = QCheckBox(words)
        box.setChecked(action.isChecked())
        box.setEnabled(action.isEnabled())
        box.toggled.connect(lambda _on: self._do(id_))
        return box

    def _bar(self, widget: QWidget, setting: Setting, why: str = "") -> None:
        """Have a field rest that the person may not change, and say why."""
        command = setting_command(setting.key)
        why = why or ("" if self._store.me.may(command) else who_may(command))
        if why:
            widget.setEnabled(False)
            widget.setToolTip(plain_tip(why))

    # -- what is chosen

    def _keep(self, setting: Setting, value: str) -> None:
        self._try(lambda: setting.write(self._store, value))

    def _keep_idle(self, minutes: int) -> None:
        if self._try(lambda: settings.IDLE_LOCK.write(self._store, str(minutes))):
            self.idle_changed.emit()

    def _hide_money(self, hidden: bool) -> None:
        if self._try(lambda: want_money(self._store, shown=not hidden)):
            self.accept()
            self.renew_wanted.emit()

    def _resize(self, percent: int) -> None:
        self._do(f"text_{percent}")
        self._fit()

    def _fit(self) -> None:
        self.resize(size_on_screen(self, round(scaled(_SIZE[0])), round(scaled(_SIZE[1]))))

    def _do(self, id_: str) -> None:
        self._actions[id_].trigger()

    def _leave_for(self, id_: str) -> None:
        """What opens another window, or another person's: this one makes room."""
        self.accept()
        self._actions[id_].trigger()

    def _try(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except CodingError as error:
            self.told.setText(str(error))
            self.told.show()
            return False
        self.told.hide()
        return True


def _page() -> tuple[QWidget, QFormLayout]:
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
    form.setSpacing(LARGE)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return page, form


def _narrow(widget: QWidget) -> QHBoxLayout:
    """A field no wider than its words."""
    line = QHBoxLayout()
    line.addWidget(widget)
    line.addStretch(1)
    return line
