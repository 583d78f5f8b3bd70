"""Opens the sheets of evidence of the page in work; what draws them is loaded with the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from coding.base.errors import CodingError
from coding.work.evidence_sheets import evidence_sheets
from ui.dialogs.about_page import about_page

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from coding.reports.evidence_sheet import EvidenceSheet
    from ui.panels.evidence_paper import EvidencePaper
    from ui.session import Session


def show_sheets(session: Session, parent: QWidget, entry: int | None = None) -> EvidencePaper | None:
    """Open the sheets of the page in work, newest first; with the one of ``entry`` of its audit in sight.

    None where there is none: no evidence has been written, or what it bore has been taken back.
    """
    sheets = _sheets(session)
    if not sheets:
        return None
    from ui.panels.evidence_paper import EvidencePaper

    dialog = EvidencePaper(session, sheets, parent)
    ids = [sheet.entry for sheet in sheets]
    if entry in ids:
        dialog.which.setCurrentIndex(ids.index(entry))
    about_page(dialog, session)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def _sheets(session: Session) -> list[EvidenceSheet]:
    if session.page_id is None or session.knowledge is None:
        return []
    store, page_id = session.store, session.page_id
    try:
        waiting = session.held.entries_upon(page_id, store.page(page_id))
        return evidence_sheets(store, page_id, session.knowledge, session.context, waiting)[::-1]
    except CodingError as error:
        session.failed.emit(str(error))
        return []
