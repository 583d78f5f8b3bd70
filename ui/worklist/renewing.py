"""What others bring comes into the list while it is looked at: nothing goes, what she looks at stays in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.theme.spacing import CARD_HEIGHT
from ui.worklist.looking_up import look_up_again

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.store.store import Store, WorklistQuery
    from coding.work.typed_filters import TypedQuery
    from ui.tasks import Task, TaskRunner
    from ui.worklist.looking_up import Listing
    from ui.worklist.page_table import PageTable
    from ui.worklist.worklist_model import WorklistModel

    Asked = tuple[Callable[[], TypedQuery], Callable[[TypedQuery], WorklistQuery]]


class Renewing(QObject):
    """``renewed`` carries how many pages there are now.

    ``asked``: what the list asks for, as ``look_up`` takes it. ``is_taken``: it is being filled with something else.
    ``mark``: shows the page in work as the selected one.
    """

    renewed = Signal(int)

    def __init__(
        self,
        store: Store,
        queries: TaskRunner,
        view: PageTable,
        model: WorklistModel,
        asked: Callable[[], Asked],
        is_taken: Callable[[], bool],
        mark: Callable[[], object],
    ) -> None:
        super().__init__(view)
        self._store = store
        self._queries = queries
        self._view = view
        self._model = model
        self._asked = asked
        self._is_taken = is_taken
        self._mark = mark
        self._task: Task[tuple[int, Listing]] | None = None
        self._is_outdated = False  # something was written elsewhere while the list was filled

    @property
    def is_busy(self) -> bool:
        """Whether it is being looked up what has come."""
        return self._task is not None

    def renew(self) -> None:
        """Somebody else brought pages, or brought them so far that they belong into this list."""
        if self._task is not None or self._is_taken():
            self._is_outdated = True
            return
        self._is_outdated = False
        store, listed = self._store, self._model.known_ids
        read, query_of = self._asked()
        self._task = self._queries.run(
            "更新列表",
            lambda task: look_up_again(task, store, read, query_of, listed),
            on_result=self._on_found,
            on_end=self._ended,
            on_error=lambda _error: None,  # it is tried again with the next write
        )

    def catch_up(self) -> None:
        """The list has been filled: what came meanwhile may not be in it."""
        if self._is_outdated:
            self.renew()

    def _on_found(self, found: tuple[int, Listing]) -> None:
        everything, listing = found
        if listing[0] != self._model.known_ids and not self._is_taken():
            view, model = self._view, self._model
            top = view.rowAt(0)
            anchor = model.id_at(top) if top >= 0 else None
            above = view.rowViewportPosition(top)
            model.set_ids(*listing)
            self._mark()
            if anchor is not None and (place := model.place(anchor)) is not None:
                view.doItemsLayout()  # now: until then its scroll bar has the length of the list before
                view.verticalScrollBar().setValue(place * CARD_HEIGHT - above)
        self.renewed.emit(everything)

    def _ended(self) -> None:
        self._task = None
        self.catch_up()
