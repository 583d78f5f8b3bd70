"""分组过程: the way from the page to its group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coding.grouping.page_case import case_of
from ui.action_spec import ActionSpec
from ui.cards.card_key import CardKey, CardKind
from ui.drawer.note import no_proof
from ui.panels.panel import Panel, PanelView, Picture
from ui.panels.trace_tree import TraceTree, verdict_word

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from coding.page.front_page import FrontPage
    from coding.store.store import WorklistRow
    from ui.session import Session

#: Milliseconds of quiet before the tree is made anew.
_QUIET = 150


class TracePage(PanelView):
    """Made when it is looked at, never before."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.dirty = True
        self.tree = TraceTree(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.tree, 1)
        box.addWidget(no_proof(self))
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._make)

    def refresh(self) -> None:
        """The page or the scheme is another one."""
        self.dirty = True
        if self.isVisible():
            self._quiet.start()

    def start_over(self) -> None:
        """Another page: the tree of the last one goes at once."""
        self.tree.clear()
        self.refresh()

    def focus_widget(self) -> QWidget:
        """The tree."""
        return self.tree

    def named_code(self) -> CardKey | None:
        """The group that the tree ends in."""
        now = self.session.examination
        return CardKey(CardKind.GROUP, now.grouping.drg) if now is not None and now.grouping.is_grouped else None

    def print_paper(self) -> None:
        """Show the way to the group as it is printed."""
        from ui.printing.jobs import trace_job  # papers are no part of the drawer
        from ui.printing.print_dialog import show_print

        page, knowledge = self.session.page, self.session.held_knowledge
        if page is not None and knowledge is not None:
            root = knowledge.scheme.trace(case_of(page, knowledge.codes))
            show_print(self.session, trace_job(self.session, root, verdict_word), self.window())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.dirty:
            self._make()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tree.viewport().update()

    def _make(self) -> None:
        self.dirty = False
        page, knowledge = self.session.page, self.session.held_knowledge
        if page is None or knowledge is None:
            self.tree.clear()
            return
        self.tree.show_trace(knowledge.scheme.trace(case_of(page, knowledge.codes)))


def grouped_with_procedure(row: WorklistRow, page: FrontPage) -> bool:
    """A page of which every page of the drawer has something to say."""
    return bool(row.weight) and len(page.procedures) > 1 and len(page.diagnoses) > 2


TRACE_PAGE: Final = Panel(
    "drg",
    "分组过程",
    lambda place: TracePage(place.session),
    actions=(ActionSpec("drg", "分组过程", "分组/抽屉", icon="trace", needs_page=True),),
    pictures=(Picture("drg", grouped_with_procedure, section=2),),
)
