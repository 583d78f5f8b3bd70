"""How the main window is laid out: three areas beside each other under the strip, the toolbar above."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QToolBar, QVBoxLayout, QWidget

from ui.actions import ActionSet
from ui.theme.spacing import ICON

#: The least widths of worklist, form and knowledge, in pixels.
_LEAST_WIDTHS = (230, 470, 300)
#: The area that takes the room that is left: the form.
_WIDEST = 1


def side_by_side(*areas: QWidget) -> QSplitter:
    """Worklist, form and knowledge, with borders that can be drawn."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setChildrenCollapsible(False)
    for area, least in zip(areas, _LEAST_WIDTHS, strict=True):
        area.setMinimumWidth(least)
        splitter.addWidget(area)
    splitter.setStretchFactor(_WIDEST, 1)
    return splitter


def one_above_the_other(strip: QWidget, below: QWidget) -> QWidget:
    """The strip over the areas, without a gap."""
    work = QWidget()
    column = QVBoxLayout(work)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(strip)
    column.addWidget(below, 1)
    return work


def toolbar_of(actions: ActionSet) -> QToolBar:
    """The toolbar; it stays where it is."""
    bar = QToolBar("工具栏")
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.setIconSize(bar.iconSize().scaled(ICON, ICON, Qt.AspectRatioMode.KeepAspectRatio))
    actions.fill_toolbar(bar)
    return bar
