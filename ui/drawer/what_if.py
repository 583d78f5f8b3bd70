"""What the group would be with another principal, another main procedure, or without a row: for looking at only.

Rows come in the order of the page, never by weight. Nothing is accepted here: the order of rows is changed in
the form, by the person, from the record.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.examine.choice import about_first
from coding.page.fields import field_key
from coding.page.finding import Place
from ui.cards.code_of_place import code_at
from ui.drawer.detailed import DetailedTable
from ui.drawer.what_if_lines import (
    CODE,
    GROUP,
    MOVED,
    OPINION,
    WEIGHT,
    carrier_words,
    columns_of,
    detail_of,
    detail_of_now,
    line_of,
    line_of_now,
    place_of,
)
from ui.panel_view import PanelView
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM, SMALL
from ui.wording.finding_words import NO_PROOF

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QShowEvent

    from coding.examine.alternatives import WhatIf
    from coding.examine.preview import Shift
    from coding.knowledge.knowledge import Knowledge
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from ui.cards.card_key import CardKey
    from ui.session import Session

_GO = "Enter 定位到该行，空格看详情；是否调整由编码员依据病历在表单中决定。"


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of what-if: how it is asked, what it says when there is none, and which findings answer it.

    ``group`` names the repeat group whose first row is in question; "" when rows are taken away or changed.
    ``tells_carriers``: rows are taken away, and the hint names those without which the group is another one.
    ``changes``: fields are changed too, which have no code of their own.
    """

    title: str
    ask: Callable[[FrontPage, Knowledge], list[WhatIf]]
    none: str
    group: str = ""
    tells_carriers: bool = False
    changes: bool = False
    hint: str = _GO

    def answers(self, shift: Shift) -> tuple[Finding, ...]:
        """Findings on the choice of the first row, or those that come when a row is taken away."""
        return about_first(shift.after, self.group) if self.group else shift.come


class WhatIfTable(PanelView):
    """One kind of what-if as a table; previews are worked off one by one. Enter goes to the row in the form."""

    def __init__(self, session: Session, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._question = question
        self.dirty = True
        self._todo: deque[tuple[int, WhatIf]] = deque()
        self._places: list[Place] = []
        self.split = DetailedTable(session, columns_of(question.group), question.title, self)
        self.table, self.detail = self.split.table, self.split.detail
        for column in (WEIGHT, MOVED):
            self.table.setColumnHidden(column, not session.sees_money)
        self.table.setColumnHidden(CODE, question.changes)
        self.table.entered_on.connect(lambda row: self.place_activated.emit(self._places[row]))
        self.none = PlainLabel(question.none, self)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setWordWrap(True)
        self.none.setProperty("role", "muted")
        self.hint = PlainLabel(f"{question.hint}{NO_PROOF}", self)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.split, 1)
        box.addWidget(self.none, 1)
        box.addWidget(self.hint)
        self._quiet = QTimer(self, singleShot=True, interval=150)
        self._quiet.timeout.connect(self._make)
        self._tick = QTimer(self, interval=0)
        self._tick.timeout.connect(self._work)

    def refresh(self) -> None:
        """The page or the scheme is another one."""
        self.dirty = True
        self._tick.stop()
        if self.isVisible():
            self._quiet.start()

    def start_over(self) -> None:
        """Another page: nothing of the last one stays, neither on the screen nor under way."""
        self._clear()
        self.split.hide()
        self.hint.hide()
        self.none.hide()  # whether there is none is not known yet
        self.refresh()

    def focus_widget(self) -> QWidget:
        """The table."""
        return self.table

    def named_code(self) -> CardKey | None:
        """The code of the row that the chosen line is about."""
        row = self.table.row
        return code_at(self.session.page, self._places[row]) if 0 <= row < len(self._places) else None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.dirty:
            self._make()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._quiet.stop()  # nothing is worked out while nobody looks
        if self._tick.isActive():
            self._tick.stop()
            self.dirty = True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()

    # -- filling

    def _clear(self) -> None:
        self._tick.stop()
        self._todo.clear()
        self._places = []
        self.split.show_lines([])

    def _make(self) -> None:
        self.dirty = False
        page, knowledge, now = self.session.page, self.session.knowledge, self.session.examination
        chosen = self.table.row
        self._clear()
        if page is None or knowledge is None or now is None:
            self._show(there_are_some=False)
            return
        group = self._question.group
        found = self._question.ask(page, knowledge)
        self.table.cells.name(GROUP, now.words.group)
        self.table.cells.name(WEIGHT, now.words.weight)
        lines = []
        if found and group:
            lines.append(line_of_now(page, group, now))
            self._places.append(Place(field_key(group, "code", 0), 0))
        for one in found:
            bold = self._question.tells_carriers and one[1] != now.grouping
            self._todo.append((len(lines), one))
            lines.append(line_of(page, one, now, bold=bold))
            self._places.append(place_of(page, one[0]))
        self.split.show_lines(lines, max(chosen, 0))
        if found and group:
            self.split.tell(0, detail_of_now(now, group))
        if self._question.tells_carriers:
            self.hint.setText(f"{carrier_words(found, now)}{NO_PROOF}")
        self._show(there_are_some=bool(found))
        if found:
            self._tick.start()

    def _show(self, *, there_are_some: bool) -> None:
        self.split.setVisible(there_are_some)
        self.hint.setVisible(there_are_some)
        self.none.setVisible(not there_are_some)

    def _work(self) -> None:
        page, now = self.session.page, self.session.examination
        if not self._todo or page is None or now is None:
            self._tick.stop()
            return
        row, one = self._todo.popleft()
        try:
            shift = self.session.preview(one[0])
        except CodingError:  # made for a state of the page that is gone; a new table is on its way
            self._todo.clear()
            return
        bold = self._question.tells_carriers and one[1] != now.grouping
        answers = self._question.answers(shift)
        self.table.put(
            row, line_of(page, one, now, bold=bold, shift=shift, answers=answers, group=self._question.group)
        )
        self.split.tell(row, detail_of(shift, answers, self._question.group, money=self.session.sees_money))

    def told(self, row: int) -> bool:
        """Whether the rules have said of a line what they say of it."""
        return self.table.cells.text(row, OPINION) != "…"
