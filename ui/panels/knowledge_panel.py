"""What is known of the page in work: 问题, 建议, 依据 and what else there is, as sections of one column that fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import settings
from ui.panels.asking import ask_for_evidence
from ui.panels.basis import BasisView
from ui.panels.registry import PANELS
from ui.panels.section_column import SectionColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.page.finding import Place
    from ui.panels.panel import Panel, PanelView
    from ui.panels.section import Section
    from ui.workplace import Workplace


#: Pixels that the column keeps when the window is short and everything above it is shown.
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
        self._evidence = workplace.evidence
        self._here: tuple[int | None, Place] | None = None  # page and place at which she is
        self.panels = tuple(panels)
        self.setAccessibleName("问题、建议与依据")
        self.column = SectionColumn(self)
        self.column.setMinimumHeight(_LEAST_HEIGHT)  # the views scroll: the window must not grow with what they hold
        self._views: dict[str, PanelView] = {}
        self._sections: dict[str, Section] = {}
        for panel in self.panels:
            self._add(panel, panel.make(workplace))
        self._explain()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.column, 1)
        self.column.restore(settings.SECTIONS.read(session.store))
        self._kept = QTimer(self, singleShot=True, interval=0)
        self._kept.timeout.connect(self._keep)
        self.column.altered.connect(self._kept.start)
        session.opened.connect(lambda _: self.start_over())
        session.examined.connect(lambda _: self.refresh())
        self.start_over()

    def set_short(self, on: bool) -> None:
        """Have only the section open that she went to last: the window is short."""
        self.column.set_short(on)

    def view(self, key: str) -> PanelView:
        """The view of a panel."""
        return self._views[key]

    def section(self, key: str) -> Section:
        """The section in which a panel stands."""
        return self._sections[key]

    def show_panel(self, key: str) -> PanelView:
        """Bring a panel into sight, and put the focus on it; on its header, where it has nothing to show."""
        view = self._bring(key)
        view.take_focus()
        section = self._sections[key]
        focus = self.window().focusWidget()
        if focus is None or not focus.isVisibleTo(self) or not section.isAncestorOf(focus):
            section.head.button.setFocus()
        return view

    def do(self, key: str, what: Callable[[PanelView], object]) -> None:
        """Bring a panel into sight and do something in it."""
        what(self._bring(key))

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does: each panel is shown by the action of its own name, and does what it has named."""
        found: dict[str, Callable[[], object]] = {}
        for panel in self.panels:
            found[panel.key] = lambda key=panel.key: self.show_panel(key)
            for id_, what in panel.does.items():
                found[id_] = lambda key=panel.key, what=what: self.do(key, what)
        return found

    def ask_for_evidence(self) -> None:
        """Ask what in the record bears the changes that moved the weight."""
        ask_for_evidence(self._evidence, self.window())

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
        for view in self._views.values():
            view.start_over()
        if self._here is not None and self._here[0] == self._session.page_id:  # the form told it before
            for view in self._views.values():
                view.set_place(self._here[1])

    def refresh(self) -> None:
        """The page in work, its findings, the Knowledge or what it is compared with are other ones."""
        for view in self._views.values():
            view.refresh()

    def _add(self, panel: Panel, view: PanelView) -> None:
        self._views[panel.key] = view
        self._sections[panel.key] = self.column.add(panel, view)
        view.place_activated.connect(self.place_activated)
        view.action_wanted.connect(self.action_wanted)
        view.waive_wanted.connect(self.waive_wanted)
        view.unwaive_wanted.connect(self.unwaive_wanted)
        view.rule_wanted.connect(self.rule_wanted)
        view.left_empty.connect(self.left_empty)

    def _explain(self) -> None:
        """What explains the rows of the other views stands in 依据."""
        basis = next((view for view in self._views.values() if isinstance(view, BasisView)), None)
        if basis is None:
            return
        for view in self._views.values():
            for detail in view.details():
                basis.hold(detail)
                view.resized.connect(basis.resized)
            view.explained.connect(basis.show_detail)

    def _bring(self, key: str) -> PanelView:
        self.column.bring(self._sections[key])
        return self._views[key]

    def _keep(self) -> None:
        settings.SECTIONS.write(self._session.store, self.column.kept())
