"""关于: what the program is and may be used for, and the licences of everything that ships with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coding.base.version import program_version
from coding.work.licences import fitting, licence_text, shipped_licences
from ui.grouping.group_table import ReadTable
from ui.icons.icons import pixmap
from ui.people.door_dialog import heading, muted
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.fonts import code_font, scaled
from ui.theme.spacing import ICON_LARGE, LARGE, MEDIUM, WIDE

if TYPE_CHECKING:
    from coding.work.licences import Licence

_FIRST_YEAR: Final = 2026
_WHAT: Final = (
    "离线检查住院病案首页、建议诊断与手术操作编码、预览 DRG、DIP 分组。不访问网络。",
    "内置的分组方案是通用方案，不是任何地区的实施方案；内置费率只作演示。分组结果不能证明编码正确，修改须以病历为依据。"
    "权重和支付是估算，不作结算依据。",
    "以 GPL-3.0-or-later 许可发布：可以自由使用、复制、修改、再分发；再分发时须附上源代码和本许可，不提供任何担保。"
    "随程序分发的其他部分各有许可，见“许可”。",
)


class AboutDialog(QDialog):
    """Two tabs: the program, the licences. ``stamp``: what pages are judged by now."""

    def __init__(self, stamp: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("关于")
        self.resize(size_on_screen(self, 1080, 560))  # a licence has lines of eighty signs
        self.licences = LicencesView()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("关于")
        self.tabs.addTab(self._program(stamp), "程序(&P)")
        self.tabs.addTab(self.licences, "许可(&L)")
        close = QPushButton("关闭")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.tabs, 1)
        box.addLayout(foot)
        close.setFocus()

    def _program(self, stamp: str) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        box.setSpacing(LARGE)
        head = QHBoxLayout()
        head.setSpacing(LARGE)
        picture = PlainLabel()
        picture.setPixmap(pixmap("app", "accent", ICON_LARGE, self.devicePixelRatioF()))
        head.addWidget(picture)
        head.addWidget(heading("住院病案首页编码与质控"), 1)
        box.addLayout(head)
        year = max(_FIRST_YEAR, datetime.now().year)
        years = str(_FIRST_YEAR) if year == _FIRST_YEAR else f"{_FIRST_YEAR}–{year}"
        self.version = PlainLabel(
            f"版本 {program_version()}　　{years} 年" + (f"　　知识版本 {stamp}" if stamp else "")
        )
        self.version.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        box.addWidget(self.version)
        for words in _WHAT:
            box.addWidget(PlainLabel(words, wordWrap=True))
        box.addStretch(1)
        return page


class LicencesView(QWidget):
    """The table, searched by words, and the text of the one that is chosen beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._all = shipped_licences()
        self._shown: tuple[Licence, ...] = ()
        self.search = QLineEdit(placeholderText="查找名称或许可", clearButtonEnabled=True)
        self.search.setAccessibleName("查找名称或许可")
        self.table = ReadTable(("名称", "版本", "许可"), (150, 70, 0))
        self.table.setAccessibleName("随程序分发的各个部分")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(code_font())
        self.text.setAccessibleName("许可全文")
        self.count = muted("")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        for widget in (self.search, self.table, self.count):
            column.addWidget(widget)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(left)
        both.addWidget(self.text)
        both.setChildrenCollapsible(False)
        both.setSizes([round(scaled(350)), 680])
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.addWidget(both)
        self.search.textChanged.connect(lambda _text: self.reload())
        self.table.currentCellChanged.connect(lambda row, *_: self._show(row))
        self.reload()

    def reload(self) -> None:
        """Show those that fit what is typed."""
        self._shown = fitting(self._all, self.search.text())
        self.table.setRowCount(0)
        self.table.fill([(one.name, one.version, one.licence) for one in self._shown])
        told = f"{len(self._shown)} 项，共 {len(self._all)} 项" if self._all else "许可表没有随程序安装"
        self.count.setText(told)
        self._show(0)

    def _show(self, row: int) -> None:
        self.text.setPlainText(licence_text(self._shown[row]) if 0 <= row < len(self._shown) else "")
