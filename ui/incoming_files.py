"""From a file that is opened, dropped or read by columns to the pages in the list, and out into files again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from coding.work.what_file import is_scheme
from ui import settings
from ui.dialogs.message import show_message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.work.importing import Imported
    from ui.files.file_actions import FileActions
    from ui.opening_files import FileOpening
    from ui.workplace import Workplace


class IncomingFiles(QObject):
    """Ties what is asked about a file to what is done with it.

    ``scheme_wanted`` carries the path of a grouping scheme, which is shown before it is used, ``folder_wanted`` that of
    a folder of knowledge; ``brought``: that of a file or folder that was opened; ``began``: pages are on their way;
    ``arrived`` carries the ids of the first pages that a file brought or renewed, ``ended``: all is in.
    """

    scheme_wanted = Signal(object)
    folder_wanted = Signal(object)
    brought = Signal(object)
    began = Signal()
    arrived = Signal(object)
    ended = Signal()

    def __init__(self, workplace: Workplace, opening: FileOpening, files: FileActions) -> None:
        super().__init__(workplace.parent)
        self._place, self._opening = workplace, opening
        files.open_wanted.connect(self.open_file)
        files.mapped_wanted.connect(opening.open)
        files.export_wanted.connect(lambda *asked: opening.export(*asked[:3], masked=asked[3]))
        files.findings_wanted.connect(lambda *asked: opening.export_findings(*asked[:2], masked=asked[2]))
        opening.imported.connect(self._on_imported)
        opening.all_imported.connect(self._on_all_imported)
        opening.unknown.connect(files.ask_for_columns)
        opening.asked.connect(files.ask_about_habits)
        files.answered.connect(opening.answer)
        opening.edition_asked.connect(files.ask_about_edition)
        files.edition_answered.connect(opening.answer_edition)
        opening.refused.connect(workplace.refuse)
        opening.cancelled.connect(workplace.say)
        opening.cancelled.connect(lambda _told: self.ended.emit())
        opening.exported.connect(lambda sentence: show_message(workplace.parent, sentence, "info", "导出完成"))

    def tell_interrupted(self) -> None:
        """Say that a reading was cut off when the program ended last, if one was."""
        if sentence := self._opening.interrupted():
            self._place.say(sentence)

    def open_file(self, path: Path) -> None:
        """Read a file into the store and show its first page; a grouping scheme is shown before it is used."""
        store = self._place.store
        self._place.runner.run(
            "记住文件夹",
            lambda _task: settings.LAST_FOLDER.write(store, str(path.parent)),
            on_error=lambda _error: None,  # it is no reason not to work
        )
        self.brought.emit(path)
        if is_scheme(path):
            self.scheme_wanted.emit(path)
            return
        if path.is_dir():
            self.folder_wanted.emit(path)
            return
        self.read(path)

    def read(self, path: Path) -> None:
        """Read a file of pages into the store and show its first page."""
        self.began.emit()
        self._opening.open(path)

    def _on_imported(self, imported: Imported) -> None:
        from ui.dialogs.import_result import ImportResultDialog

        if not settings.OFFERED.read(self._place.store):
            settings.OFFERED.write(self._place.store, "1")
        self._place.say(imported.in_words())
        if not imported.is_plain:
            dialog = ImportResultDialog(imported, self._place.store, self._place.parent)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _on_all_imported(self, imported: Sequence[Imported]) -> None:
        ids = next((ids for each in imported if (ids := each.result.added or each.result.updated)), ())
        if ids:
            self.arrived.emit(list(ids))
        self.ended.emit()
