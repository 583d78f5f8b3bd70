"""What the actions for files do: export in a chosen family, findings for the wards, the map of unknown columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from coding.base.errors import CodingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.exchange.peek import Peek
    from coding.work.export_plan import Family
    from coding.work.file_editions import FileEdition
    from coding.work.local_habits import LocalHabit
    from ui.workplace import Workplace

PAGE_FILES = "首页文件 (*.csv *.txt *.xlsx *.xls *.dbf *.json *.xml *.zip *.parquet);;所有文件 (*)"


class FileActions(QObject):
    """Asks for files, and tells by signal what is to be done with them.

    ``open_wanted`` carries a path, ``mapped_wanted`` a path and the SourceProfile by which it is read,
    ``answered`` a path and the LocalValues that were agreed on, ``export_wanted`` a path, ids, Family and
    whether the persons are hidden, ``findings_wanted`` a path, ids and the same, ``edition_answered`` path, layout and
    edition.
    """

    open_wanted = Signal(object)
    mapped_wanted = Signal(object, object)
    answered = Signal(object, object)
    edition_answered = Signal(object, str, str)
    export_wanted = Signal(object, object, object, bool)
    findings_wanted = Signal(object, object, bool)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Action id → what it does."""
        return {
            "open_file": self._choose_file,
            "map_columns": self._choose_mapped,
            "export": self._choose_export,
            "export_findings": self._choose_findings,
        }

    def ask_for_columns(self, path: Path, seen: Peek) -> None:
        """Open the column map of a file; agreed on, the file is read by it."""
        from ui.files.column_map import ColumnMapDialog

        dialog = ColumnMapDialog(path, seen, self._place.parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.confirmed.connect(lambda profile: self.mapped_wanted.emit(path, profile))
        dialog.open()

    def ask_about_habits(self, path: Path, habits: Sequence[LocalHabit]) -> None:
        """Ask what the texts of a file mean that are no codes; answered, the file is read."""
        from ui.files.local_values_dialog import LocalValuesDialog

        dialog = LocalValuesDialog(path, habits, self._place.parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.confirmed.connect(lambda answers: self.answered.emit(path, answers))
        dialog.open()

    def ask_about_edition(self, path: Path, found: FileEdition) -> None:
        """Ask of which edition the codes of a file are; answered, the file is read."""
        from ui.files.edition_dialog import EditionDialog

        dialog = EditionDialog(path, found, self._place.parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.confirmed.connect(lambda edition: self.edition_answered.emit(path, found.layout, edition))
        dialog.open()

    def _choose_file(self) -> None:
        chosen = self._ask_for_pages("打开病案首页文件")
        if chosen:
            self.open_wanted.emit(Path(chosen))

    def _choose_mapped(self) -> None:
        from coding.exchange.peek import peek_known

        chosen = self._ask_for_pages("按列对照读入")
        if not chosen:
            return
        try:
            seen = peek_known(Path(chosen))
        except CodingError as error:
            self._place.refuse(str(error))
            return
        self.ask_for_columns(Path(chosen), seen)

    def _choose_export(self) -> None:
        self._ask_export(self.export_wanted.emit, findings=False)

    def _choose_findings(self) -> None:
        self._ask_export(lambda path, ids, _family, masked: self.findings_wanted.emit(path, ids, masked), findings=True)

    def _ask_export(self, use: Callable[[Path, list[int], Family, bool], object], *, findings: bool) -> None:
        """Ask what is to go out, where to and in which form; what is typed is written down before."""
        from ui.files.export_dialog import ExportDialog  # writing files is no part of the start

        self._place.write_down()
        dialog = ExportDialog(self._place, findings=findings)
        if not any(dialog.extents.values()):
            dialog.deleteLater()
            self._place.refuse("还没有病案可以导出：请先打开首页文件。")
            return
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.agreed.connect(use)
        dialog.open()

    def _ask_for_pages(self, title: str) -> str:
        chosen, _ = QFileDialog.getOpenFileName(self._place.parent, title, self._place.last_folder, PAGE_FILES)
        return chosen
