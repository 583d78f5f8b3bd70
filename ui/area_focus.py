"""Going from area to area of the window by key: each area remembers where in it the focus was; none of it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class AreaFocus(QObject):
    """The areas in their order; ``go`` puts the focus where it was in an area last.

    ``unfold`` is told the number of an area that is gone to: it may be folded. ``cycle`` goes by those of which
    ``is_closed`` is true. ``entered`` carries the area that took the focus, whenever it is another one.
    """

    entered = Signal(int)

    def __init__(
        self,
        areas: Sequence[tuple[QWidget, QWidget]],
        parent: QObject,
        unfold: Callable[[int], None] = lambda _: None,
        is_closed: Callable[[int], bool] = lambda _: False,
    ) -> None:
        super().__init__(parent)
        self._unfold = unfold
        self._is_closed = is_closed
        self._areas = tuple(areas)  # area, and the widget in it that takes the focus first
        self._last: dict[int, QWidget] = {}
        self._here = 0  # the area that held the focus last
        self._is_lost = False  # what held it has gone while another window was in front
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.keep)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Action id → what it does."""
        named = ("to_worklist", "to_form", "to_knowledge", "to_drawer")
        return {
            **{id_: lambda number=number: self.go(number) for number, id_ in enumerate(named)},
            "cycle": lambda: self.cycle(1),
            "cycle_back": lambda: self.cycle(-1),
        }

    def current(self) -> int:
        """Which area holds the focus; -1 for none."""
        focus = QApplication.focusWidget()
        return next((i for i, (area, _) in enumerate(self._areas) if _holds(area, focus)), -1)

    def go(self, number: int, *, anew: bool = False) -> None:
        """Put the focus into an area; ``anew``: where it begins, not where it was."""
        self._unfold(number)
        area, first = self._areas[number]
        target = None if anew else self._last.get(number)
        if target is None or not _usable(area, target):
            target = first if _usable(area, first) else _first_stop(area)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def cycle(self, step: int) -> None:
        """The next (+1) or previous (-1) area."""
        here = self.current()
        there = [number for number in range(len(self._areas)) if number == here or not self._is_closed(number)]
        self.go(there[(there.index(here) + step) % len(there)] if here >= 0 else 0)

    def keep_later(self) -> None:
        """``keep``, when what goes on now is done: a dialog has closed, and Qt gives the focus back first."""
        self._later.start()

    def come_back(self) -> None:
        """The window comes to the front, and has not the focus yet. Where what held it has gone meanwhile, Qt gives it
        to the first part of the window, whatever that is: the area that had it takes it instead.
        """
        area = self._areas[self._here][0]
        held = area.window().focusWidget()
        if area.isVisible() and (held is None or not held.isVisible()):
            self._is_lost = True
        self.keep_later()

    def keep(self) -> None:
        """Have the focus where a key does something: where none has it, the area that had it last takes it again."""
        window = self._areas[0][0].window()
        focus = QApplication.focusWidget()
        if not window.isVisible() or not window.isActiveWindow() or QApplication.activeModalWidget() is not None:
            return
        if self._is_lost or focus is None or focus is window or not focus.isVisible() or not focus.isEnabled():
            self._is_lost = False
            self.go(self._here)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._is_lost and new is not None:
            if old is None:
                return  # given by Qt
            self._is_lost = False  # somebody has put it there
        for number, (area, _) in enumerate(self._areas):
            if _holds(area, new):
                self._last[number] = new  # type: ignore[assignment]
                if number != self._here:
                    self._here = number
                    self.entered.emit(number)
                return
        # a widget that is hidden, deleted or made inactive under the hand leaves the focus with nobody
        if new is None or any(new is area.window() for area, _ in self._areas):
            self.keep_later()


def _holds(area: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (widget is area or area.isAncestorOf(widget))


def _usable(area: QWidget, widget: QWidget) -> bool:
    try:
        return widget.isVisibleTo(area) and widget.isEnabled() and _holds(area, widget)
    except RuntimeError:  # the widget has been deleted since
        return False


def _first_stop(area: QWidget) -> QWidget | None:
    for widget in (area, *area.findChildren(QWidget)):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and _usable(area, widget):
            return widget
    return None
