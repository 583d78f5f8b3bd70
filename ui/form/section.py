"""One section of the form: its heading, its lines of labels and boxes, its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from coding.page.fields import field_catalogue
from ui.form.editor import ValueEdit
from ui.form.fees import FeeSumLabel
from ui.form.form_layout import LINE_UNITS, FormItem, Section
from ui.form.row_table import RowsTable
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import LARGE, MEDIUM, SMALL, TINY

if TYPE_CHECKING:
    from ui.session import Session

_TABLE_HINT = {
    "diagnosis": "Enter 编辑 · Insert 增行 · Ctrl+Delete 删行 · Alt+↑↓ 移动 · Ctrl+Home 设为主要诊断",
    "procedure": "Enter 编辑 · Insert 增行 · Ctrl+Delete 删行 · Alt+↑↓ 移动 · Ctrl+Home 设为主要手术",
    "intensive_care": "Enter 编辑 · Insert 增行 · Ctrl+Delete 删行",
}
_STRETCH = 10
#: Date and time stand in the first third, with room for their mark.
_FIRST_WIDER = 1.25


def _has_times(section: Section) -> bool:
    return any(line[0].key.endswith("_datetime") for line in section.lines)


class SectionBox(QWidget):
    """The widgets of a section; ``edits`` by key, ``tables`` by group."""

    def __init__(self, session: Session, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.section = section
        self.edits: dict[str, ValueEdit] = {}
        self.tables: dict[str, RowsTable] = {}
        self.sums: list[FeeSumLabel] = []
        self._session = session
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, LARGE)
        box.setSpacing(SMALL)
        title = PlainLabel(section.title, self)
        title.setObjectName("panelTitle")
        box.addWidget(title)
        grid: QGridLayout | None = None
        for number, line in enumerate(section.lines):
            if line[0].kind == "table":
                grid = None
                self._add_table(box, line[0])
                continue
            if grid is None:
                grid = self._new_grid(box, _FIRST_WIDER if _has_times(section) else 1)
            self._add_line(grid, number, line)

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
                head = PlainLabel(item.key, self)
                head.setProperty("role", "muted")
                grid.addWidget(head, row, column, 1, width)
                continue
            label = PlainLabel(item.label, self)
            label.setProperty("role", "muted")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, column)
            grid.addWidget(self._input(item, label), row, column + 1, 1, width - 1)

    def _input(self, item: FormItem, label: QLabel) -> QWidget:
        if item.kind == "sum":
            total = FeeSumLabel(self)
            self.sums.append(total)
            return total
        edit = ValueEdit(item.key, self)
        name = field_catalogue().label(item.key)
        edit.setAccessibleName(name)
        label.setToolTip(plain_tip(name))
        label.setBuddy(edit)
        self.edits[item.key] = edit
        return edit

    def _add_table(self, box: QVBoxLayout, item: FormItem) -> None:
        table = RowsTable(self._session, item.key, self)
        hint = PlainLabel(_TABLE_HINT[item.key], self)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self.tables[item.key] = table
        box.addWidget(table)
        box.addWidget(hint)
        box.addSpacing(MEDIUM - SMALL)
