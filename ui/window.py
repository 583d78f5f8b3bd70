"""The main window: worklist, page, what is known of it; always in the same places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from coding.store.store import Trade
from ui import settings
from ui.actions import ActionSet
from ui.appearance import APPEARANCES, Appearance
from ui.area_focus import AreaFocus
from ui.audience_choice import AudienceChoice
from ui.calendar_hint import CalendarHint
from ui.cards.card_actions import CardActions
from ui.dialogs.first_start import FirstStart
from ui.dialogs.message import show_message
from ui.drawer.drawer import Drawer
from ui.drawer.drawer_actions import DrawerActions
from ui.drawer.registry import DRAWER
from ui.dropping import Dropping
from ui.files.file_actions import FileActions
from ui.folding import Folding
from ui.form.form_choices import FormChoices
from ui.form.form_view import PageForm
from ui.grouping.grouping_actions import GroupingActions
from ui.header import PageStrip
from ui.host_page import host_of
from ui.icons.icons import icon
from ui.incoming_files import IncomingFiles
from ui.knowledge_actions import import_folder, knowledge_handlers
from ui.knowledge_loading import KnowledgeLoading
from ui.manual.help_actions import HelpActions
from ui.mending import Mending
from ui.modes import Modes
from ui.month.month_actions import MonthActions
from ui.officer.side import Side, hold_in
from ui.open_evidence import OpenEvidence
from ui.opening_files import FileOpening
from ui.packages.package_actions import PackageActions
from ui.page_actions import PageActions
from ui.palette.palette_actions import PaletteActions
from ui.palette.sources import ActionLines, Doing
from ui.panels.findings import FINDINGS_PANEL
from ui.panels.knowledge_panel import KnowledgePanel
from ui.panels.registry import PANELS, all_actions
from ui.people.backup_actions import BackupActions
from ui.people.people_actions import PeopleActions
from ui.proof.proof_actions import ProofActions
from ui.recheck import BatchExamination
from ui.review.page_flow import PageFlow
from ui.review.review_actions import ReviewActions
from ui.review.taking import Taking
from ui.rules.hospital import HospitalRules
from ui.rules.rules_desk import RuleDesk
from ui.scheme_hint import SchemeHint
from ui.session import Session
from ui.status import StatusLine
from ui.tasks import TaskRunner
from ui.terms.term_actions import Terms
from ui.theme.fonts import TEXT_SIZES
from ui.unexpected import in_words
from ui.unsaved_work import UnsavedWork
from ui.ways import Ways
from ui.window_layout import empty_toolbar, keep_form_wide, keep_frame, one_above_the_other, restore_frame
from ui.worklist.list_actions import ListActions
from ui.worklist.worklist_view import WorklistPanel
from ui.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.store import Store
    from ui.panel_view import PanelView
    from ui.panels.panel import Panel

APP_TITLE = "住院病案首页编码与质控"
#: The areas of the window, in their order.
_WORKLIST, _FORM, _, _DRAWER = range(4)


class MainWindow(QMainWindow):
    """One window on one store: it makes the parts and connects their signals.

    ``sample_wanted``: the user asks for the sample pages (or for the way back); ``switch_wanted``: somebody else is to
    sign in; ``restore_wanted`` carries the backup that is to take the place of the store. ``panels`` stand beside the
    form, ``pages`` in the drawer under it. ``keeper`` opens a sealed store again when it was locked.
    """

    sample_wanted = Signal()
    switch_wanted = Signal()
    restore_wanted = Signal(object)

    def __init__(
        self,
        store: Store,
        path: Path,
        *,
        is_sample: bool = False,
        panels: Sequence[Panel] = PANELS,
        pages: Sequence[Panel] = DRAWER,
        keeper: Doorkeeper | None = None,
    ) -> None:
        super().__init__()
        self.is_sample = is_sample
        self._panels, self._pages = tuple(panels), tuple(pages)
        self._specs = all_actions((*panels, *pages))
        self.store_path = path
        self.session = Session(store, audience=settings.AUDIENCE.read(store))
        self.runner = TaskRunner(self)
        self.knowledge_loading = KnowledgeLoading(self.session, self.runner)
        self.rules = HospitalRules(
            RuleDesk(self.session, self.knowledge_loading), self.runner, self, lambda key: host_of(self.workplace, key)
        )
        self.opening = FileOpening(self.session, self.runner)
        Dropping(self, lambda: not self.opening.is_busy and QApplication.activeModalWidget() is None).dropped.connect(
            self.open_file
        )
        self.batch = BatchExamination(self.session, self.runner)
        self.workplace = Workplace(
            session=self.session,
            evidence=OpenEvidence(self.session, self),
            runner=self.runner,
            loading=self.knowledge_loading,
            parent=self,
            say=lambda sentence: self.status.say(sentence),
            refuse=self.refuse,
            listed=lambda: self.worklist.ids,
            write_down=lambda: self.form.flush(),
            open_page=lambda page_id: self.modes.open(page_id),
            show_panel=self.show_panel,
        )
        self.unsaved = UnsavedWork(self.workplace)
        self._closed, self._keeper = False, keeper
        self.appearance = Appearance(store, self)
        self._build()
        self._connect()
        self.restore()

    # -- building

    def _build(self) -> None:
        place = self.workplace
        # From the outside to the inside: what is put into another place afterwards is styled anew, with all it holds.
        self.stack = QStackedWidget(self)
        self.setCentralWidget(self.stack)
        self.work = QWidget(self.stack)
        self.stack.addWidget(self.work)
        self.toolbar = empty_toolbar()
        self.folding = Folding(self.work, self.toolbar)
        self.splitter = self.folding.areas
        self.sides = left, middle, right = Side(self.splitter), Side(self.splitter.pair), Side(self.splitter.pair)
        self.worklist = WorklistPanel(self.session, left)
        self.form = PageForm(self.session, middle)
        self.knowledge = KnowledgePanel(place, self._panels, right)
        self.drawer = Drawer(place, self._pages, self.splitter.column)
        self.folding.hold(*hold_in(self.sides, self.worklist, self.form, self.knowledge), self.drawer)
        self.first_start = FirstStart()
        self.scheme_hint = SchemeHint(self.session, offered=self.is_sample)
        self.calendar_hint = CalendarHint(
            self.session, lambda: self.actions_["import_calendar"].trigger(), offered=not self.is_sample
        )
        self.strip = PageStrip(place)
        one_above_the_other(self.work, self.scheme_hint, self.calendar_hint, self.strip, below=self.folding.whole)
        self.stack.addWidget(self.first_start)
        self.status = StatusLine(self.session, self.runner, is_sample=self.is_sample)
        self.setStatusBar(self.status)
        self.areas = AreaFocus(
            (
                (left, self.worklist.focus_widget()),
                (middle, self.form),
                (right, self.knowledge.focus_widget()),
                (self.drawer, self.drawer),
            ),
            self,
            self.folding.unfold,
            lambda area: area == _DRAWER and not self.splitter.is_drawer_open,
        )
        self.ways = Ways(self.areas, self.folding, self.worklist, self.form)
        self.drawing = DrawerActions(self.drawer, self.splitter, self.form, lambda: self.areas.go(_FORM))
        self.audience = AudienceChoice(self.session, lambda id_: self.actions_[id_])
        self.flow = PageFlow(place)
        self.taking = Taking(self.session, self)
        self.pages = PageActions(place, self.form, self.worklist, self.flow)
        self.listing = ListActions(place, self.worklist, lambda: self.folding.unfold(_WORKLIST))
        self.mending = Mending(place, self.form, lambda: self.knowledge.view(FINDINGS_PANEL.key))
        self.files = FileActions(place)
        self.incoming = IncomingFiles(place, self.opening, self.files)
        self.grouping = GroupingActions(place)
        self.proof = ProofActions(place)
        self.terms = Terms(place)
        self.people = PeopleActions(place, self._keeper, self.store_path, self.unsaved.close_with_draft)
        self.backups = BackupActions(place, self.store_path, is_sample=self.is_sample)
        self.review = ReviewActions(place)
        self.packages = PackageActions(place)
        self.month = MonthActions(place, self.stack)
        self.modes = Modes(self, self)
        self.cards = CardActions(place)
        self.palette = PaletteActions(
            place,
            lambda: ActionLines(self._specs, lambda id_: self.actions_[id_]),
            Doing(self.modes.open, self.cards.show_code, self.cards.show_group, self.rules.show),
        )
        self.choices = FormChoices(self.form)
        self.helping = HelpActions(self, self.form.place_of, self._specs)
        self.actions_ = ActionSet(
            self, self._specs, self._handlers(), self.session.store.me.may, self.people.unavailable()
        )
        self.actions_.fill_menus(self.menuBar())
        self.flow.live_in(self.actions_.menus["流转"])
        self.choices.tick(self.actions_)
        self.actions_.fill_toolbar(self.toolbar)
        self.addToolBar(self.toolbar)
        self.modes.begin()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.actions_["open_sample"].setText("返回本院病案" if self.is_sample else "打开示例病案")
        self.setWindowIcon(icon("app", "accent"))
        self._tell_title("")

    def _handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does in this window."""
        return {
            **self.pages.handlers(),
            **self.listing.handlers(),
            **self.files.handlers(),
            **self.grouping.handlers(),
            **self.proof.handlers(),
            **self.terms.handlers(),
            **self.people.handlers(),
            **self.backups.handlers(),
            **self.review.handlers(),
            **self.packages.handlers(),
            **self.month.handlers(),
            **self.palette.handlers(),
            **knowledge_handlers(self.workplace, lambda id_: self.actions_[id_].trigger()),
            **{id_: self._after_writing(self.modes.in_sight(do)) for id_, do in self.knowledge.handlers().items()},
            **self.mending.handlers(),
            **{id_: self._after_writing(do) for id_, do in self.modes.handlers().items()},
            **{id_: self._after_writing(do) for id_, do in self.drawing.handlers().items()},
            **self.cards.handlers(),  # before anything is written down: a list of codes may be open
            "evidence": self._after_writing(self.knowledge.ask_for_evidence),
            "step_menu": self._after_writing(self.flow.show_menu),
            "open_sample": self.sample_wanted.emit,
            "quit": self.close,
            "rules": self.rules.show,
            "waivers": self.rules.show_waivers,
            **self.audience.handlers(),
            **self.ways.handlers(),
            **self.appearance.handlers(),
            "reset_layout": self.reset_layout,
            **self.choices.handlers(),
            **self.helping.handlers(),
        }

    def _after_writing(self, do: Callable[[], object]) -> Callable[[], object]:
        """Write down what is typed first: it would be missing from what is shown."""

        def done() -> None:
            self.form.flush()
            do()

        return done

    def show_panel(self, key: str) -> PanelView:
        """Bring a panel beside the form or a page of the drawer into sight; the focus stays where it is."""
        self.modes.to_pages()
        if self.drawer.has(key):
            return self.drawing.show(key)
        self.modes.in_knowledge()
        self.knowledge.do(key, lambda _view: None)
        return self.knowledge.view(key)

    def _connect(self) -> None:
        session = self.session
        self.worklist.wanted.connect(self.pages.open)
        for views in (self.knowledge, self.drawer):
            self.form.place_changed.connect(views.set_place)
            self._connect_views(views)
        self._connect_knowledge()
        self._connect_files()
        self.rules.page_wanted.connect(self.modes.open)
        self.flow.place_wanted.connect(self.form.focus_place)
        self.flow.waive_wanted.connect(self.rules.waive)
        self.pages.shown.connect(self._tell_title)
        self.people.switch_wanted.connect(self.switch_wanted)
        self.backups.restore_wanted.connect(self.restore_wanted)
        self.pages.could_undo.connect(self._tell_actions)
        self.appearance.changed.connect(self._recolour)
        self.appearance.resized.connect(self._resize_text)
        self.rules.refused.connect(self.refuse)
        self.first_start.chosen.connect(self._on_choice)
        self.knowledge_loading.refused.connect(self.refuse)
        self.knowledge_loading.loaded.connect(self.status.say)
        self.knowledge_loading.troubled.connect(self.status.show_troubles)
        self.runner.failed.connect(lambda error: self.refuse(in_words(error)))
        for told in (session.knowledge_changed, session.contexts_changed, self.packages.written, self.month.written):
            told.connect(self.batch.start)
        session.judged_by_changed.connect(self._catch_up)
        for told in (session.opened, session.changed, session.judged):
            told.connect(lambda _: self._tell_actions())

    def _connect_views(self, views: KnowledgePanel | Drawer) -> None:
        views.place_activated.connect(self.ways.go_to_place)
        views.left_empty.connect(lambda: self.areas.go(_FORM))
        views.waive_wanted.connect(self.rules.waive)
        views.unwaive_wanted.connect(self.rules.end_waiver)
        views.rule_wanted.connect(self.rules.show)
        views.action_wanted.connect(lambda id_: self.actions_[id_].trigger())

    def _connect_knowledge(self) -> None:
        self.grouping.listed_changed.connect(self.drawer.refresh)
        for actions in (self.grouping, self.proof, self.review):
            actions.page_wanted.connect(self.modes.open)

    def _connect_files(self) -> None:
        incoming = self.incoming
        incoming.scheme_wanted.connect(self.grouping.import_scheme)
        incoming.folder_wanted.connect(lambda path: import_folder(self.workplace, path))
        incoming.began.connect(lambda: self._show_offer(False))
        incoming.arrived.connect(self._on_arrived)
        incoming.ended.connect(self.batch.start)
        self.opening.all_imported.connect(self.month.receive)
        incoming.tell_interrupted()

    # -- start and end

    def restore(self) -> None:
        """Size, splitter, appearance and the page that was in work last; the first start makes its offer."""
        store = self.session.store
        restore_frame(self, self.splitter, store)
        self.drawing.restore(store)
        self.folding.set_rail(settings.RAIL.read(store) == "1")
        self.appearance.restore()
        self.audience.tell()
        self.pages.open_last()
        self.modes.restore()
        self._show_offer(not self.worklist.ids and not settings.OFFERED.read(store) and not self.is_sample)
        self._tell_actions()

    def start(self) -> None:
        """Load the Knowledge; call it when the window is on the screen."""
        self.knowledge_loading.start()
        self.backups.begin()
        self.unsaved.offer_drafts()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed and not self.unsaved.may_close():
            event.ignore()
            return
        self.leave()
        super().closeEvent(event)

    def leave(self) -> None:
        """Write down everything and let go of the store; idempotent."""
        if self._closed:
            return
        self._closed = True
        self.appearance.end()
        store = self.session.store
        try:
            self.form.flush()
            keep_frame(self, self.splitter, store)
            self.drawing.keep(store)
            settings.RAIL.write(store, "1" if self.folding.is_rail else "")
            self.pages.keep_place()
        finally:
            self.taking.end()
            self.session.end()
            self.batch.end()
            self.rules.close()
            self.people.end()
            self.runner.shutdown()
            self.worklist.shutdown()
            self.palette.shutdown()
            self.backups.at_leaving()
            self.session.close_page()  # what is still on the screen must not ask the closed store
            if (focus := QApplication.focusWidget()) is not None and self.isAncestorOf(focus):
                focus.clearFocus()  # now, while all parts are there: a field says that it is left
            store.close()

    # -- files

    def open_file(self, path: Path) -> None:
        """Read a file into the store and show its first page; a grouping scheme is shown before it is used."""
        self.incoming.open_file(path)

    def _on_arrived(self, ids: list[int]) -> None:
        self.modes.to_pages()
        self.pages.open_first_of(ids)
        self.areas.go(_WORKLIST, anew=True)  # before it was empty there was but the search to go to

    def _on_choice(self, choice: str) -> None:
        if choice == "sample":
            self.sample_wanted.emit()
        elif choice in ("file", "brief"):
            self.actions_[{"file": "open_file"}.get(choice, choice)].trigger()
        else:
            settings.OFFERED.write(self.session.store, "1")
            self._show_offer(False)
            self.ways.start_search()

    # -- looks

    def _recolour(self, appearance: str) -> None:
        """The theme is another one: what draws its own colours takes the new ones."""
        for each in APPEARANCES:
            self.actions_[each].setChecked(each == appearance)
        self.actions_.recolour()
        self.worklist.recolour()
        self.folding.recolour()
        self.drawer.recolour()
        self.setWindowIcon(icon("app", "accent"))

    def _resize_text(self, percent: int) -> None:
        """All text has another size."""
        for each in TEXT_SIZES:
            self.actions_[f"text_{each}"].setChecked(each == percent)
        self.folding.fit(self.size())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.folding.fit(event.size())
        if event.size().width() < event.oldSize().width():
            keep_form_wide(self.splitter)

    def _catch_up(self, trades: frozenset[Trade]) -> None:
        """Another window on this store may have changed what is judged by; what this one wrote is in force here."""
        self.knowledge_loading.catch_up()
        if Trade.TERMS in trades:
            self.terms.desk.renew()
        self.audience.catch_up()

    def reset_layout(self) -> None:
        """The widths of the areas as they are on the first day."""
        self.splitter.set_first_widths()

    def recover(self) -> None:
        """Something went wrong in the middle of an operation: show what is stored, keep what is typed."""
        if self._closed:
            return
        self.form.rescue()
        self.session.show_as_it_stands()

    def refuse(self, sentence: str) -> None:
        """Say in a box why something was not done."""
        show_message(self, sentence, "error")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self._closed:
            if self.isActiveWindow():
                self.session.catch_up()
                self.areas.come_back()
            else:
                self.form.flush()

    def _show_offer(self, shown: bool) -> None:
        self.stack.setCurrentWidget(self.first_start if shown else self.work)
        if shown:
            self.first_start.setFocus()
        else:
            self.ways.begin()

    def _tell_actions(self) -> None:
        self.actions_.enable_for_page(self.session.page_id is not None)
        self.actions_.enable("undo", self.pages.can_undo())
        self.actions_.enable("redo", self.session.can_redo())

    def _tell_title(self, file: str) -> None:
        where = ("示例病案" if self.is_sample else self.store_path.name) + self._clear_mark()
        self.setWindowTitle(" — ".join(p for p in (file, where, APP_TITLE) if p))

    def _clear_mark(self) -> str:
        """Of a store that anybody could read: that it is so."""
        return "" if self.session.store.is_sealed else "（未加密）"
