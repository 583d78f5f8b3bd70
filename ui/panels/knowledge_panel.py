"""What is known of the page in work: its group always in sight, findings, suggestions and the way to the group."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from coding.page.finding import Place
from ui.panels.drg import DrgPanel
from ui.panels.evidence_bar import EvidenceBar
from ui.panels.findings import FindingsPanel
from ui.panels.group_card import GroupCard
from ui.panels.suggestions import SuggestionsPanel
from ui.session import Session
from ui.theme.spacing import MEDIUM, SMALL

_FINDINGS, _SUGGESTIONS, _DRG = range(3)
_TITLES = ("检查结果", "编码建议", "DRG分组")


class KnowledgePanel(QWidget):
    """The right panel. ``place_activated`` carries the Place that the form should show."""

    place_activated = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setAccessibleName("问题、建议与分组")
        self.card = GroupCard(session, self)
        self.evidence = EvidenceBar(session, self)
        self.findings = FindingsPanel(session, self)
        self.suggestions = SuggestionsPanel(session, self)
        self.drg = DrgPanel(session, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        for panel, title in zip((self.findings, self.suggestions, self.drg), _TITLES, strict=True):
            self.tabs.addTab(panel, title)
            panel.place_activated.connect(self.place_activated)
        self.findings.counted.connect(lambda n: self._count(_FINDINGS, n))
        self.suggestions.counted.connect(lambda n: self._count(_SUGGESTIONS, n))
        box = QVBoxLayout(self)
        box.setContentsMargins(SMALL, MEDIUM, SMALL, 0)
        box.setSpacing(SMALL)
        box.addWidget(self.card)
        box.addWidget(self.evidence)
        box.addWidget(self.tabs, 1)
        session.opened.connect(self._opened)
        session.examined.connect(self._refresh)
        session.knowledge_changed.connect(self._refresh)
        self._opened(session.page_id)

    # -- the outside

    def show_findings(self) -> None:
        """Show what was found, and put the focus on it."""
        self._show(_FINDINGS, self.findings.list)

    def show_suggestions(self) -> None:
        """Show the suggestions, and put the focus on them."""
        self.tabs.setCurrentIndex(_SUGGESTIONS)
        if self.suggestions.model.first_suggestion() >= 0:
            self.suggestions.focus_list()
        else:
            self.suggestions.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_drg(self) -> None:
        """Show the way to the group, and put the focus on it."""
        self._show(_DRG, self.drg.focus_widget())

    def next_finding(self) -> None:
        """Choose the next finding and ask the form to go there."""
        self.tabs.setCurrentIndex(_FINDINGS)
        self.findings.step(1)

    def previous_finding(self) -> None:
        """Choose the finding before and ask the form to go there."""
        self.tabs.setCurrentIndex(_FINDINGS)
        self.findings.step(-1)

    def waive(self) -> None:
        """Have the chosen finding accepted, or an accepted one told again."""
        self.tabs.setCurrentIndex(_FINDINGS)
        self.findings.waive()

    def set_place(self, place: Place) -> None:
        """The person is at this place of the form: its suggestions are chosen."""
        self.suggestions.set_place(place)

    def focus_current(self) -> None:
        """Put the focus on the tab that is in sight."""
        (self.show_findings, self.show_suggestions, self.show_drg)[self.tabs.currentIndex()]()

    # -- what the session tells

    def _opened(self, _page_id: int | None) -> None:
        self.suggestions.start_over()
        self._refresh()
        self.findings.start_over()

    def _refresh(self, _page_id: int | None = None) -> None:
        self.card.show_group()
        self.findings.show_examination()
        self.drg.refresh()
        self.suggestions.refresh()

    def _show(self, tab: int, widget: QWidget) -> None:
        self.tabs.setCurrentIndex(tab)
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _count(self, tab: int, count: int) -> None:
        self.tabs.setTabText(tab, f"{_TITLES[tab]} {count}" if count else _TITLES[tab])
