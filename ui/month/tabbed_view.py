"""A step that has several views, one a tab; keys and focus go to the one in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from ui.month.step_view import StepView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from coding.base.period import Period
    from ui.workplace import Workplace


class TabbedView(StepView):
    """``parts``: title and view, which reads when it is looked at. Ctrl+PageUp and Ctrl+PageDown go from tab to tab."""

    def __init__(self, place: Workplace, parts: Sequence[tuple[str, StepView]], parent: QWidget | None = None) -> None:
        super().__init__(place, "", parent)
        self.tabs = QTabWidget(self)
        self._due: set[int] = set()  # tabs that have not read what is to be shown
        for title, view in parts:
            self.tabs.addTab(view, title)
            view.pages_wanted.connect(self.pages_wanted)
            view.page_wanted.connect(self.page_wanted)
            view.step_wanted.connect(self.step_wanted)
            view.action_wanted.connect(self.action_wanted)
            view.changed.connect(self._others_are_due)
            view.changed.connect(self.changed)
        self.tabs.currentChanged.connect(lambda _: self._show_current())
        self.lead.hide()
        self.told.hide()
        self.body.addWidget(self.tabs, 1)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.setContentsMargins(0, 0, 0, 0)

    @property
    def current(self) -> StepView:
        """The view in front."""
        view = self.tabs.currentWidget()
        assert isinstance(view, StepView)
        return view

    def show_period(self, period: Period) -> None:
        self.period = period
        self._due = set(range(self.tabs.count()))
        self._show_current()

    def press(self, number: int) -> None:
        self.current.press(number)

    def take_focus(self) -> None:
        self.current.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if step is None or event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())
        self.current.take_focus()

    def _show_current(self) -> None:
        """The one in front reads; the others when they come to the front."""
        at = self.tabs.currentIndex()
        if self.period is not None and at in self._due:
            self._due.remove(at)
            self.current.reading = self.reading
            self.current.show_period(self.period)

    def _others_are_due(self) -> None:
        self._due = set(range(self.tabs.count())) - {self.tabs.currentIndex()}
