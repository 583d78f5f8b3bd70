"""依据单: the sheet of evidence as it will stand on paper, to be printed or kept as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.reports.paper_report import laid_out
from coding.work.evidence_sheets import note_printed, sheet_to_print, write_evidence_sheet
from coding.work.printing import printed_now
from ui.dialogs.message import show_message
from ui.plain import PlainLabel
from ui.printing.paper_dialog import PaperDialog
from ui.printing.papers import SheetPaper
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.reports.evidence_sheet import EvidenceSheet
    from ui.session import Session


class EvidencePaper(PaperDialog):
    """One sheet an evidence, the newest first. Printing and saving stand in the audit."""

    def __init__(self, session: Session, sheets: Sequence[EvidenceSheet], parent: QWidget | None = None) -> None:
        self._sheets = tuple(sheets)
        super().__init__(session, _paper(session, self._sheets[0]), "依据单", parent)
        self.setWindowTitle("依据单")
        self.which = QComboBox(self)
        self.which.setAccessibleName("哪一次写的依据")
        for sheet in self._sheets:
            self.which.addItem(f"{sheet.at:%Y-%m-%d %H:%M}　{sheet.author}　{'；'.join(sheet.changes)}"[:80])
        self.which.currentIndexChanged.connect(lambda _: self.view.show_paper(_paper(session, self.sheet)))
        self.bar_ways_out()
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(PlainLabel("依据", self))
        above.addWidget(self.which, 1)
        self.lay_out(above)

    @property
    def sheet(self) -> EvidenceSheet:
        """The sheet that is shown."""
        return self._sheets[max(0, self.which.currentIndex())]

    @property
    def title(self) -> str:
        return f"依据单 {self.sheet.case_no}".strip()

    @property
    def file(self) -> str:
        return f"依据单_{self.sheet.case_no or '无病案号'}_{self.sheet.at:%Y%m%d%H%M}"

    def save(self, path: Path) -> bool:
        """Write the sheet as .pdf; False where it could not be, which is said."""
        try:
            session = self._session
            write_evidence_sheet(session.store, self.sheet, path, session.clock(), money=session.sees_money)
        except CodingError as error:
            show_message(self, str(error), "error")
            return False
        self.tell(f"已存为 {path}", "muted")
        return True

    def note_printing(self) -> None:
        note_printed(self._session.store, self.sheet, self._session.clock())

    def printed(self) -> None:
        """There may be another sheet to print."""
        self.tell("已交给打印机。", "muted")


def _paper(session: Session, sheet: EvidenceSheet) -> SheetPaper:
    now = session.clock()
    report = sheet_to_print(session.store, sheet, now, money=session.sees_money)
    printed = printed_now(session.store, now, tells_persons=False)
    return SheetPaper(lambda measure: laid_out(report, measure), printed)
