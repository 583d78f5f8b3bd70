"""The lists of the term book and of the clusters: light lines, sorted by any column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.plain import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")


class LineModel(QAbstractTableModel, Generic[T]):
    """Lines of any kind; ``cells`` tells the texts of a line, ``keys`` what its columns are sorted by."""

    def __init__(
        self,
        headers: Sequence[str],
        cells: Callable[[T], tuple[str, ...]],
        keys: Callable[[T], tuple[Any, ...]],
        numbers: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__()
        self._headers = tuple(headers)
        self._cells = cells
        self._keys = keys
        self._numbers = numbers
        self.lines: list[T] = []

    def show(self, lines: Sequence[T]) -> None:
        """Show these lines in this order."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def renew(self, row: int) -> None:
        """A line tells other texts now."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._headers) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            text = self._cells(self.lines[index.row()])[index.column()]
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self._numbers:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column < 0:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self.lines[index.row()] for index in before]
        self.lines.sort(key=lambda line: self._keys(line)[column], reverse=order == Qt.SortOrder.DescendingOrder)
        places = {id(line): row for row, line in enumerate(self.lines)}
        # What is chosen is a line, not a row.
        after = [self.index(places[id(line)], index.column()) for line, index in zip(held, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
