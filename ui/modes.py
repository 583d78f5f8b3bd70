"""At which desk the window is, 编码, 质控 or 月: what stands in its areas, and which of its keys rest meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence

from coding.review.modes import Mode, modes_for
from ui import settings
from ui.mode_switch import ModeSwitch
from ui.panels.review import REVIEW_PANEL, ReviewPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QStackedWidget, QToolBar, QWidget

    from ui.action_spec import ActionSpec
    from ui.actions import ActionSet
    from ui.area_focus import AreaFocus
    from ui.drawer.drawer_actions import DrawerActions
    from ui.folding import Folding
    from ui.form.form_view import PageForm
    from ui.header import PageStrip
    from ui.month.month_actions import MonthActions
    from ui.officer.officer_desk import OfficerDesk
    from ui.officer.side import Side
    from ui.page_actions import PageActions
    from ui.panels.knowledge_panel import KnowledgePanel
    from ui.review.page_flow import PageFlow
    from ui.review.review_actions import ReviewActions
    from ui.rules.hospital import HospitalRules
    from ui.session import Session
    from ui.status import StatusLine
    from ui.window_layout import Areas
    from ui.worklist.worklist_view import WorklistPanel
    from ui.workplace import Workplace

#: Areas, as the window counts them.
_WORKLIST, _KNOWLEDGE = 0, 2
#: Menus whose actions are about the page in work, which is out of sight while the month is shown.
_OF_THE_PAGE: Final = ("编辑", "病案")
#: Why an action rests.
_AT_THE_MONTH: Final = "月工作台前面没有病案：先回到编码或质控（Ctrl+Alt+1、Ctrl+Alt+2）。"
_BLIND: Final = "正在盲评，不能查看姓名、金额和以前的结论：先离开评分（Esc 两次）。"


class Frame(Protocol):
    """The parts of the window that its desks are put into, or take the keys of."""

    workplace: Workplace
    session: Session
    stack: QStackedWidget
    strip: PageStrip
    work: QWidget
    toolbar: QToolBar
    folding: Folding
    splitter: Areas
    sides: tuple[Side, Side, Side]
    worklist: WorklistPanel
    form: PageForm
    knowledge: KnowledgePanel
    status: StatusLine
    areas: AreaFocus
    drawing: DrawerActions
    flow: PageFlow
    pages: PageActions
    rules: HospitalRules
    review: ReviewActions
    month: MonthActions
    actions_: ActionSet


class Modes(QObject):
    """Made with the window, whose parts it knows; the desks themselves are made when they are first gone to."""

    def __init__(self, window: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self.now = Mode.CODE
        self._before = Mode.CODE  # where the month was gone to from
        self._officer: OfficerDesk | None = None
        me = window.session.store.me
        self._allowed = {row.mode for row in modes_for(me)}
        self.switch = ModeSwitch(me)
        self.switch.chosen.connect(self.go)
        self.switch.show_mode(self.now)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {
            **{f"mode_{mode}": lambda mode=mode: self.go(mode) for mode in Mode},
            "review": self.review,
            "comment_here": self.comment_here,
        }

    def begin(self) -> None:
        """Stand in the toolbar; the desk at which the window was left last is gone to when it is on the screen."""
        window = self._window
        first = next(iter(window.toolbar.actions()), None)
        if self.switch.is_needed:
            window.toolbar.insertWidget(first, self.switch)
        else:
            self.switch.setParent(window.work)
            self.switch.hide()
        window.stack.currentChanged.connect(self._on_stack)
        window.month.shown.connect(self._show_month)
        window.month.left.connect(lambda: self.go(self._before))
        window.month.pages_wanted.connect(self.list_those)
        window.month.page_wanted.connect(self.open)
        window.month.action_wanted.connect(self._do)

    def restore(self) -> None:
        """Go to the desk at which the window was left last, where the person may still sit at it."""
        kept = settings.MODE.read(self._window.session.store)
        if kept in self._allowed and kept != self.now and not self._window.worklist.is_empty:
            QTimer.singleShot(0, self, lambda: self.go(Mode(kept)))

    @property
    def officer(self) -> OfficerDesk:
        """The officer's desk."""
        if self._officer is None:
            from ui.officer.officer_desk import OfficerDesk

            window = self._window
            self._officer = OfficerDesk(
                window.workplace, window.strip, window.form, window.sides, window.pages, window.flow
            )
            self._officer.waive_wanted.connect(window.rules.waive)
            self._officer.action_wanted.connect(lambda id_: window.actions_[id_].trigger())
            self._officer.blind.connect(self._be_blind)
            window.review.drawn.connect(self._drawn)
            window.status.addPermanentWidget(self._officer.foot)
        return self._officer

    def go(self, mode: Mode) -> None:
        """Go to a desk: what is typed is written down first."""
        if mode not in self._allowed and mode is not Mode.CODE:
            return
        self._window.form.flush()
        if mode is Mode.MONTH:
            self._window.month.show()  # which says when it is there: it may be refused
            return
        self._window.stack.setCurrentWidget(self._window.work)
        self._be(mode)
        if mode is Mode.REVIEW:
            self.officer.pivot.focus_widget().setFocus()
        else:
            self._window.areas.go(_WORKLIST)

    def to_pages(self) -> None:
        """A page is to be seen: from the month back to the pages; a page that is graded blind gives way."""
        if self.now is Mode.MONTH:
            self.go(self._before)
        if self._officer is not None:
            self._officer.sampling.end()

    def open(self, page_id: int) -> None:
        """A page that is named anywhere: it is seen, not opened behind what stands in front."""
        self.to_pages()
        self._window.pages.open(page_id)

    def list_those(self, words: str, ids: Sequence[int]) -> None:
        """Pages that a figure of the month stands for, in the worklist."""
        self.go(Mode.CODE)
        self._window.worklist.show_those(words, ids)
        self._window.pages.open(ids[0])
        self._window.areas.go(_WORKLIST)

    def in_knowledge(self) -> None:
        """A panel is wanted: in the officer's desk it takes the place of the list until F10."""
        self._window.folding.unfold(_KNOWLEDGE)
        if self.now is Mode.REVIEW:
            self._window.sides[2].show_part(None)

    def in_sight(self, do: Callable[[], object]) -> Callable[[], object]:
        """What is done in a panel is done where it can be seen."""

        def done() -> None:
            self.in_knowledge()
            do()

        return done

    def review(self) -> None:
        """F10: the panel of review; at the officer's desk its list."""
        self.in_knowledge()
        if self.now is Mode.REVIEW:
            self.officer.show_list()
        else:
            self._window.knowledge.show_panel(REVIEW_PANEL.key)

    def comment_here(self) -> None:
        """A comment on the field at which she is, in the panel of review or in the officer's list."""
        self.in_knowledge()
        if self.now is Mode.REVIEW:
            self.officer.show_list()
            self.officer.list.comment_here()
        else:
            self._window.knowledge.do(REVIEW_PANEL.key, ReviewPanel.comment_here)

    def _do(self, id_: str) -> None:
        """An action that the month asks for; one that is about a page brings the pages back."""
        if self._window.actions_.rests(id_):
            self.to_pages()
        self._window.actions_[id_].trigger()

    def _show_month(self) -> None:
        if self.now is not Mode.MONTH:
            self._before = self.now
        self._be(Mode.MONTH)

    def _on_stack(self, _place: int) -> None:
        """Something else brought the pages into sight: a file that was opened."""
        if self.now is Mode.MONTH and self._window.stack.currentWidget() is self._window.work:
            self._be(self._before)

    def _be(self, mode: Mode) -> None:
        window, before = self._window, self.now
        if mode is Mode.REVIEW and not self.officer.is_shown:
            self.officer.show()
        elif mode is Mode.CODE and self._officer is not None and self._officer.is_shown:
            self._officer.leave()
        self.now = mode
        if self._officer is not None:
            self._officer.foot.setVisible(mode is Mode.REVIEW)
        self._rest()
        self.switch.show_mode(mode)
        for each in Mode:
            window.actions_[f"mode_{each}"].setChecked(each is mode)
        if mode is not before:
            settings.MODE.write(window.session.store, mode.value)

    def _rest(self) -> None:
        """Actions of the page in work rest while it is out of sight: in the month, and while a page is graded blind;
        then what tells of pages does, too.
        """
        is_month, is_blind = self.now is Mode.MONTH, self.is_blind
        window = self._window
        gone = {*window.areas.handlers(), *window.drawing.handlers(), "rail", "next_mine"}
        taken = window.month.keys() if is_month else frozenset()

        def rests(spec: ActionSpec) -> bool:
            is_out = spec.id in gone or _is_of_the_page(spec) or not taken.isdisjoint(map(QKeySequence, spec.keys))
            return ((is_month or is_blind) and is_out) or (is_blind and spec.tells)

        why = _BLIND if is_blind else _AT_THE_MONTH
        window.actions_.rest({spec.id: why for spec in window.actions_.specs if rests(spec)})

    @property
    def is_blind(self) -> bool:
        """Whether a page is graded blind just now."""
        return self._officer is not None and self._officer.sampling.is_blind

    def _be_blind(self, on: bool) -> None:
        """The drawer tells of the page in work, too."""
        if on:
            self._window.splitter.show_drawer(False)
        self._rest()

    def _drawn(self) -> None:
        """A sample was drawn in its own window: it stands in the list."""
        if self.now is Mode.REVIEW and self.officer.sampling.at is None:
            self.officer.sampling.show_samples()


def _is_of_the_page(spec: ActionSpec) -> bool:
    return spec.needs_page or spec.menu.split("/")[0] in _OF_THE_PAGE
