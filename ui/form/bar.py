"""The bar above the form: whose page it is, and a button for each section with its worst finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from coding.finding import Severity
from coding.page import FrontPage
from ui.form.layout import Section
from ui.form.values import shown
from ui.icons.icons import icon
from ui.theme.spacing import ICON_SMALL, MEDIUM, SMALL, TINY
from ui.theme.theme import severity_style


class SectionBar(QWidget):
    """Stays above the scrolling form. ``Ctrl+1`` … jump from anywhere in the window."""

    jumped = Signal(int)

    def __init__(self, sections: Sequence[Section], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._worst: Mapping[int, tuple[Severity | None, int]] | None = None
        self._who = QLabel(self)
        self._who.setObjectName("panelTitle")
        self._who.setAccessibleName("病案")
        self._who.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._titles = [s.title for s in sections]
        self._buttons = [self._button(number, title) for number, title in enumerate(self._titles)]
        top = QVBoxLayout(self)
        top.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        top.setSpacing(TINY)
        top.addWidget(self._who)
        row = QHBoxLayout()
        row.setSpacing(TINY)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        top.addLayout(row)

    def _button(self, number: int, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(title)
        button.setCheckable(True)
        button.setToolTip(f"跳到「{title}」（Ctrl+{number + 1}）")
        button.setAccessibleName(f"跳到{title}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.jumped.emit(number))
        shortcut = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self)
        shortcut.activated.connect(lambda: self.jumped.emit(number))
        return button

    def show_page(self, page: FrontPage) -> None:
        """Say whose page it is."""
        age = page.text("age_years")
        parts = [
            page.text("patient_name") or "（无姓名）",
            shown("sex", page.text("sex")).split(" ")[-1],
            f"{age}岁" if age else (f"{days}天" if (days := page.text("age_days")) else ""),
            f"病案号 {page.case_no or '（空）'}",
            f"出院 {page.text('discharge_datetime')[:10] or '（空）'}",
        ]
        self._who.setText("　".join(p for p in parts if p))

    def show_worst(self, worst: Mapping[int, tuple[Severity | None, int]] | None) -> None:
        """Show per section the worst severity and how many findings there are; None: not examined yet."""
        self._worst = worst
        for number, button in enumerate(self._buttons):
            severity, count = (worst or {}).get(number, (None, 0))
            style = severity_style(severity or ("" if worst is None else "clean"))
            button.setText(f"{self._titles[number]} {count}" if count else self._titles[number])
            button.setIcon(icon(style.icon, style.role))
            words = f"{count} 条问题，最重为{style.word}" if count else style.word
            button.setAccessibleDescription(words)
            button.setToolTip(f"跳到「{self._titles[number]}」（Ctrl+{number + 1}）：{words}")

    def show_current(self, number: int) -> None:
        """Mark the section that is in sight."""
        for at, button in enumerate(self._buttons):
            button.setChecked(at == number)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.show_worst(self._worst)
