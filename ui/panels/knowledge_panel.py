"""What is known of the page in work: its group always in sight, and the panels as tabs below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.panels.evidence_bar import EvidenceBar
from ui.panels.group_card import GroupCard
from ui.panels.registry import PANELS
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.page.finding import Place
    from ui.panels.panel import Panel, PanelView
    from ui.workplace import Workplace


#: Pixels that a panel keeps when the window is short and everything above it is shown.
_LEAST_HEIGHT = 120


class KnowledgePanel(QWidget):
    """The right side of the window. Its signals are those of ``PanelView``, from whichever panel they come."""

    place_activated = Signal(object)
    action_wanted = Signal(str)
    waive_wanted = Signal(object)
    unwaive_wanted = Signal(object)
    rule_wanted = Signal(str)
    left_empty = Signal()

    def __init__(self, workplace: Workplace, panels: Sequence[Panel] = PANELS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        session = workplace.session
        self._session = session
        self._here: tuple[int | None, Place] | None = None  # page and place at which she is
        self.panels = tuple(panels)
        self.setAccessibleName("问题、建议与分组")
        self.card = GroupCard(session, self)
        self.evidence = EvidenceBar(session, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setMinimumHeight(_LEAST_HEIGHT)  # the panels scroll: the window must not grow with what they hold
        self._views: dict[str, PanelView] = {}
        for panel in self.panels:
            self._add(panel, panel.make(workplace))
        box = QVBoxLayout(self)
        box.setContentsMargins(SMALL, MEDIUM, SMALL, 0)
        box.setSpacing(SMALL)
        box.addWidget(self.card)
        box.addWidget(self.evidence)
        box.addWidget(self.tabs, 1)
        session.opened.connect(lambda _: self.start_over())
        session.examined.connect(lambda _: self.refresh())
        self.start_over()

    def set_short(self, on: bool) -> None:
        """Leave out of the card what the strip over the areas says too: the window is short."""
        self.card.set_short(on)

    def view(self, key: str) -> PanelView:
        """The view of a panel."""
        return self._views[key]

    def show_panel(self, key: str) -> None:
        """Bring a panel into sight, and put the focus on it."""
        self._bring(key).take_focus()

    def do(self, key: str, what: Callable[[PanelView], object]) -> None:
        """Bring a panel into sight and do something in it."""
        what(self._bring(key))

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Action id → what it does: each panel is shown by the action of its own name, and does what it has named."""
        found: dict[str, Callable[[], None]] = {}
        for panel in self.panels:
            found[panel.key] = lambda key=panel.key: self.show_panel(key)
            for id_, what in panel.does.items():
                found[id_] = lambda key=panel.key, what=what: self.do(key, what)
        return found

    def ask_for_evidence(self) -> None:
        """Ask what in the record bears the changes that moved the weight."""
        self.evidence.ask()

    def set_place(self, place: Place) -> None:
        """The person is at this place of the form."""
        self._here = (self._session.page_id, place)
        for view in self._views.values():
            view.set_place(place)

    def focus_widget(self) -> QWidget:
        """What takes the focus first."""
        return self._views[self.panels[0].key].focus_widget()

    def start_over(self) -> None:
        """Another page is in work."""
        self.card.show_group()
        for view in self._views.values():
            view.start_over()
        if self._here is not None and self._here[0] == self._session.page_id:  # the form told it before
            for view in self._views.values():
                view.set_place(self._here[1])

    def refresh(self) -> None:
        """The page in work, its findings, the Knowledge or what it is compared with are other ones."""
        self.card.show_group()
        for view in self._views.values():
            view.refresh()

    def _add(self, panel: Panel, view: PanelView) -> None:
        self._views[panel.key] = view
        self.tabs.addTab(view, panel.title)
        view.counted.connect(lambda count: self._count(panel, count))
        view.place_activated.connect(self.place_activated)
        view.action_wanted.connect(self.action_wanted)
        view.waive_wanted.connect(self.waive_wanted)
        view.unwaive_wanted.connect(self.unwaive_wanted)
        view.rule_wanted.connect(self.rule_wanted)
        view.left_empty.connect(self.left_empty)

    def _bring(self, key: str) -> PanelView:
        view = self._views[key]
        self.tabs.setCurrentWidget(view)
        return view

    def _count(self, panel: Panel, count: int) -> None:
        text = f"{panel.title} {count}" if count else panel.title
        self.tabs.setTabText(self.tabs.indexOf(self._views[panel.key]), text)
