"""DRG分组: the way from page to group as a tree, and the group under each other principal or main row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from coding.drg.case import case_of
from ui.panels.trace_tree import TraceTree
from ui.panels.words import NO_PROOF
from ui.session import Session
from ui.theme.spacing import MEDIUM, SMALL

#: Milliseconds of quiet before the tree is made anew.
_QUIET = 150


class DrgPanel(QWidget):
    """Made when it is looked at, never before."""

    place_activated = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._dirty = True
        self.tree = TraceTree(self)
        note = QLabel(NO_PROOF, self)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        note.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.tree, 1)
        box.addWidget(note)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._make)

    def refresh(self) -> None:
        """The page or the scheme is another one."""
        self._dirty = True
        if self.isVisible():
            self._quiet.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._make()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tree.viewport().update()

    def _make(self) -> None:
        self._dirty = False
        page, knowledge = self.session.page, self.session.knowledge
        if page is None or knowledge is None:
            self.tree.clear()
            return
        self.tree.show_trace(knowledge.scheme.trace(case_of(page, knowledge)))
