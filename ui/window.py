"""The main window: worklist, page, what is known of it; always in the same places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from coding.page.audience import CODER, EVERYBODY
from coding.store.store import Trade
from coding.work.what_file import is_scheme
from ui import settings
from ui.actions import ActionSet
from ui.appearance import APPEARANCES, Appearance
from ui.area_focus import AreaFocus
from ui.calendar_hint import CalendarHint
from ui.dialogs.first_start import FirstStart
from ui.dialogs.message import show_message
from ui.dropping import Dropping
from ui.files.file_actions import FileActions
from ui.folding import Folding
from ui.form.form_view import PageForm
from ui.grouping.grouping_actions import GroupingActions
from ui.header import PageStrip
from ui.icons.icons import icon
from ui.knowledge_actions import knowledge_handlers
from ui.knowledge_loading import KnowledgeLoading
from ui.mending import Mending
from ui.month.month_actions import MonthActions
from ui.open_evidence import OpenEvidence
from ui.opening_files import FileOpening
from ui.packages.package_actions import PackageActions
from ui.page_actions import PageActions
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
from ui.window_actions import show_about, show_shortcuts
from ui.window_layout import (
    empty_toolbar,
    keep_form_wide,
    keep_frame,
    one_above_the_other,
    restore_frame,
)
from ui.worklist.worklist_view import WorklistPanel
from ui.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.store import Store
    from coding.work.importing import Imported
    from ui.panels.panel import Panel

APP_TITLE = "住院病案首页编码与质控"
#: The areas of the window, in their order.
_WORKLIST, _FORM, _KNOWLEDGE = range(3)


class MainWindow(QMainWindow):
    """One window on one store: it makes the parts and connects their signals.

    ``sample_wanted``: the user asks for the sample pages (or for the way back); ``switch_wanted``: somebody else is to
    sign in; ``restore_wanted`` carries the backup that is to take the place of the store. ``panels`` stand beside the
    form. ``keeper`` opens a sealed store again when it was locked.
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
        keeper: Doorkeeper | None = None,
    ) -> None:
        super().__init__()
        self.is_sample = is_sample
        self._panels = tuple(panels)
        self.store_path = path
        self.session = Session(store, audience=settings.AUDIENCE.read(store))
        self.runner = TaskRunner(self)
        self.knowledge_loading = KnowledgeLoading(self.session, self.runner)
        self.rules = HospitalRules(RuleDesk(self.session, self.knowledge_loading), self.runner, self)
        self.opening = FileOpening(self.session, self.runner)
        Dropping(self).dropped.connect(self.open_file)
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
            open_page=lambda page_id: self.pages.open(page_id),
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
        self.worklist = WorklistPanel(self.session, self.splitter)
        self.form = PageForm(self.session, self.splitter)
        self.knowledge = KnowledgePanel(place, self._panels, self.splitter)
        self.folding.hold(self.worklist, self.form, self.knowledge)
        self.first_start = FirstStart()
        self.scheme_hint = SchemeHint(self.session, offered=self.is_sample)
        self.calendar_hint = CalendarHint(
            self.session, lambda: self.actions_["import_calendar"].trigger(), offered=not self.is_sample
        )
        one_above_the_other(self.work, self.scheme_hint, self.calendar_hint, PageStrip(place), below=self.folding.whole)
        self.stack.addWidget(self.first_start)
        self.status = StatusLine(self.session, self.runner, is_sample=self.is_sample)
        self.setStatusBar(self.status)
        self.areas = AreaFocus(
            (
                (self.worklist, self.worklist.focus_widget()),
                (self.form, self.form),
                (self.knowledge, self.knowledge.focus_widget()),
            ),
            self,
            self.folding.unfold,
        )
        self.flow = PageFlow(place)
        self.taking = Taking(self.session, self)
        self.pages = PageActions(place, self.form, self.worklist, self.flow)
        self.mending = Mending(place, self.form, lambda: self.knowledge.view(FINDINGS_PANEL.key))
        self.files = FileActions(place)
        self.grouping = GroupingActions(place)
        self.proof = ProofActions(place)
        self.terms = Terms(place)
        self.people = PeopleActions(place, self._keeper, self.store_path, self.unsaved.close_with_draft)
        self.backups = BackupActions(place, self.store_path, is_sample=self.is_sample)
        self.review = ReviewActions(place)
        self.packages = PackageActions(place)
        self.month = MonthActions(place)
        self.actions_ = ActionSet(
            self, all_actions(self._panels), self._handlers(), self.session.store.me.may, self.people.unavailable()
        )
        self.actions_.fill_menus(self.menuBar())
        self.flow.live_in(self.actions_.menus["流转"])
        self.actions_.fill_toolbar(self.toolbar)
        self.addToolBar(self.toolbar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.actions_["open_sample"].setText("返回本院病案" if self.is_sample else "打开示例病案")
        self.setWindowIcon(icon("app", "accent"))
        self._tell_title("")

    def _handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does in this window."""
        return {
            **self.pages.handlers(),
            **self.files.handlers(),
            **self.grouping.handlers(),
            **self.proof.handlers(),
            **self.terms.handlers(),
            **self.people.handlers(),
            **self.backups.handlers(),
            **self.review.handlers(),
            **self.packages.handlers(),
            **self.month.handlers(),
            **knowledge_handlers(self.workplace, lambda id_: self.actions_[id_].trigger()),
            **{id_: self._after_writing(self._in_knowledge(do)) for id_, do in self.knowledge.handlers().items()},
            **self.mending.handlers(),
            "evidence": self._after_writing(self.knowledge.ask_for_evidence),
            "step_menu": self._after_writing(self.flow.show_menu),
            "open_sample": self.sample_wanted.emit,
            "quit": self.close,
            "search": self._start_search,
            "rules": self.rules.show,
            "waivers": self.rules.show_waivers,
            "as_coder": lambda: self.set_audience(CODER),
            "as_officer": lambda: self.set_audience(EVERYBODY),
            "to_worklist": lambda: self.areas.go(_WORKLIST),
            "to_form": lambda: self.areas.go(_FORM),
            "to_knowledge": lambda: self.areas.go(_KNOWLEDGE),
            "cycle": lambda: self.areas.cycle(1),
            "cycle_back": lambda: self.areas.cycle(-1),
            **self.appearance.handlers(),
            "reset_layout": self.reset_layout,
            "shortcuts": lambda: show_shortcuts(all_actions(self._panels), self),
            "about": lambda: show_about(self),
        }

    def _after_writing(self, do: Callable[[], object]) -> Callable[[], object]:
        """Write down what is typed first: it would be missing from what is shown."""

        def done() -> None:
            self.form.flush()
            do()

        return done

    def _in_knowledge(self, do: Callable[[], object]) -> Callable[[], object]:
        """What is done in a panel is done where it can be seen."""

        def done() -> None:
            self.folding.unfold(_KNOWLEDGE)
            do()

        return done

    def _start_search(self) -> None:
        self.folding.unfold(_WORKLIST)
        self.worklist.start_search()

    def _list_those(self, words: str, ids: Sequence[int]) -> None:
        """Pages that a figure of the month stands for, in the list."""
        self.worklist.show_those(words, ids)
        self.pages.open(ids[0])
        self.areas.go(_WORKLIST)

    def _enter_form(self) -> None:
        """From the list into the page: what is known of it stands beside it."""
        self.folding.unfold(_KNOWLEDGE)
        self.areas.go(_FORM)

    def _connect(self) -> None:
        session = self.session
        self.worklist.wanted.connect(self.pages.open)
        self.worklist.entered.connect(self._enter_form)
        self.folding.wanted.connect(self.areas.go)
        self.form.place_changed.connect(self.knowledge.set_place)
        self._connect_knowledge()
        self._connect_files()
        self.rules.page_wanted.connect(self.pages.open)
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
        session.knowledge_changed.connect(self.batch.start)
        session.contexts_changed.connect(self.batch.start)
        session.judged_by_changed.connect(self._catch_up)
        for told in (session.opened, session.changed, session.judged):
            told.connect(lambda _: self._tell_actions())

    def _connect_knowledge(self) -> None:
        self.knowledge.place_activated.connect(self.form.focus_place)
        self.knowledge.left_empty.connect(lambda: self.areas.go(_FORM))
        self.knowledge.waive_wanted.connect(self.rules.waive)
        self.knowledge.unwaive_wanted.connect(self.rules.end_waiver)
        self.knowledge.rule_wanted.connect(self.rules.show)
        self.knowledge.action_wanted.connect(lambda id_: self.actions_[id_].trigger())
        self.grouping.listed_changed.connect(self.knowledge.refresh)
        for written in (self.packages.written, self.month.written):
            written.connect(self.batch.start)
        for actions in (self.grouping, self.proof, self.review, self.month):
            actions.page_wanted.connect(self.pages.open)
        self.month.pages_wanted.connect(self._list_those)
        self.month.action_wanted.connect(lambda id_: self.actions_[id_].trigger())

    def _connect_files(self) -> None:
        opening, files = self.opening, self.files
        files.open_wanted.connect(self.open_file)
        files.mapped_wanted.connect(opening.open)
        files.export_wanted.connect(lambda *asked: opening.export(*asked[:3], masked=asked[3]))
        files.findings_wanted.connect(lambda *asked: opening.export_findings(*asked[:2], masked=asked[2]))
        opening.imported.connect(self._on_imported)
        opening.all_imported.connect(self._on_all_imported)
        opening.all_imported.connect(self.month.receive)
        opening.unknown.connect(files.ask_for_columns)
        opening.asked.connect(files.ask_about_habits)
        files.answered.connect(opening.answer)
        opening.edition_asked.connect(files.ask_about_edition)
        files.edition_answered.connect(opening.answer_edition)
        opening.refused.connect(self.refuse)
        opening.cancelled.connect(self.status.say)
        opening.cancelled.connect(lambda _told: self.batch.start())
        opening.exported.connect(lambda sentence: show_message(self, sentence, "info", "导出完成"))
        if sentence := opening.interrupted():
            self.status.say(sentence)

    # -- start and end

    def restore(self) -> None:
        """Size, splitter, appearance and the page that was in work last; the first start makes its offer."""
        store = self.session.store
        restore_frame(self, self.splitter, store)
        self.appearance.restore()
        self._tell_audience()
        self.pages.open_last()
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
            self.pages.keep_place()
        finally:
            self.taking.end()
            self.session.end()
            self.batch.end()
            self.rules.close()
            self.people.end()
            self.runner.shutdown()
            self.worklist.shutdown()
            self.backups.at_leaving()
            self.session.close_page()  # what is still on the screen must not ask the closed store
            if (focus := QApplication.focusWidget()) is not None and self.isAncestorOf(focus):
                focus.clearFocus()  # now, while all parts are there: a field says that it is left
            store.close()

    # -- files

    def open_file(self, path: Path) -> None:
        """Read a file into the store and show its first page; a grouping scheme is shown before it is used."""
        settings.LAST_FOLDER.write(self.session.store, str(path.parent))
        if is_scheme(path):
            self.grouping.import_scheme(path)
            return
        self._show_offer(False)
        self.opening.open(path)

    def _on_imported(self, imported: Imported) -> None:
        from ui.dialogs.import_result import ImportResultDialog

        settings.OFFERED.write(self.session.store, "1")
        self.status.say(imported.in_words())
        if not imported.is_plain:
            dialog = ImportResultDialog(imported, self.session.store, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _on_all_imported(self, imported: Sequence[Imported]) -> None:
        if ids := next((ids for each in imported if (ids := each.result.added or each.result.updated)), ()):
            self.pages.open_first_of(list(ids))
            self.areas.go(_WORKLIST, anew=True)  # before it was empty there was but the search to go to
        self.batch.start()

    def _on_choice(self, choice: str) -> None:
        if choice == "sample":
            self.sample_wanted.emit()
        elif choice in ("file", "brief"):
            self.actions_[{"file": "open_file"}.get(choice, choice)].trigger()
        else:
            settings.OFFERED.write(self.session.store, "1")
            self._show_offer(False)
            self._start_search()

    # -- looks

    def _recolour(self, appearance: str) -> None:
        """The theme is another one: what draws its own colours takes the new ones."""
        for each in APPEARANCES:
            self.actions_[each].setChecked(each == appearance)
        self.actions_.recolour()
        self.worklist.recolour()
        self.folding.recolour()
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
        audience = settings.AUDIENCE.read(self.session.store)
        if audience != self.session.contexts.audience:
            self.session.renew_contexts(audience)
            self._tell_audience()

    def set_audience(self, audience: str) -> None:
        """Show the findings to a coder, or all of them; every page is judged anew for the worklist."""
        settings.AUDIENCE.write(self.session.store, audience)
        self.session.renew_contexts(audience)
        self._tell_audience()

    def _tell_audience(self) -> None:
        audience = self.session.contexts.audience
        self.actions_["as_coder"].setChecked(audience == CODER)
        self.actions_["as_officer"].setChecked(audience != CODER)

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
                self.areas.keep_later()
            else:
                self.form.flush()

    def _show_offer(self, shown: bool) -> None:
        self.stack.setCurrentWidget(self.first_start if shown else self.work)
        if shown:
            self.first_start.setFocus()
        else:
            self.areas.go(_WORKLIST)

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
