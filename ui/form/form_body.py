"""All parts of the form below each other: in the order of the paper, or for coding, with the tables of codes on top and
all else folded below them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.form.field_wanted import unwanted_items
from ui.form.form_layout import form_sections
from ui.form.section import SectionBox
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from coding.page.finding import Severity
    from coding.page.front_page import FrontPage
    from ui.form.editor import ValueEdit
    from ui.form.row_table import RowsTable
    from ui.session import Session


class FormBody(QWidget):
    """``edits`` by key, ``tables`` by group, of all parts; ``laid_out`` tells that parts have another place."""

    laid_out = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.is_coding = False
        self.edits: dict[str, ValueEdit] = {}
        self.tables: dict[str, RowsTable] = {}
        self.boxes: list[SectionBox] = []
        self._section_of_box: list[int] = []
        self._box_of: dict[str, SectionBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        self._column.setSpacing(0)
        for number, section in enumerate(form_sections()):
            for part in section.parts():
                box = SectionBox(session, part, self)
                box.folding_wanted.connect(lambda fold, b=box: self._fold(b, fold))
                self.boxes.append(box)
                self._section_of_box.append(number)
                self.edits.update(box.edits)
                self.tables.update(box.tables)
                self._box_of.update(dict.fromkeys((*box.edits, *box.tables), box))
        for table in self.tables.values():
            table.height_changed.connect(self.settle_layout)
        self._arrange()

    # -- what stands where

    @property
    def shown(self) -> list[SectionBox]:
        """The parts in the order in which they stand, those left out that the page does not have."""
        return [box for box in self._ordered() if not box.isHidden()]

    def section_of(self, key: str) -> int:
        """The number of the section in which a field or a table stands; 0 for what is not on the form."""
        box = self._box_of.get(key)
        return self.number_of(box) if box is not None else 0

    def number_of(self, box: SectionBox) -> int:
        """The number of the section that a part belongs to."""
        return self._section_of_box[self.boxes.index(box)]

    def first_box(self, number: int) -> SectionBox:
        """The part with which a section begins."""
        return self.boxes[self._section_of_box.index(number)]

    def box_of(self, key: str) -> SectionBox | None:
        """The part in which a field or a table stands."""
        return self._box_of.get(key)

    @property
    def wanted_width(self) -> int:
        """The width at which no box is cut, those included that are folded now."""
        return max(box.wanted_width for box in self.boxes) + 2 * MEDIUM

    # -- the two views

    def show_coding(self, on: bool) -> None:
        """The coding view, or that of the paper."""
        self.is_coding = on
        focus = self._part_in_use()
        for box in self.boxes:
            box.show_in_coding(on)
        if on and focus is not None and not focus.part.is_coded:
            focus.fold(False)
        self._arrange()
        self.settle_layout()

    def reveal(self, key: str) -> None:
        """Unfold the part in which a field stands, and show the item where it was left out."""
        box = self._box_of.get(key)
        if box is None:
            return
        if key in box.edits:
            box.show_item(key)
        if box.is_folded:
            box.fold(False)
        self.settle_layout()

    def fold_all(self) -> None:
        """In the coding view, another page: only where she works stays unfolded."""
        if not self.is_coding:
            return
        in_use = self._part_in_use()
        for box in self.boxes:
            if not box.part.is_coded:
                box.fold(box is not in_use)
        self.settle_layout()

    def settle_layout(self) -> None:
        """Lay out at once, from the inside to the outside: what is gone to can be scrolled to, and nothing is seen on
        its way (left alone, Qt takes a round of events for each layer).
        """
        for box in self.shown:
            box.settle_layout()
        self._column.activate()
        room = self.parentWidget().height() if self.parentWidget() is not None else 0
        self.resize(self.width(), max(room, self.minimumSizeHint().height()))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.laid_out.emit()

    def settle(self) -> None:
        """The tables have other rows: give them and all around them their height."""
        for table in self.tables.values():
            table.settle()
        self.settle_layout()

    # -- what the page says

    def show_page(self, page: FrontPage) -> None:
        """Which parts the page has, and what the folded ones say."""
        for box in self.boxes:
            box.setVisible(box.is_on(page))
        self.show_summaries(page)

    def show_summaries(self, page: FrontPage) -> None:
        """What the folded parts say."""
        for box in self.boxes:
            if not box.part.is_coded:
                box.show_summary(page)

    def show_wanted(self, page: FrontPage, marked: Collection[str]) -> None:
        """Leave out the items that do not apply to the page; that in which she is stays."""
        focus = QApplication.focusWidget()
        here = {key for key, edit in self.edits.items() if edit is focus}
        without = unwanted_items(page, {*marked, *here})
        for box in self.boxes:
            box.show_without(without)

    def show_worst(self, found: Mapping[SectionBox, tuple[Severity | None, int]] | None) -> None:
        """The worst finding of each part and how many; None: not examined yet."""
        for box in self.boxes:
            severity, count = (found or {}).get(box, (None, 0))
            box.line.show_worst(severity, count, judged=found is not None)

    def show_altered(self, cells: Mapping[tuple[str, str, int], str]) -> None:
        """How many fields of each part say another thing than when the page was imported."""
        counts: dict[SectionBox, int] = {}
        for group, attribute, _row in cells:
            box = self._box_of.get(group or attribute)
            if box is not None:
                counts[box] = counts.get(box, 0) + 1
        for box in self.boxes:
            box.line.show_altered(counts.get(box, 0))

    # -- inside

    def _fold(self, box: SectionBox, folded: bool) -> None:
        """She asks for it: unfolded she is in its first field, folded on its line."""
        if box.is_folded == folded:
            return
        box.fold(folded)
        self.settle_layout()
        target = box.line if folded else box.first_stop
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def fold_again(self, number: int) -> bool:
        """Fold the parts of a section in which she is; whether there was one."""
        box = self._part_in_use()
        if not self.is_coding or box is None or box.part.is_coded or box.is_folded or self.number_of(box) != number:
            return False
        self._fold(box, True)
        return True

    def _part_in_use(self) -> SectionBox | None:
        focus = QApplication.focusWidget()
        return next((b for b in self.boxes if focus is not None and b.isAncestorOf(focus)), None)

    def _ordered(self) -> list[SectionBox]:
        return sorted(self.boxes, key=lambda box: self.is_coding and not box.part.is_coded)

    def _arrange(self) -> None:
        """Put the parts into their order, for the eye and for Tab."""
        while self._column.count():
            self._column.takeAt(0)
        stops: list[QWidget] = []
        for box in self._ordered():
            self._column.addWidget(box)
            stops += [box.line, *box.stops]
        self._column.addStretch(1)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
