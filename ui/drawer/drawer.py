"""The drawer under form and panel: its pages are rows of data, made when they are first looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from ui.icons.icons import icon
from ui.plain import plain_tip
from ui.theme.spacing import ICON_SMALL, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFocusEvent

    from coding.page.finding import Place
    from ui.panel_view import PanelView
    from ui.panels.panel import Panel
    from ui.workplace import Workplace

#: Pages that are told of in the tip of their tab by a number key; more there are not on a row of keys.
_NUMBERED: Final = 9


class Drawer(QWidget):
    """One page at a time is in sight; what is behind it, and all of it while it is closed, computes nothing.

    The signals of ``PanelView`` come from whichever page; ``close_wanted``: Esc or ✕; ``raise_wanted``: all the height
    of the form is asked for, or given back; ``page_ended``: the page in sight, which was made on demand, is closed.
    """

    place_activated = Signal(object)
    action_wanted = Signal(str)
    waive_wanted = Signal(object)
    unwaive_wanted = Signal(object)
    rule_wanted = Signal(str)
    left_empty = Signal()
    close_wanted = Signal()
    raise_wanted = Signal()
    page_ended = Signal()
    looked_at = Signal()  # another page is in sight

    def __init__(self, workplace: Workplace, pages: Sequence[Panel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("抽屉")
        self.pages = tuple(pages)
        self._workplace, self._session = workplace, workplace.session
        self._views: dict[str, PanelView] = {}
        self._stale: set[str] = set()  # views that were told of nothing since they were last in sight
        self._other_page: set[str] = set()  # those of them that still show the page before
        self._asked_for: set[str] = set()  # pages on demand whose tab is there
        self._here: Place | None = None
        self._is_raised = False
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName("抽屉的各页")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.stack = QStackedWidget(self)
        for number, page in enumerate(self.pages):
            self.tabs.addTab(page.title)
            self.tabs.setTabData(number, page.key)
            if page.on_demand:
                self.tabs.setTabButton(number, QTabBar.ButtonPosition.RightSide, self._cross(page))
        self.higher = _button("放大或还原（Ctrl+Shift+F9）", self.raise_wanted.emit, self)
        self.shut = _button("关闭（Esc）", self.close_wanted.emit, self)
        line = QHBoxLayout()
        line.setContentsMargins(SMALL, 0, SMALL, 0)
        line.setSpacing(SMALL)
        line.addWidget(self.tabs, 1)
        line.addWidget(self.higher)
        line.addWidget(self.shut)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(line)
        box.addWidget(self.stack, 1)
        self.tabs.installEventFilter(self)
        self.tabs.currentChanged.connect(lambda _number: self._look())
        self._number_keys = [self._key(str(n), lambda n=n: self._go_to_number(n)) for n in range(1, _NUMBERED + 1)]
        self._escape = self._key("Esc", self.close_wanted.emit)
        self._session.opened.connect(lambda _: self._on_opened())
        self._session.examined.connect(lambda _: self.refresh())
        self._fit()
        self.recolour()

    # -- what is in sight

    @property
    def current(self) -> str:
        """The key of the page in sight."""
        return self.tabs.tabData(self.tabs.currentIndex()) or ""

    @property
    def kept(self) -> str:
        """The key of the page that is to be in sight at the next start: none that is made on demand."""
        return "" if self.pages[max(0, self.tabs.currentIndex())].on_demand else self.current

    def has(self, key: str) -> bool:
        """Whether it is a page of the drawer."""
        return any(page.key == key for page in self.pages)

    def choose(self, key: str) -> None:
        """Have a page in sight, as soon as the drawer is; where the page in work has none of it, the first."""
        number = self._number(key)
        if self.pages[number].on_demand:
            self._asked_for.add(key)
            self._fit()
        if self.tabs.isTabVisible(number):
            self.tabs.setCurrentIndex(number)

    def view(self, key: str) -> PanelView:
        """The view of a page, made now if nobody has looked at it yet."""
        if key not in self._views:
            self._make(self.pages[self._number(key)])
        return self._views[key]

    def step(self, by: int) -> None:
        """The next (+1) or previous (-1) page, around the end."""
        shown = self._shown()
        held = self.holds_focus()
        at = shown.index(self.tabs.currentIndex()) if self.tabs.currentIndex() in shown else 0
        self.tabs.setCurrentIndex(shown[(at + by) % len(shown)])
        if held:
            self.take_focus()

    def take_focus(self) -> None:
        """Put the focus into the page in sight."""
        if self.isVisible() and self.current:
            self.view(self.current).take_focus()

    def focus_widget(self) -> QWidget:
        """What takes the focus first."""
        return self.view(self.current).focus_widget() if self.isVisible() and self.current else self.tabs

    def holds_focus(self) -> bool:
        """Whether the keys go into the drawer."""
        focus = self.window().focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    @property
    def is_on_demand(self) -> bool:
        """Whether the page in sight is one that was asked for: a desk, which wants more height."""
        return self.tabs.currentIndex() >= 0 and self.pages[self.tabs.currentIndex()].on_demand

    def _end_page(self, key: str) -> None:
        """Take the tab of a page that was asked for away again."""
        if key not in self._asked_for:
            return
        was_in_sight = self.current == key
        self._asked_for.discard(key)
        self._fit()
        if was_in_sight:
            self.page_ended.emit()

    # -- what happens to the page in work

    def set_place(self, place: Place) -> None:
        """The person is at this place of the form."""
        self._here = place
        for key, view in self._views.items():
            if key not in self._stale:
                view.set_place(place)

    def refresh(self) -> None:
        """The page in work, its findings or the Knowledge are other ones."""
        self._fit()
        self._stale |= set(self._views)
        self._look()

    def _on_opened(self) -> None:
        self._other_page |= set(self._views)
        self.refresh()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does: each page is shown by the action of its own name, and does what it has named."""
        found: dict[str, Callable[[], object]] = {}
        show = self._workplace.show_panel
        for page in self.pages:
            found[page.key] = lambda key=page.key: show(key).take_focus()
            for id_, what in page.does.items():
                found[id_] = lambda key=page.key, what=what: what(show(key))
        return found

    def show_raised(self, on: bool) -> None:
        """Whether it has all the height now."""
        self._is_raised = on
        self.higher.setIcon(icon("chevron_down" if on else "move_top"))

    def recolour(self) -> None:
        """Take the colours of the theme in force."""
        self.shut.setIcon(icon("close"))
        self.show_raised(self._is_raised)
        for number, page in enumerate(self.pages):
            if page.on_demand:
                self.tabs.tabButton(number, QTabBar.ButtonPosition.RightSide).setIcon(icon("close"))

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)
        self._look()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.take_focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.tabs and event.type() == QEvent.Type.MouseButtonDblClick:
            self.raise_wanted.emit()
            return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        """Bring the page in sight up to date; the others wait until they are looked at."""
        key = self.current
        for shortcut in (self._escape, *self._number_keys):
            shortcut.setEnabled(not self.is_on_demand)  # a desk has an Esc of its own, and figures are typed in it
        self.looked_at.emit()
        if not self.isVisible() or not key:
            return
        view = self.view(key)
        self.stack.setCurrentWidget(view)
        if key in self._other_page:
            view.start_over()
        elif key in self._stale:
            view.refresh()
        if self._here is not None and key in self._stale | self._other_page:
            view.set_place(self._here)
        self._stale.discard(key)
        self._other_page.discard(key)

    def _make(self, page: Panel) -> None:
        view = page.make(self._workplace)
        self._views[page.key] = view
        self.stack.addWidget(view)
        self._stale.add(page.key)
        self._other_page.add(page.key)
        number = self._number(page.key)
        view.counted.connect(
            lambda count: self.tabs.setTabText(number, f"{page.title} {count}" if count else page.title)
        )
        view.place_activated.connect(self.place_activated)
        view.action_wanted.connect(self.action_wanted)
        view.waive_wanted.connect(self.waive_wanted)
        view.unwaive_wanted.connect(self.unwaive_wanted)
        view.rule_wanted.connect(self.rule_wanted)
        view.left_empty.connect(self.left_empty)
        view.ended.connect(lambda: self._end_page(page.key))

    def _fit(self) -> None:
        """The tabs that the page in work has something for, and those that were asked for."""
        before = set(self._shown())
        now = [page.fits(self._session) and (not page.on_demand or page.key in self._asked_for) for page in self.pages]
        if not now[max(0, self.tabs.currentIndex())]:
            shown = [number for number, fits in enumerate(now) if fits]
            self.tabs.setCurrentIndex(next((number for number in shown if number not in before), shown[0]))
        for number, fits in enumerate(now):
            if self.tabs.isTabVisible(number) is not fits:  # told what it knows, the bar lays out nothing
                self.tabs.setTabVisible(number, fits)
        for place, number in enumerate(self._shown(), start=1):
            title = self.pages[number].title
            self.tabs.setTabToolTip(number, plain_tip(f"{title}（抽屉中按 {place}）" if place <= _NUMBERED else title))

    def _shown(self) -> list[int]:
        return [number for number in range(self.tabs.count()) if self.tabs.isTabVisible(number)]

    def _go_to_number(self, number: int) -> None:
        shown = self._shown()
        if number <= len(shown):
            self.tabs.setCurrentIndex(shown[number - 1])
            self.take_focus()

    def _number(self, key: str) -> int:
        return next(number for number, page in enumerate(self.pages) if page.key == key)

    def _cross(self, page: Panel) -> QToolButton:
        return _button(f"关闭“{page.title}”", lambda: self.view(page.key).end(), self.tabs)

    def _key(self, keys: str, do: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)
        return shortcut


def _button(name: str, do: Callable[[], object], parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setToolTip(plain_tip(name))
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setIconSize(button.iconSize().scaled(ICON_SMALL, ICON_SMALL, Qt.AspectRatioMode.KeepAspectRatio))
    button.clicked.connect(lambda: do())
    return button
