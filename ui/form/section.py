"""One part of the form: its heading, its lines of labels and boxes, its tables; folded or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from coding.page.fields import field_catalogue
from ui.form.editor import ValueEdit
from ui.form.fees import FeeSumLabel
from ui.form.fold_line import FoldLine
from ui.form.form_layout import LINE_UNITS, FormItem, Part
from ui.form.row_table import RowsTable
from ui.form.section_summary import section_summary
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import LARGE, MEDIUM, SMALL, TINY

if TYPE_CHECKING:
    from collections.abc import Collection

    from coding.page.front_page import FrontPage
    from ui.session import Session

_TABLE_HINT = {
    "diagnosis": "Enter 编辑 · Insert 增行 · Ctrl+Delete 删行 · Alt+↑↓ 移动 · Ctrl+Home 设为主要诊断",
    "procedure": "Enter 编辑 · Insert 增行 · Ctrl+Delete 删行 · Alt+↑↓ 移动 · Ctrl+Home 设为主要手术",
    "intensive_care": "Enter 编辑 · Insert 增行 · Ctrl+Delete 删行",
}
_STRETCH = 10
#: Date and time stand in the first third, with room for their mark.
_FIRST_WIDER = 1.25


def _has_times(part: Part) -> bool:
    return any(line[0].key.endswith("_datetime") for line in part.lines)


class SectionBox(QWidget):
    """The widgets of a part of the form; ``edits`` by key, ``tables`` by group; ``stops``: what takes the focus, in
    order. ``folding_wanted`` asks to fold (True) or unfold it: in the coding view alone there is a line to ask by.
    """

    folding_wanted = Signal(bool)

    def __init__(self, session: Session, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self.edits: dict[str, ValueEdit] = {}
        self.tables: dict[str, RowsTable] = {}
        self.sums: list[FeeSumLabel] = []
        self.stops: list[QWidget] = []
        self._labels: dict[str, QWidget] = {}
        self._hints: list[QWidget] = []
        self._session = session
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, MEDIUM if part.is_coded else LARGE)
        self._box.setSpacing(SMALL)
        self.line = FoldLine(part.title, self)
        self.line.wanted.connect(self.folding_wanted)
        self.line.hide()
        self._title = PlainLabel(part.title, self)
        self._title.setObjectName("panelTitle")
        self._title.setVisible(not part.is_rest)
        self._content = QWidget(self)
        for widget in (self.line, self._title, self._content):
            self._box.addWidget(widget)
        box = QVBoxLayout(self._content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        grid: QGridLayout | None = None
        for number, line in enumerate(part.lines):
            if line[0].kind == "table":
                grid = None
                self._add_table(box, line[0])
                continue
            if grid is None:
                grid = self._new_grid(box, _FIRST_WIDER if _has_times(part) else 1)
            self._add_line(grid, number, line)

    # -- what is shown

    @property
    def wanted_width(self) -> int:
        """The width at which none of its fields is cut, be it folded or not."""
        return self._content.minimumSizeHint().width()

    @property
    def is_folded(self) -> bool:
        """Whether its fields are out of sight."""
        return self._content.isHidden()

    def is_on(self, page: FrontPage) -> bool:
        """Whether the part has anything to show of a page."""
        return self.part.is_on(page)

    def show_in_coding(self, on: bool) -> None:
        """In the coding view tables of codes have no heading, all else has a line to fold it by."""
        self.line.setVisible(on and not self.part.is_coded)
        self._title.setVisible(not on and not self.part.is_rest)
        for hint in self._hints:
            hint.setVisible(not (on and self.part.is_coded))
        self._box.setContentsMargins(0, 0, 0, MEDIUM if on or self.part.is_coded else LARGE)
        self._content.setVisible(not on or self.part.is_coded)
        self.line.show_folded(self.is_folded)

    def fold(self, folded: bool) -> None:
        """Fold or unfold its fields."""
        self._content.setVisible(not folded)
        self.line.show_folded(folded)

    def show_summary(self, page: FrontPage) -> None:
        """Say in the line what the fields say."""
        self.line.show_summary(section_summary(self.part.key, page))

    def show_without(self, keys: Collection[str]) -> None:
        """Leave out these items: they do not apply to the page."""
        for key, label in self._labels.items():
            is_on = key not in keys
            if label.isHidden() == is_on:
                label.setVisible(is_on)
                self.edits[key].setVisible(is_on)

    def settle_layout(self) -> None:
        """Lay out what is in it."""
        for widget in (self._content, self):
            if not widget.isHidden():
                widget.layout().activate()

    def show_item(self, key: str) -> None:
        """Show an item that was left out."""
        if key in self._labels:
            self._labels[key].show()
            self.edits[key].show()

    @property
    def first_stop(self) -> QWidget | None:
        """What takes the focus first."""
        return next((stop for stop in self.stops if not stop.isHidden()), None)

    # -- building

    def _new_grid(self, box: QVBoxLayout, first: float) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SMALL)
        grid.setVerticalSpacing(TINY + 1)
        # two grid columns for each third of a line: the label and its box
        for third in range(3):
            grid.setColumnStretch(2 * third + 1, _STRETCH if third else round(first * _STRETCH))
            grid.setColumnMinimumWidth(2 * third, 52)
        box.addLayout(grid)
        return grid

    def _add_line(self, grid: QGridLayout, row: int, line: tuple[FormItem, ...]) -> None:
        unit = 0
        for item in line:
            column = unit * 6 // LINE_UNITS
            width = item.span * 6 // LINE_UNITS
            unit += item.span
            if item.kind == "head":
                head = PlainLabel(item.key, self._content)
                head.setProperty("role", "muted")
                grid.addWidget(head, row, column, 1, width)
                continue
            label = PlainLabel(item.label, self._content)
            label.setProperty("role", "muted")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, column)
            grid.addWidget(self._input(item, label), row, column + 1, 1, width - 1)

    def _input(self, item: FormItem, label: QLabel) -> QWidget:
        if item.kind == "sum":
            total = FeeSumLabel(self._content)
            self.sums.append(total)
            return total
        edit = ValueEdit(item.key, self._content)
        name = field_catalogue().label(item.key)
        edit.setAccessibleName(name)
        label.setToolTip(plain_tip(name))
        label.setBuddy(edit)
        self.edits[item.key] = edit
        self._labels[item.key] = label
        self.stops.append(edit)
        return edit

    def _add_table(self, box: QVBoxLayout, item: FormItem) -> None:
        table = RowsTable(self._session, item.key, self._content)
        hint = PlainLabel(_TABLE_HINT[item.key], self._content)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self.tables[item.key] = table
        self.stops.append(table)
        self._hints.append(hint)
        box.addWidget(table)
        box.addWidget(hint)
