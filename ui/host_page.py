"""A desk that stood in a window of its own, in the drawer: beside the page that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from ui.panel_view import PanelView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAction, QResizeEvent
    from PySide6.QtWidgets import QDialog

    from ui.workplace import Workplace

D = TypeVar("D", bound="QDialog")


def host_of(workplace: Workplace, key: str) -> HostPage:
    """Bring a page of the drawer into sight that holds a desk."""
    page = workplace.show_panel(key)
    assert isinstance(page, HostPage)
    return page


class HostPage(PanelView):
    """Holds one desk. When the desk is closed, by its own key or button, the page ends. While the focus is in the desk,
    keys that the desk has of its own are not the window's.
    """

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window = workplace.parent
        self.desk: QDialog | None = None
        self._first: QWidget | None = None
        self._closed_in_hand = False
        self._given_way: list[tuple[QAction, list]] = []  # type: ignore[type-arg]
        self.area = QScrollArea(self)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.area)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def hold(self, make: Callable[[QWidget], D]) -> D:
        """Have a desk in here; one that is here already is shown again."""
        if self.desk is None:
            desk = make(self._window)
            self._first = desk.focusWidget()  # forgotten by Qt when the desk gets another parent
            desk.setWindowFlags(Qt.WindowType.Widget)
            desk.setSizeGripEnabled(False)
            for shortcut in desk.findChildren(QShortcut):
                if shortcut.context() == Qt.ShortcutContext.WindowShortcut:
                    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            desk.finished.connect(lambda _result: self._on_finished())
            desk.installEventFilter(self)
            self.area.setWidget(desk)
            self.desk = desk
        self.desk.show()
        self._fit()
        return self.desk  # type: ignore[return-value]

    def end(self) -> None:
        """Close the desk as its own button does."""
        if self.desk is not None and not self.desk.isHidden():
            self.desk.close()
        else:
            self.ended.emit()

    def let_go(self) -> None:
        """The desk is done with for good."""
        if self.desk is not None:
            self._take_back()
            self.area.takeWidget()
            self.desk.close()
            self.desk.deleteLater()
            self.desk = None

    def focus_widget(self) -> QWidget:
        """Where in the desk the focus was, or begins."""
        if self.desk is None:
            return self
        return self.desk.focusWidget() or self._first or self.desk.nextInFocusChain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the desk needs may be another thing: a part of it is shown, or stands beside another one now."""
        if watched is self.desk and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def refresh(self) -> None:
        """Texts may have another size."""
        self._fit()

    def _fit(self) -> None:
        """The desk has all the room, and never less than it needs: it is scrolled then. A layout with broken lines
        would be given by Qt what it likes best.
        """
        if self.desk is not None:
            self.area.resize(self.size())
            room = self.area.viewport().size()
            self.desk.resize(room.expandedTo(self.desk.minimumSizeHint()))

    # -- keys

    def _on_finished(self) -> None:
        had_focus, self._closed_in_hand = self._closed_in_hand, False
        self.ended.emit()
        if had_focus:
            self.left_empty.emit()  # who is elsewhere, on another page of the list, stays there

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if self.desk is not None and self.desk.isHidden() and old is not None and self.desk.isAncestorOf(old):
            self._closed_in_hand = True  # Qt has put the focus anywhere
        inside = new is not None and self.desk is not None and self.desk.isAncestorOf(new)
        if inside and not self._given_way:
            self._give_way()
        elif not inside and self._given_way:
            self._take_back()

    def _give_way(self) -> None:
        assert self.desk is not None
        own = {shortcut.key().toString() for shortcut in self.desk.findChildren(QShortcut)}
        for action in self._window.actions():
            keys = action.shortcuts()
            if any(key.toString() in own for key in keys):
                self._given_way.append((action, keys))
                action.setShortcuts([key for key in keys if key.toString() not in own])

    def _take_back(self) -> None:
        for action, keys in self._given_way:
            action.setShortcuts(keys)
        self._given_way.clear()
