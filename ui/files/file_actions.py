"""What the actions for files do: export in a chosen family, findings for the wards, the map of unknown columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from coding.base.errors import CodingError
from ui import settings

if TYPE_CHECKING:
    from coding.exchange.peek import Peek
    from ui.window import MainWindow

PAGE_FILES = "首页文件 (*.csv *.txt *.xlsx *.xls *.dbf *.json *.xml *.zip);;所有文件 (*)"


def handlers(window: MainWindow) -> dict[str, Callable[[], None]]:
    """Action id → what it does in this window; a file of unknown columns opens the column map from here on."""
    window.opening.unknown.connect(lambda path, seen: ask_for_columns(window, path, seen))
    window.opening.cancelled.connect(window.status.say)
    if sentence := window.opening.interrupted():
        window.status.say(sentence)
    return {
        "map_columns": lambda: _choose_mapped(window),
        "export": lambda: _choose_export(window),
        "export_findings": lambda: _choose_findings(window),
    }


def _choose_mapped(window: MainWindow) -> None:
    from coding.exchange.peek import peek_known

    folder = settings.LAST_FOLDER.read(window.session.store)
    chosen, _ = QFileDialog.getOpenFileName(window, "按列对照读入", folder, PAGE_FILES)
    if not chosen:
        return
    try:
        seen = peek_known(Path(chosen))
    except CodingError as error:
        window.refuse(str(error))
        return
    ask_for_columns(window, Path(chosen), seen)


def ask_for_columns(window: MainWindow, path: Path, seen: Peek) -> None:
    """Open the column map of a file; agreed on, the file is read by it."""
    from ui.files.column_map import ColumnMapDialog

    dialog = ColumnMapDialog(path, seen, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.confirmed.connect(lambda profile: window.opening.open(path, profile))
    dialog.open()


def _choose_export(window: MainWindow) -> None:
    window.form.flush()
    ids = list(window.worklist.model.ids)
    if not ids:
        window.refuse("列表中没有病案可以导出：请先打开首页文件，或清空查找条件。")
        return
    from coding.work.exporting import kinds  # writing files is no part of the start

    store = window.session.store
    offered = kinds(store, ids)
    filters = {f"{family.title} (*{family.suffix})": family for family in offered}
    folder = Path(settings.LAST_FOLDER.read(store) or ".")
    title = f"导出校正后首页：列表中的 {len(ids):,} 份"
    first = str(folder / f"校正后首页{offered[0].suffix}")
    chosen, kind = QFileDialog.getSaveFileName(window, title, first, ";;".join(filters))
    if chosen:
        family = filters.get(kind, offered[0])
        path = Path(chosen)
        window.opening.export(path if path.suffix else path.with_suffix(family.suffix), ids, family)


def _choose_findings(window: MainWindow) -> None:
    window.form.flush()
    ids = list(window.worklist.model.ids)
    if not ids:
        window.refuse("列表中没有病案：请先打开首页文件，或清空查找条件。")
        return
    folder = Path(settings.LAST_FOLDER.read(window.session.store) or ".")
    title = f"导出问题清单：列表中的 {len(ids):,} 份"
    kind = "Excel 工作簿 (*.xlsx)"
    chosen, _ = QFileDialog.getSaveFileName(window, title, str(folder / "问题清单.xlsx"), kind)
    if chosen:
        window.opening.export_findings(Path(chosen).with_suffix(".xlsx"), ids)
