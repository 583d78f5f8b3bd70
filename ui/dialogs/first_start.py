"""The offer of the first start: four clear choices where the panels will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons.icons import pixmap
from ui.plain import PlainLabel
from ui.theme.fonts import POINTS_LARGE, text_font
from ui.theme.spacing import ICON_LARGE, LARGE, MEDIUM, WIDE

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_CHOICES = (
    ("sample", "sample", "打开示例", "虚构的病案，约三分之一带有常见缺陷。\n单独存放，不会混入本院数据。"),
    ("file", "open", "打开文件", "HIS 导出的住院病案首页，CSV 或 Excel：\n卫统4-1（N041）、HQMS 等。"),
    ("brief", "findings", "体检", "一个月的首页导出，不必设置，也不存入：\n两页看清缺陷、未入组和 3.0 的影响。"),
    ("later", "later", "稍后", "先看一看界面，\n需要时按 Ctrl+O 打开文件。"),
)
#: Where the scheme comes from that every hospital groups by from 2027 on; the line goes with the first start.
_SCHEME = (
    "国家 DRG 3.0：从国家医保局网站（nhsa.gov.cn）下载《按病组（DRG）付费3.0版分组方案配置信息》.xlsx，"
    "拖到本窗口，或用“文件 › 导入知识 › 分组方案”打开；未导入时按内置通用方案预览。"
)
#: Widths of a card, in pixels: where there is room, and where the window is narrow.
_CARD, _LEAST_CARD = 300, 205


class FirstStart(QWidget):
    """``chosen`` says which: sample, file, brief or later. Keys 1 to 4 or Tab and Enter."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._icons: list[tuple[QLabel, str]] = []
        self.buttons: dict[str, QPushButton] = {}
        title = PlainLabel("住院病案首页编码与质控")
        title.setProperty("role", "title")
        lead = PlainLabel("检查首页、建议编码、预览 DRG、DIP 分组。全部在本机完成，数据不离开这台电脑。")
        lead.setProperty("role", "muted")
        cards = QHBoxLayout()
        cards.setSpacing(WIDE)
        for number, (key, icon_name, text, told) in enumerate(_CHOICES, start=1):
            cards.addWidget(self._card(number, key, icon_name, text, told))
        box = QVBoxLayout(self)
        box.setSpacing(LARGE)
        box.addStretch(2)
        for label in (title, lead):
            box.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(WIDE)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(cards, 100)
        row.addStretch(1)
        box.addLayout(row)
        where = PlainLabel(_SCHEME)
        where.setProperty("role", "muted")
        where.setWordWrap(True)
        where.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(where)
        box.addStretch(3)
        self.setFocusProxy(self.buttons["sample"])
        self._recolour()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for number, (key, *_rest) in enumerate(_CHOICES, start=1):
            if event.text() == str(number):
                self.chosen.emit(key)
                return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._recolour()

    def _card(self, number: int, key: str, icon_name: str, text: str, told: str) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        card.setFixedHeight(210)
        card.setMinimumWidth(_LEAST_CARD)
        card.setMaximumWidth(_CARD)
        picture = PlainLabel()
        self._icons.append((picture, icon_name))
        words = PlainLabel(told, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        words.setProperty("role", "muted")
        button = QPushButton(f"{text}（{number}）")
        button.setFont(text_font(POINTS_LARGE))
        button.setMinimumHeight(38)
        button.setAutoDefault(True)
        if key == "sample":
            button.setProperty("kind", "primary")
        button.clicked.connect(lambda _checked=False, k=key: self.chosen.emit(k))
        self.buttons[key] = button
        box = QVBoxLayout(card)
        box.setContentsMargins(LARGE, WIDE, LARGE, WIDE)
        box.setSpacing(MEDIUM)
        box.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(words, 1)
        box.addWidget(button)
        return card

    def _recolour(self) -> None:
        for label, name in self._icons:
            label.setPixmap(pixmap(name, "accent", ICON_LARGE + 8, self.devicePixelRatioF()))
