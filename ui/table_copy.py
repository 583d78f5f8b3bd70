"""Ctrl+C in a table that is only read: the chosen rows under their titles, as a sheet takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QTreeView, QWidget

from coding.base.formula_guard import guarded
from ui.form.values import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK = "copiesRows"


class TableCopying(QObject):
    """Gives every table and list, when somebody comes to it for the first time, the key that copies its rows."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._come)

    def _come(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isinstance(now, QAbstractItemView) or now.property(_MARK) or not _is_only_read(now):
            return
        now.setProperty(_MARK, True)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), now)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(lambda: copy_rows(now))


def copy_rows(view: QAbstractItemView) -> None:
    """Put the chosen rows on the clipboard."""
    QApplication.clipboard().setText(as_sheet(view))


def as_sheet(view: QAbstractItemView) -> str:
    """The chosen rows, or cells where cells are chosen: tabs between them, titles above; no text becomes a formula."""
    columns, lines = _columns(view), []
    if isinstance(view, QTableView | QTreeView) and len(columns) > 1:
        lines.append([_cell(view.model().headerData(at, Qt.Orientation.Horizontal)) for at in columns])
    lines += [[_cell(index.siblingAtColumn(at).data()) for at in columns] for index in _rows(view)]
    return "\n".join("\t".join(line) for line in lines)


def _is_only_read(view: QAbstractItemView) -> bool:
    """An editor copies what is marked in it, and the tables of the form one cell."""
    return view.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers or not any(
        index.flags() & Qt.ItemFlag.ItemIsEditable for index in _first_row(view)
    )


def _first_row(view: QAbstractItemView) -> Iterable[QModelIndex]:
    model = view.model()
    if model is None or not model.hasIndex(0, 0):
        return ()
    return (model.index(0, at) for at in range(_count(view)))


def _count(view: QAbstractItemView) -> int:
    """A list has one column, whatever Qt's own class hides."""
    return view.model().columnCount() if isinstance(view, QTableView | QTreeView) else 1


def _columns(view: QAbstractItemView) -> list[int]:
    shown = range(_count(view))
    if not isinstance(view, QTableView | QTreeView):
        return list(shown)
    chosen = {index.column() for index in view.selectionModel().selectedIndexes()}
    header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
    by_cells = view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectItems and chosen
    wanted = [at for at in shown if not view.isColumnHidden(at) and (not by_cells or at in chosen)]
    return sorted(wanted, key=header.visualIndex)


def _rows(view: QAbstractItemView) -> list[QModelIndex]:
    """One index of each chosen row, from top to bottom; the current one where nothing is chosen."""
    chosen = view.selectionModel().selectedIndexes() or [view.currentIndex()]
    firsts = dict.fromkeys(index.siblingAtColumn(0) for index in chosen if index.isValid())
    return sorted(firsts, key=lambda index: view.visualRect(index).top())


def _cell(value: object) -> str:
    return guarded(one_line("" if value is None else str(value)))
