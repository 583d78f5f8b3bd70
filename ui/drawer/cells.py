"""Lines of cells in the drawer: looked at and gone through by keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.icons.icons import icon
from ui.plain import plain_tip
from ui.theme.fonts import code_font, scaled, text_font
from ui.theme.spacing import MEDIUM, ROW_HEIGHT
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in pixels at a text of 100 %, the least of a column that ``grows``; codes and figures are not cut."""

    title: str
    width: int
    grows: bool = False
    is_figure: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. ``picture``: icon and colour role; ``struck``: it is not in force any more."""

    text: str = ""
    tip: str = ""
    spoken: str = ""
    picture: tuple[str, str] | None = None
    bold: bool = False
    struck: bool = False


class CellModel(QAbstractTableModel):
    """Lines of cells, each as long as there are columns."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = list(columns)
        self.lines: list[tuple[Cell, ...]] = []

    def show(self, lines: Sequence[tuple[Cell, ...]]) -> None:
        """Show these lines in this order."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def put(self, row: int, line: tuple[Cell, ...]) -> None:
        """A line tells something else now."""
        self.lines[row] = line
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def name(self, column: int, title: str) -> None:
        """Call a column otherwise."""
        self.columns[column] = Column(title, *_sizes(self.columns[column]))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        return self.lines[row][column].text

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell, column = self.lines[index.row()][index.column()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(cell.tip or cell.text)
            case Qt.ItemDataRole.AccessibleTextRole:
                return cell.spoken or cell.text
            case Qt.ItemDataRole.DecorationRole if cell.picture:
                return icon(*cell.picture)
            case Qt.ItemDataRole.FontRole if cell.bold or cell.struck or column.is_code:
                return _font(cell, column)
            case Qt.ItemDataRole.ForegroundRole if cell.struck:
                return current_theme().colour("text_muted")
            case Qt.ItemDataRole.TextAlignmentRole if column.is_figure:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.columns[section].is_figure else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None


class CellTable(QTableView):
    """``entered_on`` carries the row on which Enter was pressed; ``moved_to`` the one that is chosen, -1 for none."""

    entered_on = Signal(int)
    moved_to = Signal(int)

    def __init__(self, columns: Sequence[Column], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = CellModel(columns)
        self.setModel(self.cells)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(30)
        header.setHighlightSections(False)
        for at, column in enumerate(columns):
            if column.grows:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        self._fit_columns()
        self.doubleClicked.connect(lambda index: self.entered_on.emit(index.row()))
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self.moved_to.emit(now.row()))

    def show_lines(self, lines: Sequence[tuple[Cell, ...]], row: int = 0) -> None:
        """Show these lines and choose one of them."""
        self.cells.show(lines)
        self._fit_columns()
        if lines:
            self.choose(min(max(row, 0), len(lines) - 1))

    def put(self, row: int, line: tuple[Cell, ...]) -> None:
        """A line tells something else now."""
        self.cells.put(row, line)

    def choose(self, row: int) -> None:
        """Go to a line."""
        self.setCurrentIndex(self.cells.index(row, 0))

    @property
    def row(self) -> int:
        """The line that she is on; -1 for none."""
        return self.currentIndex().row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.row >= 0:
            self.entered_on.emit(self.row)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.model() is not None:
            self._fit_columns()  # the text may have another size

    def _fit_columns(self) -> None:
        """The widths at the size of the text; codes, however long a scheme or a book makes them, are read whole."""
        for at, column in enumerate(self.cells.columns):
            width = round(scaled(column.width))
            if column.is_code and self.cells.lines:
                longest = max((line[at].text for line in self.cells.lines), key=len)
                width = max(width, QFontMetrics(code_font(bold=True)).horizontalAdvance(longest) + 2 * MEDIUM)
            self.setColumnWidth(at, width)


def _sizes(column: Column) -> tuple[int, bool, bool, bool]:
    return column.width, column.grows, column.is_figure, column.is_code


def _font(cell: Cell, column: Column) -> QFont:
    font = code_font(bold=cell.bold) if column.is_code else text_font(bold=cell.bold)
    font.setStrikeOut(cell.struck)
    return font
