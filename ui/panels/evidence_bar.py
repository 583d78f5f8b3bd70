"""The line that asks for the evidence when edits by hand have moved the weight; it never stops the typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from coding.base.errors import CodingError
from coding.work.unproved import evidence_wanted
from ui.dialogs.about_page import about_page
from ui.icons.icons import pixmap
from ui.page_steps import answer_evidence
from ui.panels.reason import ReasonDialog
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import ICON, MEDIUM, SMALL
from ui.wording import finding_words as words

if TYPE_CHECKING:
    from coding.examine.preview import Shift
    from ui.session import Session

#: Milliseconds of quiet before the audit of the page is looked through.
_QUIET = 350


class EvidenceBar(QFrame):
    """Raising and lowering ask alike. F7 or the button opens the question; the answer is an entry of the audit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("权重变化的依据")
        self.session = session
        self.shift: Shift | None = None
        self._icon = PlainLabel(self)
        self.text = PlainLabel(self)
        self.text.setWordWrap(True)
        self.text.setProperty("role", "warning")
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton("写依据（F7）", self)
        self.button.clicked.connect(self.ask)
        line = QHBoxLayout(self)
        line.setContentsMargins(MEDIUM, SMALL, SMALL, SMALL)
        line.setSpacing(MEDIUM)
        line.addWidget(self._icon)
        line.addWidget(self.text, 1)
        line.addWidget(self.button)
        self.hide()
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self.look)
        session.opened.connect(lambda _: self._opened())
        session.examined.connect(lambda _: self._quiet.start())
        self._opened()

    def look(self) -> None:
        """Look through the audit of the page in work and ask, or fall silent."""
        self._quiet.stop()
        self.shift = self._found()
        self.setVisible(self.shift is not None)
        if self.shift is None:
            return
        old, new = self.shift.before, self.shift.after
        risen = (new.price.weight or 0) > (old.price.weight or 0)
        self._recolour()
        groups = f"{old.grouping.drg} → {new.grouping.drg}"
        if not self.session.sees_money:
            self.text.setText(f"手工修改较大，依据未写\n{groups}")
            self.text.setToolTip("手工修改较大，须写明病历中的依据。")
            return
        self.text.setText(
            f"{new.words.weight}{'升' if risen else '降'} {words.weight(old.price)} → {words.weight(new.price)}，"
            f"依据未写\n{groups}"
        )
        self.text.setToolTip(
            plain_tip(
                f"手工修改使{new.words.weight}变化超过 {self.shift.share:.0%}，无论升高还是降低，都须写明病历中的依据。"
            )
        )

    def ask(self) -> None:
        """Open the question; without anything to ask nothing happens."""
        self.look()
        if self.shift is None:
            self.session.failed.emit("本病案没有需要补写依据的权重变化。")
            return
        page_id = self.session.page_id
        dialog = ReasonDialog(self.shift, self, money=self.session.sees_money, accept_word="保存依据")
        about_page(dialog, self.session)
        dialog.accepted.connect(lambda: self._keep(page_id, dialog.reason))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.shift is not None:
            self._recolour()

    def _recolour(self) -> None:
        self._icon.setPixmap(pixmap("evidence", "warning", ICON, self.devicePixelRatioF()))

    def _opened(self) -> None:
        self.shift = None
        self.hide()
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

    def _keep(self, page_id: int | None, reason: str) -> None:
        session = self.session
        if page_id is None or page_id != session.page_id:
            return
        if answer_evidence(session, reason):
            self.look()
