"""From area to area of the window: into the list and out of it, to a place of the page, wherever it is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.page.finding import Place
    from ui.area_focus import AreaFocus
    from ui.folding import Folding
    from ui.form.form_view import PageForm
    from ui.worklist.worklist_view import WorklistPanel

#: The areas, as the window counts them.
_WORKLIST, _FORM, _KNOWLEDGE = range(3)


class Ways:
    """Whoever is gone to is unfolded and uncovered first."""

    def __init__(self, areas: AreaFocus, folding: Folding, worklist: WorklistPanel, form: PageForm) -> None:
        self._areas, self._folding, self._worklist, self._form = areas, folding, worklist, form
        worklist.entered.connect(self.enter_form)
        folding.wanted.connect(areas.go)
        areas.entered.connect(lambda area: area == _WORKLIST or folding.leave_list())

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {**self._areas.handlers(), "rail": self.fold_list, "search": self.start_search}

    def begin(self) -> None:
        """Where she begins: in the list, or in the form where the list is folded. Who is there already stays."""
        first = _FORM if self._folding.is_rail else _WORKLIST
        if self._areas.current() != first:
            self._areas.go(first)

    def enter_form(self) -> None:
        """From the list into the page: what is known of it stands beside it."""
        self._folding.unfold(_KNOWLEDGE)
        self._areas.go(_FORM)

    def fold_list(self) -> None:
        """To its edge, or back; who is in it when it folds is in the form then."""
        if self._areas.current() == _WORKLIST and not self._folding.is_rail:
            self._areas.go(_FORM)
        self._folding.set_rail(not self._folding.is_rail)

    def start_search(self) -> None:
        """Into the search of the list."""
        self._folding.unfold(_WORKLIST)
        self._worklist.start_search()

    def go_to_place(self, place: Place) -> None:
        """To a place of the page, which may stand behind the drawer."""
        self._folding.areas.uncover()
        self._form.focus_place(place)
