"""放行设置: whether pages are released in one stage or in two, and whether one person may code and pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QDialog, QRadioButton, QVBoxLayout

from coding.base.errors import CodingError
from coding.review.release import Release
from coding.work.releasing import release_of
from ui.dialogs.agree_foot import agree_foot
from ui.plain import PlainLabel
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from ui.workplace import Workplace

_WIDTH: Final = 460


class ReleaseOptions(QDialog):
    """Settings of the department. What the person here may not change is refused by the store, and said."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        now = release_of(workplace.store)
        self.setWindowTitle("放行设置")
        self.setMinimumWidth(_WIDTH)
        self.one = QRadioButton("一级放行：编码后直接完成（默认）", self)
        self.two = QRadioButton("两级放行：编码员提交质控，质控员通过或退回", self)
        self.alone = QCheckBox("一人编码兼质控：两级放行时可以通过自己的病案，计数", self)
        (self.two if now.two_stage else self.one).setChecked(True)
        self.alone.setChecked(now.one_person)
        self.alone.setEnabled(now.two_stage)
        self.two.toggled.connect(self.alone.setEnabled)
        told = PlainLabel("放行检查两种都有。改为两级放行后，已通过的病案只能查看，由质控员退回后再改。", self)
        told.setWordWrap(True)
        told.setProperty("role", "muted")
        foot, _ = agree_foot(self, "保存", self.keep)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (self.one, self.two, self.alone, told, foot):
            box.addWidget(widget)

    def keep(self) -> None:
        """Keep them; the page in work is looked at anew."""
        store = self._place.store
        wanted = Release(self.two.isChecked(), self.alone.isChecked())
        try:
            store.set_settings(wanted.settings)
        except CodingError as error:
            self._place.refuse(str(error))
            return
        self.accept()
        self._place.session.access.look()
        self._place.say("放行设置已保存。")
