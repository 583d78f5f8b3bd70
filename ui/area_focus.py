"""Going from panel to panel by key: each panel remembers where in it the focus was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class PanelFocus(QObject):
    """The panels in their order; ``go`` puts the focus where it was in a panel last."""

    def __init__(self, panels: Sequence[tuple[QWidget, QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._panels = tuple(panels)  # panel, and the widget in it that takes the focus first
        self._last: dict[int, QWidget] = {}
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def current(self) -> int:
        """Which panel holds the focus; -1 for none."""
        focus = QApplication.focusWidget()
        return next((i for i, (panel, _) in enumerate(self._panels) if _holds(panel, focus)), -1)

    def go(self, number: int) -> None:
        """Put the focus into a panel."""
        panel, first = self._panels[number]
        target = self._last.get(number)
        if target is None or not _usable(panel, target):
            target = first if _usable(panel, first) else _first_stop(panel)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def cycle(self, step: int) -> None:
        """The next (+1) or previous (-1) panel."""
        here = self.current()
        self.go((here + step) % len(self._panels) if here >= 0 else 0)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        for number, (panel, _) in enumerate(self._panels):
            if _holds(panel, new):
                self._last[number] = new  # type: ignore[assignment]


def _holds(panel: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (widget is panel or panel.isAncestorOf(widget))


def _usable(panel: QWidget, widget: QWidget) -> bool:
    try:
        return widget.isVisibleTo(panel) and widget.isEnabled() and _holds(panel, widget)
    except RuntimeError:  # the widget has been deleted since
        return False


def _first_stop(panel: QWidget) -> QWidget | None:
    for widget in (panel, *panel.findChildren(QWidget)):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and _usable(panel, widget):
            return widget
    return None
