"""What the page in work still wants of evidence: looked up in quiet, told to the strip and the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from coding.base.errors import CodingError
from coding.work.evidence_sheets import names_evidence
from coding.work.unproved import evidence_wanted

if TYPE_CHECKING:
    from coding.examine.preview import Shift
    from ui.session import Session

#: Milliseconds of quiet before the audit of the page is looked through.
_QUIET = 350


class OpenEvidence(QObject):
    """Raising and lowering ask alike, and never stop the typing. ``shift``: what the changes without evidence did to
    the page, None where nothing is wanted; ``is_written``: whether evidence stands in the audit.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.shift: Shift | None = None
        self.is_written = False
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self.look)
        session.opened.connect(self._opened)
        session.examined.connect(self._examined)
        self._opened(session.page_id)

    def look(self) -> None:
        """Look through the audit of the page in work."""
        self._quiet.stop()
        self.shift = self._found()
        self.is_written = any(map(names_evidence, self.session.course.standing))
        self.changed.emit()

    def _examined(self, _page_id: int | None) -> None:
        self._quiet.start()

    def _opened(self, _page_id: int | None) -> None:
        self.shift, self.is_written = None, False
        self.changed.emit()
        self._quiet.start()

    def _found(self) -> Shift | None:
        session = self.session
        if session.page_id is None or session.examination is None or session.knowledge is None:
            return None
        store, page_id = session.store, session.page_id
        try:
            waiting = session.held.entries_upon(page_id, store.page(page_id))
            return evidence_wanted(store, page_id, session.knowledge, session.context, waiting)
        except CodingError as error:
            session.failed.emit(str(error))
            return None
