"""体检: the export of one month, nothing set up and nothing kept, as two pages to look at and to save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QPushButton, QVBoxLayout

from coding.base.errors import CodingError
from coding.work.brief import write_brief
from ui.dialogs.message import show_message
from ui.month.report_preview import ReportPreview
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from coding.work.brief import Brief
    from ui.workplace import Workplace

_SIZE: Final = (1100, 680)


class BriefDialog(QDialog):
    """The two pages; the file is written when it is wanted."""

    def __init__(self, workplace: Workplace, brief: Brief) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self.brief = brief
        self.setWindowTitle(f"体检　{brief.period.name}")
        self.resize(size_on_screen(self, *_SIZE))
        told = "　".join((f"{brief.period.name}　{brief.pages:,} 份病案，只在本机读取，没有存入。", *brief.notes))
        self.told = PlainLabel(told, self, wordWrap=True)
        self.preview = ReportPreview(self)
        self.preview.show_report(brief.report)
        buttons = QDialogButtonBox(self)
        self.save_button = buttons.addButton("存为 PDF…", QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button.setProperty("kind", "primary")
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).clicked.connect(self.reject)
        self.save_button.clicked.connect(self._ask_and_save)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.told)
        box.addWidget(self.preview, 1)
        box.addWidget(buttons)
        self.preview.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self, path: Path) -> None:
        """Write the two pages. Raises CodingError."""
        write_brief(path, self.brief)
        self.told.setText(f"已写出：{path}")

    def _ask_and_save(self) -> None:
        name = str(Path(self._place.last_folder or ".") / f"体检_{self.brief.period.name}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, "存为 PDF", name, "PDF (*.pdf)")
        if not chosen:
            return
        try:
            self.save(Path(chosen))
        except CodingError as error:
            show_message(self, str(error), "error")
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(chosen))
