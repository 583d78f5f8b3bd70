"""What the main window is made of beside its list: made once the list is on the screen, and connected here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.work.given_kind import GivenKind
from ui import settings
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
from ui.drawer.registry import DRAWER
from ui.dropping import Dropping
from ui.files.file_actions import FileActions
from ui.form.form_choices import FormChoices
from ui.form.form_view import PageForm
from ui.given.given_files import GivenFiles
from ui.grouping.grouping_actions import GroupingActions
from ui.header import PageStrip
from ui.host_page import host_of
from ui.incoming_files import IncomingFiles
from ui.knowledge_actions import import_folder, import_given, knowledge_handlers
from ui.knowledge_loading import KnowledgeLoading
from ui.manual.help_actions import HelpActions
from ui.mending import Mending
from ui.modes import Modes
from ui.month.month_actions import MonthActions
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
from ui.printing.print_actions import PrintActions
from ui.proof.proof_actions import ProofActions
from ui.recheck import BatchExamination
from ui.review.page_flow import PageFlow
from ui.review.review_actions import ReviewActions
from ui.review.taking import Taking
from ui.rules.hospital import HospitalRules
from ui.rules.rules_desk import RuleDesk
from ui.scheme_hint import SchemeHint
from ui.taking_out import TakingOut
from ui.terms.term_actions import Terms
from ui.unsaved_work import UnsavedWork
from ui.warming import warm_up
from ui.watching import StoreWatch
from ui.ways import Ways
from ui.worklist.list_actions import ListActions
from ui.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.store.doorkeeper import Doorkeeper
    from coding.work.given_files import Given
    from ui.panels.panel import Panel
    from ui.window_frame import WindowFrame


#: The areas of the window, in their order.
_WORKLIST, _FORM, _KNOWLEDGE, _DRAWER = range(4)


class WindowParts:
    """Makes the parts of one window, in steps none of which takes long; their order is that of ``steps``.

    ``panels`` stand beside the form, ``pages`` in the drawer under it. ``keeper`` opens a sealed store again when it
    was locked.
    """

    def __init__(
        self,
        window: WindowFrame,
        *,
        panels: Sequence[Panel] | None,
        pages: Sequence[Panel] | None,
        keeper: Doorkeeper | None,
    ) -> None:
        self._window = window
        self._panels = PANELS if panels is None else tuple(panels)
        self._pages = DRAWER if pages is None else tuple(pages)
        self._specs = all_actions((*self._panels, *self._pages))
        self._keeper = keeper

    @property
    def steps(self) -> tuple[Callable[[], object], ...]:
        """What makes the window whole, in this order."""
        return (
            self._make_ground,
            self._make_form,
            self._hold_form,
            self._make_beside,
            self._make_doing,
            self._make_actions,
            self._connect,
            self._restore,
        )

    # -- making

    def _make_ground(self) -> None:
        """What dialogs, panels and actions work with."""
        window = self._window
        session, runner = window.session, window.runner
        window.knowledge_loading = KnowledgeLoading(session, runner)
        desk = RuleDesk(session, window.knowledge_loading)
        window.rules = HospitalRules(desk, runner, window, lambda key: host_of(window.workplace, key))
        window.opening = FileOpening(session, runner)
        window.batch = BatchExamination(session, runner)
        window.take_along(window.knowledge_loading, desk, window.opening, window.batch)
        window.workplace = Workplace(
            session=session,
            evidence=OpenEvidence(session, window),
            runner=runner,
            loading=window.knowledge_loading,
            parent=window,
            say=window.status.say,
            refuse=window.refuse,
            listed=lambda: window.worklist.ids,
            write_down=lambda: window.form.flush(),
            open_page=lambda page_id: window.modes.open(page_id),
            show_panel=window.show_panel,
        )
        window.unsaved = UnsavedWork(window.workplace)

    def _make_form(self) -> None:
        self._window.form = PageForm(self._window.session, self._window.sides[_FORM])

    def _hold_form(self) -> None:
        window = self._window
        window.sides[_FORM].hold(window.form)

    def _make_beside(self) -> None:
        """What stands beside, above and below the form."""
        window = self._window
        place = window.workplace
        window.knowledge = KnowledgePanel(place, self._panels, window.sides[_KNOWLEDGE])
        window.drawer = Drawer(place, self._pages, window.below)
        window.sides[_KNOWLEDGE].hold(window.knowledge)
        window.below.hold(window.drawer)
        window.scheme_hint = SchemeHint(window.session, offered=window.is_sample)
        window.calendar_hint = CalendarHint(
            window.session, lambda: window.actions_["import_calendar"].trigger(), offered=not window.is_sample
        )
        window.away = AwayStrip(window.session, offered=self._keeper is not None)
        window.watch = StoreWatch(window.session.store, window)
        window.strip = PageStrip(place)
        window.first_start = FirstStart()
        window.stack.addWidget(window.first_start)
        window.folding.fit(window.size())

    def _make_doing(self) -> None:
        """What the actions do, each part what is about one thing."""
        window = self._window
        place, form = window.workplace, window.form
        left, middle, right = window.sides
        window.areas = AreaFocus(
            (
                (left, window.worklist.focus_widget()),
                (middle, form),
                (right, window.knowledge.focus_widget()),
                (window.below, window.drawer),
            ),
            window,
            window.folding.unfold,
            lambda area: area == _DRAWER and not window.splitter.is_drawer_open,
        )
        window.ways = Ways(window.areas, window.folding, window.worklist, form)
        window.drawing = DrawerActions(window.drawer, window.splitter, form, lambda: window.areas.go(_FORM))
        window.audience = AudienceChoice(window.session, lambda id_: window.actions_[id_])
        window.flow = PageFlow(place)
        window.taking = Taking(window.session, window)
        window.pages = PageActions(place, form, window.worklist, window.flow)
        window.listing = ListActions(place, window.worklist, lambda: window.folding.unfold(_WORKLIST))
        window.mending = Mending(place, form, lambda: window.knowledge.view(FINDINGS_PANEL.key))
        window.files = FileActions(place)
        window.incoming = IncomingFiles(place, window.opening, window.files)
        window.grouping = GroupingActions(place)
        window.proof = ProofActions(place)
        window.terms = Terms(place)
        window.people = PeopleActions(place, self._keeper, window.store_path, window.unsaved.close_with_draft)
        window.backups = BackupActions(place, window.store_path, is_sample=window.is_sample)
        window.care = CareActions(place, window.store_path, self._keeper, is_sample=window.is_sample)
        window.review = ReviewActions(place)
        window.packages = PackageActions(place)
        window.month = MonthActions(place, window.stack)
        window.modes = Modes(window, window)
        window.taking_out = TakingOut(place, lambda: window.modes.is_blind)
        window.cards = CardActions(place)
        window.palette = PaletteActions(
            place,
            lambda: ActionLines(self._specs, lambda id_: window.actions_[id_]),
            Doing(window.modes.open, window.cards.show_code, window.cards.show_group, window.rules.show),
        )
        together = {GivenKind.SLIP: lambda slips: window.month.read_slips([one.path for one in slips])}
        window.given = GivenFiles(place, self._deeds(), together, window.is_free)
        window.given.watch(Dropping(window))
        window.choices = FormChoices(form)
        window.helping = HelpActions(window, window.runner, form.place_of, self._specs)

    def _deeds(self) -> dict[GivenKind, Callable[[Given], object]]:
        """What is done with a file that is given to the window."""
        window = self._window
        place, grouping = window.workplace, window.grouping
        elsewhere = {"tariff": grouping.import_tariff, "policy": grouping.import_policy}
        return {
            GivenKind.PAGES: lambda one: window.incoming.read(one.path),
            GivenKind.TABLE: lambda one: window.incoming.read(one.path),
            GivenKind.KNOWLEDGE: lambda one: import_given(place, one.part, one.path, elsewhere),
            GivenKind.FOLDER: lambda one: import_folder(place, one.path),
            GivenKind.SCHEME: lambda one: grouping.import_scheme(one.path),
            GivenKind.RULES: lambda one: window.rules.import_file(one.path),
            GivenKind.PACKAGE: lambda one: window.packages.show(one.path),
            GivenKind.BACKUP: lambda one: window.backups.restore(one.path),
        }

    def _make_actions(self) -> None:
        window = self._window
        actions = window.actions_ = ActionSet(
            window,
            self._specs,
            self._handlers(),
            window.session.store.me.may,
            {**window.people.unavailable(), **window.care.unavailable()},
        )
        actions.fill_menus(window.menus)
        window.care.live_in(actions)
        window.flow.live_in(actions.menus["流转"])
        window.choices.tick(actions)
        actions.fill_toolbar(window.toolbar)
        window.modes.begin()
        window.put_over_areas(window.away, window.scheme_hint, window.calendar_hint, window.strip)
        actions["open_sample"].setText("返回本院病案" if window.is_sample else "打开示例病案")

    def _handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does in this window."""
        window = self._window
        return {
            **window.pages.handlers(),
            **window.listing.handlers(),
            **window.files.handlers(),
            **window.grouping.handlers(),
            **window.proof.handlers(),
            **window.terms.handlers(),
            **window.people.handlers(),
            **window.backups.handlers(),
            **window.care.handlers(),
            **window.review.handlers(),
            **window.packages.handlers(),
            **window.month.handlers(),
            **window.palette.handlers(),
            **PrintActions(window.workplace).handlers(),
            **knowledge_handlers(window.workplace, lambda id_: window.actions_[id_].trigger()),
            **{id_: self._after_writing(window.modes.in_sight(do)) for id_, do in window.knowledge.handlers().items()},
            **window.mending.handlers(),
            **{id_: self._after_writing(do) for id_, do in window.modes.handlers().items()},
            **{id_: self._after_writing(do) for id_, do in window.drawing.handlers().items()},
            **window.cards.handlers(),  # before anything is written down: a list of codes may be open
            "evidence": self._after_writing(window.knowledge.ask_for_evidence),
            "step_menu": self._after_writing(window.flow.show_menu),
            "open_sample": window.sample_wanted.emit,
            "quit": window.close,
            "rules": window.rules.show,
            "waivers": window.rules.show_waivers,
            **window.audience.handlers(),
            **window.ways.handlers(),
            **window.appearance.handlers(),
            "reset_layout": window.reset_layout,
            **window.choices.handlers(),
            **window.helping.handlers(),
        }

    def _after_writing(self, do: Callable[[], object]) -> Callable[[], object]:
        """Write down what is typed first: it would be missing from what is shown."""

        def done() -> None:
            self._window.form.flush()
            do()

        return done

    # -- connecting

    def _connect(self) -> None:
        window = self._window
        session = window.session
        for views in (window.knowledge, window.drawer):
            window.form.place_changed.connect(views.set_place)
            self._connect_views(views)
        self._connect_knowledge()
        self._connect_files()
        window.rules.page_wanted.connect(window.modes.open)
        window.flow.place_wanted.connect(window.form.focus_place)
        window.flow.waive_wanted.connect(window.rules.waive)
        window.pages.shown.connect(window.tell_title)
        window.people.switch_wanted.connect(window.switch_wanted)
        window.backups.restore_wanted.connect(window.restore_wanted)
        window.care.move_wanted.connect(window.move_wanted)
        window.care.renew_wanted.connect(window.renew_wanted)
        window.care.idle_changed.connect(window.people.begin_lock)
        window.care.recent.wanted.connect(window.open_file)
        window.incoming.brought.connect(window.care.recent.note)
        window.pages.could_undo.connect(window.tell_actions)
        window.appearance.changed.connect(window.recolour)
        window.appearance.resized.connect(window.resize_text)
        window.rules.refused.connect(window.refuse)
        window.first_start.chosen.connect(window.on_choice)
        window.knowledge_loading.refused.connect(window.refuse)
        window.knowledge_loading.loaded.connect(window.status.say)
        window.knowledge_loading.troubled.connect(window.status.show_troubles)
        window.runner.failed.connect(window.tell_failed)
        written = window.packages.written, window.month.written
        for told in (session.knowledge_changed, session.contexts_changed, *written):
            told.connect(window.batch.start)
        session.judged_by_changed.connect(window.catch_up)
        window.watch.reached.connect(window.away.show_reached)
        window.watch.reached.connect(window.on_reached)
        window.watch.refused.connect(window.away.show_refused)
        window.away.sign_in_wanted.connect(window.people.sign_in_again)
        window.people.came_again.connect(window.watch.look_now)
        window.watch.written.connect(session.catch_up)
        session.search_ready.connect(lambda: warm_up(window.runner))
        for told in (session.opened, session.changed, session.judged):
            told.connect(lambda _: window.tell_actions())

    def _connect_views(self, views: KnowledgePanel | Drawer) -> None:
        window = self._window
        views.place_activated.connect(window.ways.go_to_place)
        views.left_empty.connect(lambda: window.areas.go(_FORM))
        views.waive_wanted.connect(window.rules.waive)
        views.unwaive_wanted.connect(window.rules.end_waiver)
        views.rule_wanted.connect(window.rules.show)
        views.action_wanted.connect(lambda id_: window.actions_[id_].trigger())

    def _connect_knowledge(self) -> None:
        window = self._window
        window.grouping.listed_changed.connect(window.drawer.refresh)
        for actions in (window.grouping, window.proof, window.review):
            actions.page_wanted.connect(window.modes.open)

    def _connect_files(self) -> None:
        window = self._window
        incoming = window.incoming
        incoming.scheme_wanted.connect(window.grouping.import_scheme)
        incoming.folder_wanted.connect(lambda path: import_folder(window.workplace, path))
        incoming.began.connect(lambda: window.show_offer(False))
        incoming.arrived.connect(window.on_arrived)
        incoming.ended.connect(window.batch.start)
        window.opening.all_imported.connect(window.month.receive)
        incoming.tell_interrupted()

    # -- as it was left

    def _restore(self) -> None:
        """Appearance, drawer and the page that was in work last; the first start makes its offer."""
        window = self._window
        store = window.session.store
        window.drawing.restore(store)
        window.appearance.restore()
        window.audience.tell()
        window.pages.open_last()
        window.modes.restore()
        window.show_offer(window.worklist.is_empty and not settings.OFFERED.read(store) and not window.is_sample)
        window.tell_actions()
        window.watch.begin()
