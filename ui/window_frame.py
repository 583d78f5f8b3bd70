"""The frame of the main window: worklist, page, what is known of it; always in the same places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from coding.store.store import Trade
from coding.store.store_errors import StoreAwayError
from ui import settings
from ui.actions import empty_menus
from ui.after_drawing import AfterDrawing
from ui.appearance import APPEARANCES, Appearance
from ui.folding import Folding
from ui.icons.icons import icon
from ui.officer.side import Side
from ui.screen_fit import available, reachable
from ui.session import Session
from ui.status import StatusLine
from ui.tasks import TaskRunner
from ui.theme.fonts import TEXT_SIZES
from ui.unexpected import in_words
from ui.window_layout import empty_toolbar, keep_form_wide, keep_frame, keep_top, kept_top, restore_frame
from ui.worklist.worklist_view import WorklistPanel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from coding.store.store import Store
    from ui.actions import ActionSet
    from ui.area_focus import AreaFocus
    from ui.audience_choice import AudienceChoice
    from ui.away_strip import AwayStrip
    from ui.calendar_hint import CalendarHint
    from ui.cards.card_actions import CardActions
    from ui.care.care_actions import CareActions
    from ui.dialogs.first_start import FirstStart
    from ui.drawer.drawer import Drawer
    from ui.drawer.drawer_actions import DrawerActions
    from ui.files.file_actions import FileActions
    from ui.form.form_choices import FormChoices
    from ui.form.form_view import PageForm
    from ui.given.given_files import GivenFiles
    from ui.grouping.grouping_actions import GroupingActions
    from ui.header import PageStrip
    from ui.incoming_files import IncomingFiles
    from ui.knowledge_loading import KnowledgeLoading
    from ui.manual.help_actions import HelpActions
    from ui.mending import Mending
    from ui.modes import Modes
    from ui.month.month_actions import MonthActions
    from ui.opening_files import FileOpening
    from ui.packages.package_actions import PackageActions
    from ui.page_actions import PageActions
    from ui.palette.palette_actions import PaletteActions
    from ui.panel_view import PanelView
    from ui.panels.knowledge_panel import KnowledgePanel
    from ui.people.backup_actions import BackupActions
    from ui.people.people_actions import PeopleActions
    from ui.proof.proof_actions import ProofActions
    from ui.recheck import BatchExamination
    from ui.review.page_flow import PageFlow
    from ui.review.review_actions import ReviewActions
    from ui.review.taking import Taking
    from ui.rules.hospital import HospitalRules
    from ui.scheme_hint import SchemeHint
    from ui.taking_out import TakingOut
    from ui.terms.term_actions import Terms
    from ui.unsaved_work import UnsavedWork
    from ui.watching import StoreWatch
    from ui.ways import Ways
    from ui.worklist.list_actions import ListActions
    from ui.workplace import Workplace

APP_TITLE: Final = "住院病案首页编码与质控"
_BACK: Final = "已重新连上服务器。"
#: The area of the list, as the window counts them.
_WORKLIST: Final = 0


class WindowFrame(QMainWindow):
    """One window on one store. It is made in two: the list first, what else there is once the list is on the screen.

    ``sample_wanted``: the user asks for the sample pages (or for the way back); ``switch_wanted``: somebody else is to
    sign in; ``restore_wanted`` carries the backup that is to take the place of the store, ``move_wanted`` the folder
    that it is to lie in; ``renew_wanted``: another window is to stand on the same store; ``whole``: all parts are
    there.
    """

    sample_wanted = Signal()
    switch_wanted = Signal()
    restore_wanted = Signal(object)
    move_wanted = Signal(object)
    renew_wanted = Signal()
    whole = Signal()

    # What is made then. A part that is asked for before its turn is made at once, with all others.
    knowledge_loading: KnowledgeLoading
    rules: HospitalRules
    opening: FileOpening
    batch: BatchExamination
    workplace: Workplace
    unsaved: UnsavedWork
    form: PageForm
    knowledge: KnowledgePanel
    drawer: Drawer
    scheme_hint: SchemeHint
    calendar_hint: CalendarHint
    away: AwayStrip
    watch: StoreWatch
    strip: PageStrip
    first_start: FirstStart
    areas: AreaFocus
    ways: Ways
    drawing: DrawerActions
    audience: AudienceChoice
    flow: PageFlow
    taking: Taking
    pages: PageActions
    listing: ListActions
    mending: Mending
    files: FileActions
    incoming: IncomingFiles
    given: GivenFiles
    grouping: GroupingActions
    proof: ProofActions
    terms: Terms
    people: PeopleActions
    backups: BackupActions
    care: CareActions
    review: ReviewActions
    packages: PackageActions
    month: MonthActions
    modes: Modes
    taking_out: TakingOut
    cards: CardActions
    palette: PaletteActions
    choices: FormChoices
    helping: HelpActions
    actions_: ActionSet

    def __init__(self, store: Store, path: Path, *, is_sample: bool = False) -> None:
        super().__init__()
        self.is_sample = is_sample
        self.store_path = path
        self.session = Session(store, audience=settings.AUDIENCE.read(store))
        self.runner = TaskRunner(self)
        self.take_along(self.session, self.session.writing, self.session.access)
        self._closed = False
        self._hands_over = False
        self.appearance = Appearance(store, self)
        self._build()
        restore_frame(self, self.splitter, store)
        self._room.setFixedHeight(max(0, kept_top(store) - self.toolbar.sizeHint().height()))
        self.folding.set_rail(settings.RAIL.read(store) == "1")
        self.worklist.focus_widget().setFocus()
        self.worklist.wanted.connect(lambda page_id: self.pages.open(page_id))
        self._later = AfterDrawing(self.stack, self._make_whole())
        self._later.done.connect(self.whole)
        if self.worklist.is_empty:
            self._later.finish()  # there is no list to look at meanwhile

    # -- building

    def _build(self) -> None:
        """The frame with its list."""
        # From the outside to the inside: what is put into another place afterwards is styled anew, with all it holds.
        self.stack = QStackedWidget(self)
        self.setCentralWidget(reachable(self.stack, available(self.screen()).size()))
        self.work = QWidget(self.stack)
        self.stack.addWidget(self.work)
        self.menus = empty_menus(self.menuBar())
        self.toolbar = empty_toolbar()
        self.addToolBar(self.toolbar)
        self.folding = Folding(self.work, self.toolbar)
        self.splitter = self.folding.areas
        self.sides = left, _, _ = Side(self.splitter), Side(self.splitter.pair), Side(self.splitter.pair)
        self.below = Side(self.splitter.column)
        self.worklist = WorklistPanel(self.session, left)
        left.hold(self.worklist)
        self.folding.hold(*self.sides, self.below)
        self._room = QWidget()  # of the strip and the toolbar until they are there: the list stays where it is
        column = self._column = QVBoxLayout(self.work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._room)
        column.addWidget(self.folding.whole, 1)
        self.status = StatusLine(self.session, self.runner, is_sample=self.is_sample)
        self.setStatusBar(self.status)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setWindowIcon(icon("app", "accent"))
        self.tell_title("")

    def _make_whole(self) -> Iterator[None]:
        """Make what is not there yet, a short step up to each ``yield``."""
        raise NotImplementedError

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A part that is asked for before its turn."""
            later = self.__dict__.get("_later")
            if name in WindowFrame.__annotations__ and later is not None and later.finish():
                return getattr(self, name)
            raise AttributeError(f"{type(self).__name__} has no {name}")

    def take_along(self, *parts: QObject) -> None:
        """What has no place on the screen goes with the window all the same: by what it is connected to it would keep
        the whole window, and the pages of whoever has signed off.
        """
        for part in parts:
            part.setParent(self)

    @property
    def is_whole(self) -> bool:
        """Whether all parts are there."""
        return self._later.is_done

    def put_over_areas(self, *strips: QWidget) -> None:
        """Lay out strips over the areas, one above the other, without a gap."""
        self._room.hide()
        for place, strip in enumerate(strips):
            self._column.insertWidget(place, strip)

    # -- panels

    def show_panel(self, key: str) -> PanelView:
        """Bring a panel beside the form or a page of the drawer into sight; the focus stays where it is."""
        self.modes.to_pages()
        if self.drawer.has(key):
            return self.drawing.show(key)
        self.modes.in_knowledge()
        self.knowledge.do(key, lambda _view: None)
        return self.knowledge.view(key)

    # -- start and end

    def start(self) -> None:
        """Load the Knowledge; call it when the window is on the screen."""
        self.knowledge_loading.start()
        self.backups.begin()
        self.care.begin()
        self.unsaved.offer_drafts()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed and self.is_whole and not self.unsaved.may_close():
            event.ignore()
            return
        self.leave()
        super().closeEvent(event)

    def may_hand_over(self) -> bool:
        """Whether another window may stand on the store in the place of this one: nothing is typed that is not kept."""
        return self.is_whole and not self._closed and self.unsaved.may_close()

    def hand_over(self) -> Store:
        """The store, which stays open when this window closes."""
        self._hands_over = True
        return self.session.store

    def leave(self) -> None:
        """Write down everything and let go of the store; idempotent."""
        if self._closed:
            return
        self._closed = True
        self.appearance.end()
        if self.is_whole:
            self._leave_parts()
        else:
            self._later.stop()
            self.session.end()
            self.runner.shutdown()
            self.worklist.shutdown()
            self.session.store.close()

    def _leave_parts(self) -> None:
        store = self.session.store
        try:
            self.form.flush()
            keep_frame(self, self.splitter, store)
            keep_top(store, self.toolbar, self.strip)
            self.drawing.keep(store)
            settings.RAIL.write(store, "1" if self.folding.is_rail else "")
            self.pages.keep_place()
        except StoreAwayError:  # how wide the areas were is remembered another time; what was typed is in the draft
            pass
        finally:
            self.watch.stop()
            self.taking.end()
            self.session.end()
            self.batch.end()
            self.rules.close()
            self.people.end()
            self.runner.shutdown()
            self.worklist.shutdown()
            self.palette.shutdown()
            if not self._hands_over:
                self.backups.at_leaving()
            self.session.close_page()  # what is still on the screen must not ask the closed store
            if (focus := QApplication.focusWidget()) is not None and self.isAncestorOf(focus):
                focus.clearFocus()  # now, while all parts are there: a field says that it is left
            for timer in self.findChildren(QTimer):
                timer.stop()  # what was to be done in a moment would ask the closed store
            if not self._hands_over:
                store.close()

    # -- files

    def open_file(self, path: Path) -> None:
        """Read a file into the store and show its first page; a grouping scheme is shown before it is used."""
        self.incoming.open_file(path)

    def is_free(self) -> bool:
        """Whether a file can have its turn: none is being read or loaded, nothing is asked, nothing is locked."""
        is_busy = self.opening.is_busy or self.knowledge_loading.is_busy or self.month.is_at_work
        return not is_busy and self.isVisible() and QApplication.activeModalWidget() is None

    def on_arrived(self, ids: list[int]) -> None:
        """A file was read: its first page is in work."""
        self.modes.to_pages()
        self.pages.open_first_of(ids)
        self.areas.go(_WORKLIST, anew=True)  # before it was empty there was but the search to go to

    def on_choice(self, choice: str) -> None:
        """What was chosen of the offer of the first start."""
        if choice == "sample":
            self.sample_wanted.emit()
        elif choice in ("file", "brief"):
            self.actions_[{"file": "open_file"}.get(choice, choice)].trigger()
        else:
            settings.OFFERED.write(self.session.store, "1")
            self.show_offer(False)
            self.ways.start_search()

    # -- looks

    def recolour(self, appearance: str) -> None:
        """The theme is another one: what draws its own colours takes the new ones."""
        for each in APPEARANCES:
            self.actions_[each].setChecked(each == appearance)
        self.actions_.recolour()
        self.worklist.recolour()
        self.folding.recolour()
        self.drawer.recolour()
        self.setWindowIcon(icon("app", "accent"))

    def resize_text(self, percent: int) -> None:
        """All text has another size."""
        for each in TEXT_SIZES:
            self.actions_[f"text_{each}"].setChecked(each == percent)
        self.folding.fit(self.size())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.folding.fit(event.size())
        if event.size().width() < event.oldSize().width():
            keep_form_wide(self.splitter)

    def catch_up(self, trades: frozenset[Trade]) -> None:
        """Another window on this store may have changed what is judged by; what this one wrote is in force here."""
        self.knowledge_loading.catch_up()
        if Trade.TERMS in trades:
            self.terms.desk.renew()
        self.audience.catch_up()

    def on_reached(self, reached: bool) -> None:
        """Whether the server can be reached is another answer than before."""
        if reached:
            self.status.say(_BACK)
            self.worklist.ask_again()

    def reset_layout(self) -> None:
        """The widths of the areas as they are on the first day."""
        self.splitter.set_first_widths()

    def recover(self) -> None:
        """Something went wrong in the middle of an operation: show what is stored, keep what is typed."""
        if self._closed or not self.is_whole:
            return
        self.form.rescue()
        self.session.show_as_it_stands()

    def refuse(self, sentence: str) -> None:
        """Say in a box why something was not done."""
        from ui.dialogs.message import show_message  # no part of the start

        show_message(self, sentence, "error")

    def tell_failed(self, error: Exception) -> None:
        """Work behind the window failed: in a box, unless the line over the areas says why already."""
        if isinstance(error, StoreAwayError):
            self.status.say(str(error))
        else:
            self.refuse(in_words(error))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self._closed:
            if self.isActiveWindow():
                self.session.catch_up()
            if not self.is_whole:
                return
            if self.isActiveWindow():
                self.areas.come_back()
            else:
                self.form.flush()

    def show_offer(self, shown: bool) -> None:
        """The offer of the first start, or the pages."""
        self.stack.setCurrentWidget(self.first_start if shown else self.work)
        if shown:
            self.first_start.setFocus()
        else:
            self.ways.begin()

    def tell_actions(self) -> None:
        """Which actions can be pressed with the page in work as it is."""
        self.actions_.enable_for_page(self.session.page_id is not None)
        self.actions_.enable("undo", self.pages.can_undo())
        self.actions_.enable("redo", self.session.can_redo())

    def tell_title(self, file: str) -> None:
        """Title bar: the file of the page in work, the store, the program."""
        where = ("示例病案" if self.is_sample else self.store_path.name) + self._clear_mark()
        self.setWindowTitle(" — ".join(p for p in (file, where, APP_TITLE) if p))

    def _clear_mark(self) -> str:
        """Of a store that anybody could read: that it is so."""
        return "" if self.session.store.is_sealed else "（未加密）"
