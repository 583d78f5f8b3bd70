"""Tables that are only read go to a sheet: Ctrl+C the chosen rows, Ctrl+Shift+C all of them, or a workbook of them.

The titles go along. Where a program takes HTML (Excel, WPS), codes stay text there: 0012 keeps its zeros.
"""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from html import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QTimer, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFileDialog, QMenu, QWidget

from ui.table_rows import Cell, all_rows, chosen_columns, chosen_rows, count_of_columns, shown_columns, titles
from ui.taking_out import TakingOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from PySide6.QtCore import QModelIndex

_MARK: Final = "copiesRows"
COPY_ALL: Final = QKeySequence("Ctrl+Shift+C")
#: Seconds of one turn in which rows are gathered, and as many rows between two looks at the clock.
_TURN, _AT_ONCE = 0.02, 50
_HEAD: Final = '<html><head><meta charset="utf-8"></head><body><table>'
_TEXT: Final = "mso-number-format:'\\@';white-space:nowrap"
_KINDS: Final = "Excel 工作簿 (*.xlsx)"


class TableCopying(QObject):
    """Gives every table and list, when somebody comes to it for the first time, its keys and its menu."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._come)

    def _come(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isinstance(now, QAbstractItemView) or now.property(_MARK) or not _is_only_read(now):
            return
        now.setProperty(_MARK, True)
        for keys, do in ((QKeySequence(QKeySequence.StandardKey.Copy), copy_rows), (COPY_ALL, copy_all)):
            key = QShortcut(keys, now)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(partial(do, now))
        if now.contextMenuPolicy() is Qt.ContextMenuPolicy.DefaultContextMenu:
            now.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            now.customContextMenuRequested.connect(partial(_show_menu, now))


def copy_rows(view: QAbstractItemView) -> None:
    """Put the chosen rows on the clipboard."""
    columns = chosen_columns(view)
    heads, rows = titles(view, columns), chosen_rows(view, columns)
    _let_out(view, len(rows), "", lambda: put_on_clipboard(heads, rows))


def copy_all(view: QAbstractItemView) -> None:
    """Put all rows on the clipboard, gathered bit by bit while the window answers."""
    columns = shown_columns(view)
    heads, out = titles(view, columns), _taking_out(view)  # the table may be gone when it stands in the audit

    def copy(rows: list[list[Cell]]) -> None:
        put_on_clipboard(heads, rows)
        if out is not None:
            out.say(f"已复制整张表：{len(rows):,} 行，可以粘贴到 Excel。")

    _gather(view, columns, lambda rows: _let_out(view, len(rows), "剪贴板", lambda: copy(rows)))


def save_all(view: QAbstractItemView, path: Path) -> None:
    """Write all rows as a workbook in which every cell is text."""
    columns = shown_columns(view)
    heads, out, name = titles(view, columns), _taking_out(view), _name(view)

    def write(rows: list[list[Cell]]) -> None:
        lines = [heads, *([cell.text for cell in row] for row in rows)]
        if out is not None:
            out.write(path, [line for line in lines if line], name)

    _gather(view, columns, lambda rows: _let_out(view, len(rows), str(path), lambda: write(rows)))


def as_sheet(view: QAbstractItemView) -> str:
    """The chosen rows, or cells where cells are chosen: tabs between them, titles above; no text becomes a formula."""
    columns = chosen_columns(view)
    return _tabbed(titles(view, columns), chosen_rows(view, columns))


def as_html(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as Excel takes it: what is no figure is told to be text."""
    head = "".join(f'<th style="{_TEXT}">{escape(title)}</th>' for title in heads)
    lines = [head] if head else []
    lines += ["".join(map(_html_cell, row)) for row in rows]
    return f"{_HEAD}{''.join(f'<tr>{line}</tr>' for line in lines)}</table></body></html>"


def _html_cell(cell: Cell) -> str:
    if cell.is_figure:
        return f"<td>{escape(cell.text.replace('−', '-'))}</td>"
    return f'<td style="{_TEXT}">{escape(cell.text)}</td>'


