"""Opening, closing, raising the drawer and going through its pages, by key; and how it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.store.store import Store
    from ui.drawer.drawer import Drawer
    from ui.form.form_view import PageForm
    from ui.panel_view import PanelView
    from ui.window_layout import Areas


class DrawerActions:
    """The drawer of one window. ``to_form`` puts the focus to where it was in the form."""

    def __init__(self, drawer: Drawer, areas: Areas, form: PageForm, to_form: Callable[[], None]) -> None:
        self._drawer, self._areas, self._form, self._to_form = drawer, areas, form, to_form
        drawer.close_wanted.connect(self.close)
        drawer.raise_wanted.connect(self.raise_or_lower)
        areas.drawer_changed.connect(self._on_changed)
        drawer.looked_at.connect(self._give_height)
        drawer.page_ended.connect(self._on_page_ended)
        self._opened_for_desk = False

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {
            **self._drawer.handlers(),
            "drawer": self.toggle,
            "drawer_next": lambda: self.step(1),
            "drawer_back": lambda: self.step(-1),
            "drawer_higher": self.raise_or_lower,
        }

    def toggle(self) -> None:
        """Open the drawer, or go into it where it is open beside the hand; once more closes it."""
        if self._areas.is_drawer_open and self._drawer.holds_focus():
            self.close()
        else:
            self.open()
            self._drawer.take_focus()

    def open(self) -> None:
        """Have the drawer in sight; the focus stays where it is."""
        if not self._areas.is_drawer_open:
            self._areas.show_drawer(True)

    def close(self) -> None:
        """Put the drawer away; who was in it is back where she was in the form."""
        was_in_it = self._drawer.holds_focus()
        self._areas.show_drawer(False)
        if was_in_it:
            self._to_form()

    def step(self, by: int) -> None:
        """The next or previous page of the drawer; one that is closed is opened."""
        if not self._areas.is_drawer_open:
            self.toggle()
        else:
            self._drawer.step(by)

    def raise_or_lower(self) -> None:
        """All the height of form and panel for the drawer, or its own again."""
        raised = not self._areas.is_raised
        held = self._drawer.holds_focus()
        self.open()
        self._areas.raise_drawer(raised)
        if raised or held:
            self._drawer.take_focus()

    def show(self, key: str) -> PanelView:
        """Bring a page into sight and hand out its view."""
        was_closed = not self._areas.is_drawer_open
        self._drawer.choose(key)
        self.open()
        self._opened_for_desk = self._drawer.is_on_demand and (was_closed or self._opened_for_desk)
        return self._drawer.view(key)

    def restore(self, store: Store) -> None:
        """As it was left: open or closed, and which page was in sight."""
        if self._drawer.has(key := settings.DRAWER_PAGE.read(store)):
            self._drawer.choose(key)
        self._areas.show_drawer(settings.DRAWER.read(store) == "1")

    def keep(self, store: Store) -> None:
        """Remember it for the next start."""
        settings.DRAWER.write(store, "1" if self._areas.is_drawer_open else "")
        settings.DRAWER_PAGE.write(store, self._drawer.kept)

    def _give_height(self) -> None:
        """A desk has the greatest height that leaves the form in sight."""
        self._areas.set_tall(self._drawer.is_on_demand)

    def _on_page_ended(self) -> None:
        """A desk was closed: what was in sight before it is again."""
        if self._opened_for_desk:
            self._opened_for_desk = False
            self._areas.show_drawer(False)
        elif self._areas.is_raised:
            self._areas.raise_drawer(False)

    def _on_changed(self) -> None:
        self._drawer.show_raised(self._areas.is_raised)
        self._form.keep_in_sight()
