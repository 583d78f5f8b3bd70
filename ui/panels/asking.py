"""F7: what in the record bears the changes that moved the weight; where all is written, the sheets of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.dialogs.about_page import about_page
from ui.page_steps import answer_evidence
from ui.panels.evidence_opened import show_sheets
from ui.panels.reason import ReasonDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.open_evidence import OpenEvidence


def ask_for_evidence(evidence: OpenEvidence, over: QWidget) -> ReasonDialog | None:
    """Open the question over a window; without anything to ask show what is written, or say that there is nothing."""
    session = evidence.session
    evidence.look()
    if evidence.shift is None:
        if not evidence.is_written or show_sheets(session, over) is None:
            session.failed.emit("本病案没有需要补写依据的权重变化。")
        return None
    page_id = session.page_id
    dialog = ReasonDialog(evidence.shift, over, money=session.sees_money, accept_word="保存依据")
    about_page(dialog, session)

    def keep() -> None:
        if page_id is None or page_id != session.page_id:
            return
        if answer_evidence(session, dialog.reason, dialog.asked):
            evidence.look()
            if dialog.prints:
                show_sheets(session, over)

    dialog.accepted.connect(keep)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
