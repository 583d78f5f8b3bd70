"""流转: bringing the page in work from one state to the next, through the gate where it stands before the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu

from coding.base.errors import CodingError
from coding.review.gate import GateResult
from coding.review.people import Command
from coding.work.releasing import (
    gate_of,
    key_step,
    other_steps,
    refusal,
    release_of,
    step_change,
    step_over,
    unproved_move,
)
from ui.icons.icons import icon
from ui.page_steps import is_settled, make_step
from ui.review.gate_dialog import GateDialog
from ui.review.step_dialog import StepDialog

if TYPE_CHECKING:
    from coding.page.change import Change
    from coding.review.case_life import StepRule
    from ui.workplace import Workplace

_DIGITS = 9


class PageFlow(QObject):
    """``made`` carries the page and the StepRule of a step that was made by one key; ``place_wanted`` a Place that
    is to be mended, ``waive_wanted`` a Finding that is to be accepted.
    """

    made = Signal(int, object)
    place_wanted = Signal(object)
    waive_wanted = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._session = workplace.session
        self.dialog: GateDialog | StepDialog | None = None

    # -- the one key

    def key(self) -> StepRule | None:
        """The step of the one key on the page in work; None where she has none to make."""
        if self._session.page_id is None:
            return None
        store = self._session.store
        return key_step(self._session.state, store.me, release_of(store))

    def go(self, rule: StepRule) -> None:
        """Make a step: what it asks for is asked for, and the gate stands before it where the table says so."""
        session = self._session
        if not is_settled(session):
            return
        if rule.needs_reason or rule.needs_date:
            self._ask(rule)
            return
        change = step_change(rule)
        if why := self._refusal(change):
            self._place.say(why)
            return
        result = self.gate() if rule.has_gate else GateResult()
        if result.is_open:
            self._make(rule, change)
            return
        page_id = session.page_id
        dialog = GateDialog(session, rule, self.gate, self._place.parent)
        dialog.opened.connect(lambda: self._still(page_id) and self._make(rule, change))
        dialog.passed_over.connect(
            lambda reason: self._still(page_id) and self._make(rule, step_over(rule, self.gate(), reason))
        )
        # a moment later: Qt gives the focus back to where it was first
        dialog.place_wanted.connect(lambda place: QTimer.singleShot(0, self, lambda: self.place_wanted.emit(place)))
        dialog.waive_wanted.connect(self.waive_wanted)
        self._open(dialog)

    def send(self, rule: StepRule, reason: str) -> None:
        """Make a step whose reason is known already, and go on as after the one key."""
        session = self._session
        if not is_settled(session):
            return
        change, page_id = step_change(rule, reason), session.page_id
        if why := self._refusal(change):
            self._place.say(why)
        elif page_id is not None and make_step(session, change):
            self.made.emit(page_id, rule)

    def gate(self) -> GateResult:
        """What stands before the page in work now."""
        session = self._session
        if session.page_id is None or session.examination is None or session.knowledge is None:
            return GateResult()  # what is kept of it in the store decides
        try:
            move = unproved_move(session.store, session.page_id, session.knowledge, session.context)
        except CodingError as error:
            self._place.say(str(error))
            move = None
        return gate_of(session.examination, session.course.standing, move)

    # -- the other steps

    def steps(self) -> tuple[StepRule, ...]:
        """All steps that this person can make on the page in work, that of the one key first."""
        session = self._session
        if session.page_id is None:
            return ()
        state, me, release = session.state, session.store.me, release_of(session.store)
        key = key_step(state, me, release)
        others = [rule for rule in other_steps(state, me, release) if rule.command is not Command.EDIT_PAGE]
        return tuple(rule for rule in (key, *others) if rule is not None)

    def fill(self, menu: QMenu) -> None:
        """The steps as actions of a menu, each with a digit to press."""
        for number, rule in enumerate(self.steps()[:_DIGITS], 1):
            more = "…" if rule.needs_reason or rule.needs_date else ""
            action = menu.addAction(icon("next", "text_muted"), f"&{number}  {rule.label}{more}\t→ {rule.after.label}")
            action.triggered.connect(lambda _on=False, rule=rule: self._chosen(rule))
        if menu.isEmpty():
            none = menu.addAction("现在没有可以走的步骤" if self._session.page_id is not None else "没有打开的病案")
            none.setEnabled(False)

    def live_in(self, menu: QMenu) -> None:
        """Show the steps at the end of a menu whenever it is opened."""
        shown = menu.addMenu(icon("next"), "走到下一状态")
        shown.aboutToShow.connect(lambda: self._fill_anew(shown))

    def _fill_anew(self, menu: QMenu) -> None:
        menu.clear()
        self.fill(menu)

    def show_menu(self) -> QMenu:
        """The menu in the middle of the window, for the keyboard."""
        parent = self._place.parent
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName("流转")
        self.fill(menu)
        size = menu.sizeHint()
        menu.popup(parent.mapToGlobal(QPoint((parent.width() - size.width()) // 2, parent.height() // 4)))
        menu.setActiveAction(menu.actions()[0])
        return menu

    def _chosen(self, rule: StepRule) -> None:
        self._place.write_down()
        self.go(rule)

    # -- making it

    def _ask(self, rule: StepRule) -> None:
        session, page_id = self._session, self._session.page_id
        dialog = StepDialog(session, rule, self._place.parent)

        def agreed() -> None:
            change = step_change(rule, dialog.reason, dialog.until)
            if not self._still(page_id):
                return
            if why := self._refusal(change):
                self._place.say(why)
            else:
                self._make(rule, change)

        dialog.accepted.connect(agreed)
        self._open(dialog)

    def _make(self, rule: StepRule, change: Change) -> None:
        page_id = self._session.page_id
        if page_id is None or not make_step(self._session, change):
            return
        if rule.has_gate:
            self.made.emit(page_id, rule)
        else:
            self._place.say(f"已{rule.label}：{rule.before.label} → {rule.after.label}。")

    def _refusal(self, change: Change) -> str:
        store = self._session.store
        return refusal(change, store.me, release_of(store), self._session.course.standing)

    def _still(self, page_id: int | None) -> bool:
        return page_id is not None and page_id == self._session.page_id

    def _open(self, dialog: GateDialog | StepDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.finished.connect(lambda _: self._forget(dialog))
        dialog.open()

    def _forget(self, dialog: GateDialog | StepDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
