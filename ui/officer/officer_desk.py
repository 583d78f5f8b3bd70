"""The officer's desk: it puts its parts into the three areas of the window and ties them to the page in work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from ui.officer.foot import Foot
from ui.officer.officer_list import OfficerList
from ui.officer.only_changed import OnlyChanged
from ui.officer.pivot_view import PivotView
from ui.officer.sampling_part import SamplingPart
from ui.officer.was_labels import WasLabels

if TYPE_CHECKING:
    from ui.form.form_view import PageForm
    from ui.header import PageStrip
    from ui.officer.side import Side
    from ui.page_actions import PageActions
    from ui.review.page_flow import PageFlow
    from ui.workplace import Workplace

#: Why the form takes no typing here.
READING: Final = "质控：只供查看（修改按 Ctrl+Alt+1）"


class OfficerDesk(QObject):
    """``waive_wanted`` carries a Finding, ``action_wanted`` the id of an action; ``blind``: a page is graded, or none.
    Made when it is first gone to: the start must not wait.
    """

    waive_wanted = Signal(object)
    action_wanted = Signal(str)
    blind = Signal(bool)

    def __init__(
        self,
        workplace: Workplace,
        strip: PageStrip,
        form: PageForm,
        sides: tuple[Side, Side, Side],
        pages: PageActions,
        flow: PageFlow,
    ) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._strip = strip
        self._left, self._middle, self._right = sides
        self._pages = pages
        self.is_shown = False
        self.sampling = SamplingPart(workplace, sides)
        self.pivot = PivotView(workplace, self.sampling, self._left)
        self.list = OfficerList(workplace, flow)
        self.was = WasLabels(workplace.session, form)
        self.only_changed = OnlyChanged(workplace.session, form, self.was)
        self.foot = Foot(workplace)
        self.sampling.grading.graded.connect(self.foot.read)
        self.sampling.blind.connect(self._be_blind)
        self.sampling.page_wanted.connect(pages.open)
        self.sampling.draw_wanted.connect(lambda: self.action_wanted.emit("sampling"))
        self.pivot.wanted.connect(pages.open)
        self.pivot.entered.connect(self.list.take_focus)
        self.list.back_wanted.connect(lambda: self.pivot.focus_widget().setFocus())
        self.list.only_changed_wanted.connect(self.only_changed.turn)
        self.list.place_activated.connect(form.focus_place)
        self.list.waive_wanted.connect(self.waive_wanted)
        session = workplace.session
        session.opened.connect(self._opened)
        session.examined.connect(lambda _: self.list.refresh() if self.is_shown else None)
        form.place_changed.connect(self.list.set_place)

    def show(self) -> None:
        """Take the places of the coder's parts."""
        self.is_shown = True
        self._left.show_part(self.pivot)
        self._right.show_part(self.list)
        self._place.session.access.look_only(READING)
        self._pages.walk = lambda by: self.pivot.neighbour(by, self._place.session.page_id)
        self.was.set_on(True)
        self.list.start_over()
        self.foot.read()

    def leave(self) -> None:
        """Give the places back."""
        self.is_shown = False
        self.only_changed.set_on(False)
        self.was.set_on(False)
        self.sampling.end()
        for side in (self._left, self._middle, self._right):
            side.show_part(None)
        self._place.session.access.look_only("")
        self._pages.walk = None

    def show_list(self) -> None:
        """The list comes back to the right, where a panel has been looked at, and takes the focus."""
        self._right.show_part(self.list)
        self.list.take_focus()

    def _be_blind(self, on: bool) -> None:
        """While a page is graded nothing tells of the one in work, whose name and money the strip shows."""
        self._strip.setVisible(not on)
        if not on and self.is_shown:
            self._right.show_part(self.list)
        self.blind.emit(on)

    def _opened(self, page_id: int | None) -> None:
        if self.is_shown:
            self.list.start_over()
            self.pivot.select(page_id)
