"""The bar above the form: the coding view, and a button for each section with its worst finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ui.icons.icons import icon
from ui.plain import plain_tip
from ui.theme.spacing import ICON_SMALL, MEDIUM, SMALL, TINY
from ui.theme.theme import severity_style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.page.finding import Severity
    from ui.form.form_layout import Section


class SectionBar(QWidget):
    """Stays above the scrolling form. ``Ctrl+1`` … jump from anywhere in the window; ``coding_wanted``: the coding view
    is to be shown, or the whole form.
    """

    jumped = Signal(int)
    coding_wanted = Signal(bool)

    def __init__(self, sections: Sequence[Section], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._worst: Mapping[int, tuple[Severity | None, int]] | None = None
        self._titles = [s.title for s in sections]
        self._buttons = [self._button(number, title) for number, title in enumerate(self._titles)]
        row = QHBoxLayout(self)
        row.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        row.setSpacing(TINY)
        self.coding = self._coding_button()
        row.addWidget(self.coding)
        row.addSpacing(MEDIUM)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)

    def _coding_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setText("编码")
        button.setCheckable(True)
        button.setToolTip("编码视图：诊断和手术在上，其余部分各折成两行（Ctrl+0）；再按显示完整的首页")
        button.setAccessibleName("编码视图")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        button.setIcon(icon("codes"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self.coding_wanted)
        return button

    def show_coding(self, on: bool) -> None:
        """Mark the coding view as the one that is shown, or not."""
        self.coding.setChecked(on)

    def _button(self, number: int, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(title)
        button.setCheckable(True)
        button.setToolTip(plain_tip(f"跳到「{title}」（Ctrl+{number + 1}）"))
        button.setAccessibleName(f"跳到{title}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.jumped.emit(number))
        shortcut = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self)
        shortcut.activated.connect(lambda: self.jumped.emit(number))
        return button

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
            button.setToolTip(plain_tip(f"跳到「{self._titles[number]}」（Ctrl+{number + 1}）：{words}"))

    def show_sections(self, shown: Sequence[bool]) -> None:
        """Offer only the sections that the page has."""
        for button, on in zip(self._buttons, shown, strict=True):
            button.setVisible(on)

    def show_current(self, number: int) -> None:
        """Mark the section that is in sight."""
        for at, button in enumerate(self._buttons):
            button.setChecked(at == number)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.coding.setIcon(icon("codes"))
            self.show_worst(self._worst)
