"""Tables and buttons as both tabs of the term window use them."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QPushButton, QTableView, QWidget

from ui.theme.spacing import ROW_HEIGHT


def line_table(model: QAbstractItemModel, widths: tuple[int, ...], stretch: int, name: str) -> QTableView:
    """A table of whole lines, several of which can be chosen; sorted by a click on a header."""
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = table.horizontalHeader()
    for column, width in enumerate(widths):
        if column == stretch:
            header.setSectionResizeMode(column, header.ResizeMode.Stretch)
        else:
            table.setColumnWidth(column, width)
    header.setSortIndicatorShown(True)
    header.setSectionsClickable(True)
    header.setSortIndicator(-1, header.sortIndicatorOrder())
    header.sortIndicatorChanged.connect(model.sort)
    return table


def button(text: str, keys: str = "", *, primary: bool = False) -> QPushButton:
    """A button; its key is told on it."""
    made = QPushButton(f"{text}（{keys.replace('Return', 'Enter')}）" if keys else text)
    made.setAutoDefault(False)
    if primary:
        made.setProperty("kind", "primary")
    return made


def keys_of(tab: QWidget, bound: dict[str, QPushButton]) -> None:
    """The keys of the buttons of a tab, wherever in the tab the focus is."""
    for keys, pressed in bound.items():
        shortcut = QShortcut(QKeySequence(keys), tab)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(pressed.click)


def choice(name: str, choices: dict[str, str]) -> QComboBox:
    """A box of choices: what each is called by what it is."""
    box = QComboBox()
    box.setAccessibleName(name)
    for key, text in choices.items():
        box.addItem(text, key)
    return box
