"""What stands in a table or a list on the screen, as rows of cells: the chosen ones, or all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QTreeView

from coding.base.formula_guard import guarded
from ui.form.values import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: A figure as it is shown: 1,234.50, −3, 12.5 %. What is longer is a number of a person or a card.
_FIGURE: Final = re.compile(r"[-−+]?(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d{0,10})(?:\.\d+)?\s?%?")
#: Before the first cell of a line of a tree, for each line that it stands under.
_INDENT: Final = "　"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``is_figure``: a sheet may reckon with it; anything else stays the text that it is, zeros included."""

    text: str
    is_figure: bool = False


_EMPTY: Final = Cell("")


def titles(view: QAbstractItemView, columns: Sequence[int]) -> list[str]:
    """The titles above these columns; none of a list."""
    if not isinstance(view, QTableView | QTreeView) or len(columns) < 2:
        return []
    return [guarded(_text(view.model().headerData(at, Qt.Orientation.Horizontal))) for at in columns]


def count_of_columns(view: QAbstractItemView) -> int:
    """A list has one column, whatever Qt's own class hides."""
    return view.model().columnCount() if isinstance(view, QTableView | QTreeView) else 1


def shown_columns(view: QAbstractItemView) -> list[int]:
    """The columns in sight, from left to right."""
    columns = range(count_of_columns(view))
    if not isinstance(view, QTableView | QTreeView):
        return list(columns)
    header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
    return sorted((at for at in columns if not view.isColumnHidden(at)), key=header.visualIndex)


def chosen_columns(view: QAbstractItemView) -> list[int]:
    """The columns of the chosen cells, where cells are chosen; of chosen rows those in sight."""
    shown = shown_columns(view)
    chosen = {index.column() for index in view.selectionModel().selectedIndexes()}
    return [at for at in shown if at in chosen] if chosen and _is_by_cells(view) else shown


def chosen_rows(view: QAbstractItemView, columns: Sequence[int]) -> list[list[Cell]]:
    """The chosen rows from top to bottom, the current one where nothing is chosen; of chosen cells those alone."""
    chosen = view.selectionModel().selectedIndexes() or [view.currentIndex()]
    firsts = dict.fromkeys(index.siblingAtColumn(0) for index in chosen if index.isValid())
    ordered = sorted(firsts, key=lambda index: view.visualRect(index).top())
    if not _is_by_cells(view) or len(chosen) == 1:
        return [_cells(index, columns) for index in ordered]
    marked = {(index.siblingAtColumn(0), index.column()) for index in chosen}
    return [
        [_cell(first.siblingAtColumn(at)) if (first, at) in marked else _EMPTY for at in columns] for first in ordered
    ]


def all_rows(view: QAbstractItemView, columns: Sequence[int]) -> Iterator[list[Cell]]:
    """All rows that are not hidden; what a model has not asked for yet is asked for on the way."""
    yield from _below(view, QModelIndex(), columns, 0)


def _below(view: QAbstractItemView, parent: QModelIndex, columns: Sequence[int], depth: int) -> Iterator[list[Cell]]:
    model, row = view.model(), 0
    while True:
        if row >= model.rowCount(parent):
            if not model.canFetchMore(parent):
                return
            model.fetchMore(parent)
            if row >= model.rowCount(parent):
                return
        if not _is_hidden(view, row, parent):
            first = model.index(row, 0, parent)
            cells = _cells(first, columns)
            if depth and cells:
                cells[0] = Cell(_INDENT * depth + cells[0].text)
            yield cells
            if isinstance(view, QTreeView):
                yield from _below(view, first, columns, depth + 1)
        row += 1


def _is_hidden(view: QAbstractItemView, row: int, parent: QModelIndex) -> bool:
    if isinstance(view, QTreeView):
        return view.isRowHidden(row, parent)
    return isinstance(view, QTableView) and view.isRowHidden(row)


def _is_by_cells(view: QAbstractItemView) -> bool:
    is_table = isinstance(view, QTableView | QTreeView)
    return is_table and view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectItems


def _cells(first: QModelIndex, columns: Sequence[int]) -> list[Cell]:
    return [_cell(first.siblingAtColumn(at)) for at in columns]


def _cell(index: QModelIndex) -> Cell:
    """Figures stand to the right in every table; a code that looks like one stands to the left."""
    text = _text(index.data())
    aligned = index.data(Qt.ItemDataRole.TextAlignmentRole)
    to_the_right = aligned is not None and bool(Qt.AlignmentFlag(int(aligned)) & Qt.AlignmentFlag.AlignRight)
    return shown_cell(text, is_figure=to_the_right)


def shown_cell(text: str, *, is_figure: bool) -> Cell:
    """A cell by its words; ``is_figure``: it is one where it is written as one."""
    return Cell(guarded(text), is_figure and _FIGURE.fullmatch(text) is not None)


def _text(value: object) -> str:
    return one_line("" if value is None else str(value))
