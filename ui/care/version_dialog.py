"""新版本: what lies in the folder of the hospital, its notes and its SHA-256; the program runs nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout

from coding.base.version import program_version
from coding.work.newer_version import FOLDER, checked_words, sha256_of
from ui.care.aside import Aside
from ui.care.verify_dialog import open_folder
from ui.people.door_dialog import heading, muted
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM, WIDE

if TYPE_CHECKING:
    from coding.work.newer_version import Offered
    from ui.workplace import Workplace

_NO_FOLDER: Final = "没有设更新文件夹：请在“设置 → 更新”中写上信息科放安装文件的共享文件夹。程序从不访问互联网。"
_HOW: Final = "安装前请先备份，关闭本程序，再打开文件夹双击安装文件。数据文件不受影响。程序只告诉您，不会自己安装。"
#: Seconds after which an unreachable folder or file is waited for no longer.
PATIENCE: Final = 60.0


class VersionDialog(QDialog):
    """``offered``: what was found; None where there is nothing newer. ``trouble``: why nothing could be found."""

    def __init__(self, place: Workplace, offered: Offered | None, trouble: str = "") -> None:
        super().__init__(place.parent)
        self.setWindowTitle("新版本")
        self.resize(size_on_screen(self, 600, 400))
        folder = FOLDER.read(place.store).strip()
        is_newer = offered is not None and offered.is_newer_than(program_version())
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.setSpacing(MEDIUM)
        self.head = heading(f"有新版本 {offered.version}" if offered is not None and is_newer else "没有更新的版本")
        box.addWidget(self.head)
        self.told = muted(trouble or (_NO_FOLDER if not folder else f"现在用的是 {program_version()}。"))
        box.addWidget(self.told)
        self.checked = PlainLabel("", wordWrap=True)
        if offered is not None and is_newer:
            self._tell(offered, box)
        else:
            box.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        self.open_button = QPushButton("打开文件夹")
        self.open_button.setAutoDefault(False)
        where = offered.setup.parent if offered is not None and offered.setup is not None else None
        self.open_button.setEnabled(where is not None)
        self.open_button.clicked.connect(lambda: where is not None and open_folder(where))
        close = QPushButton("关闭")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot.addWidget(self.open_button)
        foot.addStretch(1)
        foot.addWidget(close)
        box.addLayout(foot)
        close.setFocus()

    def _tell(self, offered: Offered, box: QVBoxLayout) -> None:
        form = QFormLayout()
        form.setSpacing(MEDIUM)
        told = str(offered.setup) if offered.setup else "文件夹里没有安装文件：请问信息科。"
        self.where = PlainLabel(told, wordWrap=True)
        form.addRow("安装文件", self.where)
        form.addRow("校验", self.checked)
        box.addLayout(form)
        self.notes = QPlainTextEdit(offered.notes or "没有写说明。")
        self.notes.setReadOnly(True)
        self.notes.setTabChangesFocus(True)
        self.notes.setAccessibleName("新版本的说明")
        box.addWidget(self.notes, 1)
        box.addWidget(muted(_HOW))
        if offered.setup is None:
            self.checked.setText("—")
            return
        self.checked.setText("正在计算 SHA-256…")
        setup = offered.setup
        self._aside = Aside(
            lambda: sha256_of(setup),
            lambda found: self.checked.setText(checked_words(offered, found)),
            self.checked.setText,
            self,
            PATIENCE,
        )