def _tabbed(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    lines = ["\t".join(heads)] if heads else []
    return "\n".join((*lines, *("\t".join(cell.text for cell in row) for row in rows)))


def put_on_clipboard(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """A table as text, and as a sheet takes it."""
    data = QMimeData()
    data.setText(_tabbed(heads, rows))
    data.setHtml(as_html(heads, rows))
    QApplication.clipboard().setMimeData(data)


def _gather(view: QAbstractItemView, columns: Sequence[int], then: Callable[[list[list[Cell]]], object]) -> None:
    """Read all rows in short turns; what is shown meanwhile goes on. A table that is gone is not read to its end."""
    rows: list[list[Cell]] = []
    timer = QTimer(view)  # gone with the table
    model = view.model()

    def changed() -> None:
        """Half of one filling and half of another are no table."""
        if timer.isActive():
            timer.stop()
            timer.deleteLater()
            if (out := _taking_out(view)) is not None:
                out.say("表格正在更新，没有复制：请稍候再试。")

    for signal in (model.modelReset, model.layoutChanged, model.rowsRemoved, model.dataChanged):
        signal.connect(changed, Qt.ConnectionType.AutoConnection)
        timer.destroyed.connect(partial(_let_go, signal, changed))

    def go_on(left: Iterator[list[Cell]]) -> None:
        until = time.monotonic() + _TURN
        while time.monotonic() < until:
            some = list(islice(left, _AT_ONCE))
            rows.extend(some)
            if len(some) < _AT_ONCE:
                timer.stop()
                timer.deleteLater()
                then(rows)
                return

    timer.timeout.connect(partial(go_on, all_rows(view, columns)))
    timer.start(0)


def _let_go(signal: SignalInstance, slot: Callable[[], None], _gone: object = None) -> None:
    with suppress(RuntimeError):  # the table is gone, and its signals with it
        signal.disconnect(slot)


def _show_menu(view: QAbstractItemView, place: QPoint) -> None:
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    rows = menu.addAction("复制所选的行", lambda: copy_rows(view))
    rows.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    menu.addAction("复制整张表", lambda: copy_all(view)).setShortcut(COPY_ALL)
    if _taking_out(view) is not None:
        menu.addAction("另存为 Excel…", lambda: _ask_and_save(view))
    menu.popup(view.viewport().mapToGlobal(place))


def _ask_and_save(view: QAbstractItemView) -> None:
    out = _taking_out(view)
    folder = out.folder if out is not None else ""
    chosen, _ = QFileDialog.getSaveFileName(view, "另存为 Excel", str(Path(folder) / f"{_name(view)}.xlsx"), _KINDS)
    if chosen:
        path = Path(chosen)
        save_all(view, path if path.suffix else path.with_suffix(".xlsx"))


def _let_out(view: QAbstractItemView, rows: int, file: str, do: Callable[[], object]) -> None:
    """``file``: where all rows go; "" where the chosen ones are copied."""
    out = _taking_out(view)
    if out is None:
        do()
    else:
        out.let_out(view, _name(view), rows, file, do)


def _taking_out(view: QWidget) -> TakingOut | None:
    """Of the window that a table is in, or that the dialog stands over."""
    above: QWidget | None = view
    while above is not None:
        out = getattr(above, "taking_out", None)
        if isinstance(out, TakingOut):
            return out
        above = above.parentWidget()
    return None


def _name(view: QAbstractItemView) -> str:
    return view.accessibleName() or view.window().windowTitle() or "表格"


def _is_only_read(view: QAbstractItemView) -> bool:
    """An editor copies what is marked in it, and the tables of the form one cell."""
    return view.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers or not any(
        index.flags() & Qt.ItemFlag.ItemIsEditable for index in _first_row(view)
    )


def _first_row(view: QAbstractItemView) -> Iterable[QModelIndex]:
    model = view.model()
    if model is None or not model.hasIndex(0, 0):
        return ()
    return (model.index(0, at) for at in range(count_of_columns(view)))
