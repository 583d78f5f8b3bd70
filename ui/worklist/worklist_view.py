"""The left panel: search, marks, order, and the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.store.page_filter import By
from coding.store.store import EVERYTHING, Marked, Sort, WorklistQuery, WorklistWindow
from coding.work.list_marks import MINE, marks_of
from coding.work.list_views import ListView, keep_last_view, last_view
from ui.named_combo import named_combo
from ui.tasks import Task, TaskRunner
from ui.theme.spacing import MEDIUM, SMALL
from ui.unexpected import in_words
from ui.worklist.chips import ChipRow
from ui.worklist.known_values import KnownValues
from ui.worklist.list_counts import ListCounts
from ui.worklist.list_foot import CountLabel, NoPagesLabel
from ui.worklist.list_head import ReadLabel, ThoseButton, ViewsButton
from ui.worklist.looking_up import TypedText, look_up, with_places
from ui.worklist.page_table import PageTable
from ui.worklist.renewing import Renewing
from ui.worklist.row_beside import RowsBeside
from ui.worklist.search_box import SearchBox
from ui.worklist.selection import query_of, sorts_for
from ui.worklist.worklist_model import BLOCK, WorklistModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from coding.store.store import WorklistRow
    from coding.work.typed_filters import TypedQuery
    from ui.page_changes import What
    from ui.session import Session
    from ui.worklist.looking_up import Listing

#: Milliseconds after the last key before the list is searched, and before a page that was stepped on opens.
_SEARCH_DELAY = 120
_OPEN_DELAY = 60
#: Milliseconds after which what is asked is written down for the next start.
_REMEMBER_DELAY = 2000

#: Characters of an order that stay in sight.
_ORDER_SIGNS = 4

#: The filter that is typed most.
_TYPED_MOST = By.DEPT


class WorklistPanel(QWidget):
    """The pages of the store. ``wanted`` asks for a page; ``entered`` asks to go on in the form."""

    wanted = Signal(int)
    entered = Signal()
    shown = Signal()  # the list has been filled anew

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._session = session
        # A runner of its own: a search of the list must not wait for a file that is read or for the examination.
        self._queries = TaskRunner(self, threads=1)
        self._searching: Task[Listing] | None = None
        self._has_failed = False  # the list is none of what is asked now
        self._everything = 0
        self._is_over = False
        self._those: list[int] | None = None  # pages that somebody else chose: a tile, a figure, a point of a chart
        self.beside = RowsBeside(session.store, session.presence, lambda: session.clock().date())
        self.model = WorklistModel(
            session.store, self, session.judge.stamp_in_force, self.beside.of, lambda row: self._still_fits(row)
        )
        self.known = KnownValues(session.store)
        self._typed = TypedText(session, self.known)
        self._chosen_view = ListView()  # the view that was chosen last
        self._mended: set[int] = set()  # pages that are no more what was typed, since they were listed
        self.search = SearchBox(self.known, lambda: session.sees_money)
        self.told = ReadLabel()
        self.chips = ChipRow()
        self.sorts = named_combo("排列顺序", sorts_for(sees_money=session.sees_money), _ORDER_SIGNS)
        self.views = ViewsButton()
        self.those = ThoseButton()
        self.count = CountLabel()
        self.counts = ListCounts(session, self._queries, self._of_all_marks, self)
        self.empty = NoPagesLabel()
        self.view = PageTable()
        self.view.setModel(self.model)
        self._renewing = Renewing(
            session.store,
            self._queries,
            self.view,
            self.model,
            lambda: (self._typed.reading(self.search.text()), self._asking()),
            lambda: self._searching is not None or self._those is not None,
            lambda: self._mark_selected(self._session.page_id),
        )
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_DELAY)
        self._open_timer = QTimer(self, singleShot=True, interval=_OPEN_DELAY)
        self._remembering = QTimer(self, singleShot=True, interval=_REMEMBER_DELAY)
        self._remembering.timeout.connect(self._remember)
        self._connect()
        self.recolour()
        self._show_all()
        self.show_view(last_view(session.store))

    # -- for the window

    @property
    def query(self) -> WorklistQuery:
        """What is asked for now."""
        return self._asking()(self._typed.read(self.search.text()))

    def _of_all_marks(self) -> WorklistQuery:
        return replace(self.query, marked=Marked.ALL, mine=None)

    def _asking(self) -> Callable[[TypedQuery], WorklistQuery]:
        """Makes a query with the mark and the order that are chosen now, in whatever thread."""
        chosen, sort, me = self.chips.current, Sort(self.sorts.currentData()), self._session.store.me.id
        return lambda typed: query_of(typed, chosen, sort, me)

    @property
    def asked(self) -> ListView:
        """What is asked for now, as it is remembered: the view that was chosen while nothing else is asked."""
        asked = ListView("", self.search.text(), self.chips.current, Sort(self.sorts.currentData()))
        return self._chosen_view if replace(self._chosen_view, name="") == asked else asked

    def call_view(self, view: ListView) -> None:
        """What is asked for now is this view: its button says so until something else is asked."""
        self._chosen_view = view
        self._name_view()

    def show_view(self, view: ListView) -> None:
        """Ask what a view asks."""
        with QSignalBlocker(self.search), QSignalBlocker(self.sorts):
            self.search.setText(view.text)
            self.sorts.setCurrentIndex(max(0, self.sorts.findData(view.sort.value)))
        self.chips.show_chosen(view.mark)
        self.view.show_moved(Sort(self.sorts.currentData()))
        self.call_view(view)
        if self.asked != ListView():
            self._timer.start(0)
        elif self._those is not None or self.model.rowCount() != self._everything:
            self.reload()

    @property
    def is_busy(self) -> bool:
        """True while a search is waiting or running, or it is counted."""
        is_asking = self._searching is not None or self._renewing.is_busy
        return self._timer.isActive() or is_asking or self.counts.is_busy

    @property
    def is_empty(self) -> bool:
        """Whether the list holds no page."""
        return not self.model.rowCount()

    @property
    def first_id(self) -> int | None:
        """The page at the top of the list; None of an empty one."""
        return None if self.is_empty else self.model.id_at(0)

    @property
    def ids(self) -> list[int]:
        """The pages of the list, as it is filtered and ordered now."""
        return list(self.model.ids)

    def holds(self, page_id: int) -> bool:
        """Whether a page is in the list."""
        if self.model.place(page_id) is None and self.query.is_plain and self._those is None:
            return self._session.store.count(replace(EVERYTHING, only=page_id)) > 0  # without all that stand above it
        return bool(self.model.ids) and self.model.place(page_id) is not None

    def focus_widget(self) -> QWidget:
        """What takes the focus first: the pages."""
        return self.view

    def start_search(self) -> None:
        """Put the focus into the search box; what is typed replaces what stands there."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    def current_id(self) -> int | None:
        """The page that is selected."""
        index = self.view.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else None

    def select(self, page_id: int | None) -> None:
        """Show a page as the selected one without asking for it."""
        self._open_timer.stop()
        place = self._mark_selected(page_id)
        if place is not None:
            self.view.show_place(place)
        self.view.viewport().update()

    def _mark_selected(self, page_id: int | None) -> int | None:
        """Show a page as the selected one, wherever it is; its place, None where it is not listed."""
        place = None if page_id is None else self.model.place(page_id)
        self.view.mark(place)
        return place

    def neighbour(self, step: int) -> int | None:
        """The id of the page ``step`` rows on from the page in work; None at the end of the list."""
        page_id = self._session.page_id
        if page_id is not None and self.model.place(page_id) is None:
            _ = self.model.ids  # fetches what is on its way: only then its places are known
        here = None if page_id is None else self.model.place(page_id)
        there = 0 if here is None else here + step
        return self.model.id_at(there) if 0 <= there < self.model.rowCount() else None

    def show_those(self, words: str, ids: Sequence[int]) -> None:
        """List these pages in this order, whatever is searched or chosen; the next search or choice ends it."""
        self._timer.stop()
        if self._searching is not None:
            self._searching.cancel()
            self._searching = None
        with QSignalBlocker(self.search):
            self.search.clear()
        self.chips.show_chosen(Marked.ALL.value)
        self._name_view()
        self._those = list(ids)
        self.those.show_words(words, self.width())
        self.model.set_ids(self._those)
        self._select_and_tell()
        self.shown.emit()

    def leave_those(self) -> None:
        """List what is searched and chosen again."""
        if self._those is not None:
            self._those = None
            self.those.hide()
            self.reload()

    def reload(self) -> None:
        """Ask the store again: pages came or went, or the query is another one. The list stays until it answers."""
        self._timer.stop()
        self._has_failed = False
        self._those = None
        self.those.hide()
        self._name_view()
        if self._searching is not None:
            self._searching.cancel()
        store, text = self._session.store, self.search.text()
        read, asking = self._typed.reading(text), self._asking()
        self._searching = self._queries.run(
            "查找病案",
            lambda task: look_up(task, store, read, asking),
            on_progress=lambda _done, _total, found: self._on_window(text, *found),
            on_result=self._on_found,
            on_error=self._on_search_failed,
        )

    def start_filter(self) -> None:
        """Put the focus on the marks; every one shows its key."""
        self.chips.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shutdown(self) -> None:
        """Let go of the store; idempotent."""
        if self._is_over:
            return
        self._is_over = True
        self.counts.end()
        self._remembering.stop()
        self._remember()
        self._queries.shutdown()

    def recolour(self) -> None:
        """Take the colours of the theme in force."""
        self.search.recolour()
        self.chips.recolour()
        self.view.viewport().update()

    # -- inside

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(SMALL, MEDIUM, SMALL, SMALL)
        box.setSpacing(SMALL)
        choices = QHBoxLayout()
        choices.setSpacing(SMALL)
        choices.addWidget(self.sorts, 1)
        choices.addWidget(self.views)
        box.addWidget(self.search)
        box.addWidget(self.told)
        box.addWidget(self.chips)
        box.addLayout(choices)
        box.addWidget(self.those)
        box.addWidget(self.view, 1)
        box.addWidget(self.empty, 1)
        box.addWidget(self.count)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self._timer.start())
        self.search.returnPressed.connect(self._take_first)
        self.search.to_list.connect(lambda: self.view.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.search.lacking.connect(self._read_values)
        self.chips.chosen.connect(self._on_mark)
        self.chips.left.connect(lambda: self.view.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.counts.changed.connect(self._show_counts)
        self._renewing.renewed.connect(self._on_renewed)
        self.sorts.currentIndexChanged.connect(self._on_order)
        self._timer.timeout.connect(self.reload)
        self._open_timer.timeout.connect(self._open_current)
        self.view.selectionModel().currentChanged.connect(lambda: self._open_timer.start())
        self.view.enter_pressed.connect(self._enter)
        self.view.escape_pressed.connect(self.leave_those)
        self.those.clicked.connect(self.leave_those)
        self.view.clicked.connect(lambda: self._open_current())
        self.view.doubleClicked.connect(lambda: self._enter())
        self._session.worklist_changed.connect(self._on_worklist_changed)
        self._session.judged.connect(self._on_judged)
        self._session.presence.changed.connect(self.model.refresh)
        self.model.failed.connect(self._session.failed)
        self._session.changed.connect(self._on_changed)
        self._session.opened.connect(self.select)
        self._session.knowledge_changed.connect(self.view.viewport().update)  # verdicts may be old ones now
        self._session.contexts_changed.connect(self.view.viewport().update)

    def _on_mark(self, _mark: str) -> None:
        self._timer.start(0)
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_order(self) -> None:
        self.view.show_moved(Sort(self.sorts.currentData()))
        self._timer.start(0)

    def _read_values(self, by: By) -> None:
        """Behind the window, for the list of what may be typed."""
        known = self.known
        self._queries.run("查找条件", lambda _task: known(by), on_result=lambda _read: self.search.offer_again())

    def _show_counts(self) -> None:
        self.chips.show_counts(self.counts.tally)
        self._tell()
        if not self.known.has(_TYPED_MOST):  # while nothing else is asked: who types a filter does not wait for it
            self._read_values(_TYPED_MOST)

    def _remember(self) -> None:
        try:
            keep_last_view(self._session.store, self.asked)
        except CodingError:
            return  # no reason not to work: it is asked again at the next start

    def _still_fits(self, row: WorklistRow) -> bool:
        """Whether a page that is listed would be listed again; whose it is is nobody's edit."""
        if self._those is not None:
            return True
        chosen = self.chips.current
        return row.id not in self._mended and (chosen == MINE or Marked(chosen) in marks_of(row))

    def _on_changed(self, what: What) -> None:
        """A page was edited: it stays where it is, and is told where it is no more what was typed."""
        self.model.refresh([what.page_id])
        query = self.query
        if self._those is not None or not (query.text or query.filters):
            return
        store, page_id = self._session.store, what.page_id
        asked = replace(self._of_all_marks(), only=page_id)
        self._queries.run(
            "查找病案", lambda _task: store.count(asked) > 0, on_result=lambda fits: self._on_fits(page_id, fits)
        )

    def _on_fits(self, page_id: int, fits: bool) -> None:
        before = set(self._mended)
        (self._mended.discard if fits else self._mended.add)(page_id)
        if before != self._mended:
            self.model.refresh([page_id])

    def _name_view(self) -> None:
        self.views.show_view(self.asked, self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_view()
        self._tell()

    def _show_all(self) -> None:
        """The whole list: its beginning at once, as a store is looked at first; where all of it stands, behind that."""
        store = self._session.store
        window = store.listed(EVERYTHING, 0, BLOCK)
        self._everything = window.everything
        self._begin_anew()
        self.model.show_window(window, store.worklist)
        self._select_and_tell()
        self.counts.count()
        if window.total > len(window.rows):
            self._searching = self._queries.run(
                "列出病案",
                lambda _task: with_places(store.worklist()),
                on_result=self._on_all,
                on_error=self._on_search_failed,
            )

    def _on_all(self, found: Listing) -> None:
        self._searching = None
        self.model.set_ids(*found)
        self._select_and_tell()
        self._renewing.catch_up()

    def _begin_anew(self) -> None:
        """The list is another one: what was mended out of the one before is not in it."""
        self._mended.clear()

    def _on_window(self, text: str, typed: TypedQuery, query: WorklistQuery, window: WorklistWindow) -> None:
        store = self._session.store
        self._typed.keep(text, typed)
        self.told.tell(typed.told)
        self._begin_anew()
        self._everything = window.everything
        self.model.show_window(window, lambda: store.worklist(query))
        self._select_and_tell()

    def _on_found(self, found: Listing) -> None:
        self._on_all(found)
        self.counts.count()
        self._remembering.start()
        self.shown.emit()

    def _select_and_tell(self) -> None:
        """The page in work stays the selected one where it is among those shown."""
        self.select(self._session.page_id)
        self._tell()

    def ask_again(self) -> None:
        """The store can be reached again: what could not be looked up then is looked up now."""
        self.known.forget()
        if self._has_failed:
            self.reload()

    def _on_search_failed(self, error: Exception) -> None:
        self._searching, self._has_failed = None, True
        self._session.failed.emit(in_words(error))
        self._renewing.catch_up()

    def _on_worklist_changed(self) -> None:
        self.beside.forget()
        self.known.forget()
        self.counts.forget()
        self.model.forget()
        if self._those is not None:
            return
        if self._session.is_hearing:
            self._renewing.renew()
            return
        if not self.query.is_plain:
            self.reload()
            return
        # Whoever brought the pages opens one of them next: the list has to have them by then.
        self._timer.stop()
        if self._searching is not None:
            self._searching.cancel()
            self._searching = None
        self._show_all()
        self.shown.emit()

    def _on_judged(self, ids: list[int]) -> None:
        self.model.refresh(ids)
        if self._session.is_hearing and self._those is None and any(self.model.place(i) is None for i in ids):
            self._renewing.renew()

    def _on_renewed(self, everything: int) -> None:
        self._everything = everything
        self._tell()
        self.counts.count()

    def _open_current(self) -> None:
        self._open_timer.stop()
        page_id = self.current_id()
        if page_id is not None and page_id != self._session.page_id:
            self.wanted.emit(page_id)

    def _enter(self) -> None:
        self._open_current()
        if self.current_id() is not None:
            self.entered.emit()

    def _take_first(self) -> None:
        """Enter in the search box: search at once and go to the first hit."""
        self.reload()
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.is_busy:
            self._select_first()
        else:
            self.shown.connect(self._select_first, Qt.ConnectionType.SingleShotConnection)

    def _select_first(self) -> None:
        if not self.is_empty and self.current_id() is None:
            self.view.selectRow(0)

    def _tell(self) -> None:
        shown = self.model.rowCount()
        self.count.tell(shown, self._everything, self.counts.left, self.width() - 2 * SMALL)
        self.view.setVisible(shown > 0)
        self.empty.setVisible(shown == 0)
        self.empty.tell(self._everything)
