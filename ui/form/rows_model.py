"""The rows of a repeat group as a table model: diagnoses, procedures, intensive care.

One blank row follows the last: typing there makes a row of the page. Another may be open between the rows while a
person fills it in. The model holds no page; it keeps the tuple of rows that it last showed, so that a change of the
page moves only what moved.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from coding.codes.entry import CodeKind, CodeStatus
from coding.page.change import Change
from coding.page.edits import insert_row, set_row
from coding.page.fields import field_key, is_blank
from coding.page.finding import Place
from coding.page.rows import ROW_TYPES, Row, row_label
from coding.suggest.choosing import code_chosen
from ui.form.field_marks import UNSAVED, altered_words
from ui.form.form_layout import FormColumn, row_columns
from ui.form.values import read, shown
from ui.plain import plain_tip, rich_tip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.examine.row_marks import Row as RowOfPage
    from coding.examine.row_marks import RowMark
    from coding.page.front_page import FrontPage
    from coding.suggest.suggestion import Match
    from ui.form.field_marks import Mark, Spot
    from ui.session import Session

#: The standard name of the row's code where it differs from the words; the mark of the cell's findings.
STANDARD_NAME = Qt.ItemDataRole.UserRole + 1
MARK = Qt.ItemDataRole.UserRole + 2
#: Whether what stands in the cell is not in the store yet.
UNSAVED_ROLE = Qt.ItemDataRole.UserRole + 3
#: What the cell said when the page was imported, in words; "" where it says the same.
ALTERED_ROLE = Qt.ItemDataRole.UserRole + 4
NOTE_ROLE = Qt.ItemDataRole.UserRole + 5
#: Of the head of a row: its RowSign, None for none; whether the row carries the group.
SIGN_ROLE = Qt.ItemDataRole.UserRole + 6
CARRIES_ROLE = Qt.ItemDataRole.UserRole + 7

_KINDS = {"diagnosis": CodeKind.DIAGNOSIS, "procedure": CodeKind.PROCEDURE}
_SHORT_ROW = {"diagnosis": ("主要", "其他{}"), "procedure": ("主要", "其他{}"), "intensive_care": ("监护1", "监护{}")}
_ABSENT = {
    CodeStatus.UNKNOWN: "编码库中没有这个编码",
    CodeStatus.UNKNOWN_EXTENSION: "编码库中没有这个扩展码",
    CodeStatus.MALFORMED: "不是编码的写法",
}
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """Rows of one group; editing a cell is a Change of the session."""

    def __init__(self, session: Session, group: str) -> None:
        super().__init__()
        self.session = session
        self.group = group
        self.columns: tuple[FormColumn, ...] = row_columns(group)
        self._rows: tuple[Row, ...] = ()  # the blank row between them included
        self._gap: int | None = None  # where that one is
        self._marks: dict[Spot, Mark] = {}
        self._unsaved: frozenset[Spot] = frozenset()
        self._altered: Mapping[Spot, str] = {}
        self._told_was: Mapping[Spot, str] = {}
        self._growing = False
        self._notes: Mapping[Spot, str] = {}
        self._row_marks: Mapping[int, RowMark] = {}
        self.is_closed = False  # the page takes no typing now

    # -- what the view reads

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self.session.page is None else len(self._rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_open = index.isValid() and not self.is_closed
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable if is_open else super().flags(index)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            return self.columns[section].label if role == Qt.ItemDataRole.DisplayRole else None
        if role in (SIGN_ROLE, CARRIES_ROLE):
            return self._head_mark(section, role)
        if role == Qt.ItemDataRole.DisplayRole:
            if section >= len(self._rows):
                return "＋"
            first, other = _SHORT_ROW[self.group]
            return first if section == 0 else other.format(section + (self.group == "intensive_care"))
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            told = [row_label(self.group, section)] if section < len(self._rows) else ["新增一行"]
            mark = self.row_mark(section)
            told += [*mark.tips, mark.carries] if mark is not None else []
            is_tip = role == Qt.ItemDataRole.ToolTipRole
            return plain_tip("\n".join(filter(None, told))) if is_tip else "，".join(filter(None, told))
        return None

    def _head_mark(self, row: int, role: int) -> Any:
        mark = self.row_mark(row)
        if mark is None:
            return None
        return mark.sign if role == SIGN_ROLE else bool(mark.carries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        attribute = self.columns[index.column()].attribute
        value = self.value(index.row(), attribute)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{self._before(index)}{shown(self.key(index), value)}"
            case Qt.ItemDataRole.EditRole:
                return shown(self.key(index), value)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(index, value)
            case Qt.ItemDataRole.AccessibleTextRole:
                row = self.headerData(index.row(), Qt.Orientation.Vertical, Qt.ItemDataRole.AccessibleTextRole)
                said = f"{row} {self.columns[index.column()].label} {shown(self.key(index), value)}"
                return f"{said}，{altered}" if (altered := self._altered_words(index)) else said
            case _ if role == STANDARD_NAME:
                return self.standard_name(index.row()) if attribute == "name" else ""
            case _ if role == MARK:
                return self._mark(index)
            case _ if role == UNSAVED_ROLE:
                return self._is_unsaved(index.row(), attribute)
            case _ if role == ALTERED_ROLE:
                return self._altered_words(index)
            case _ if role == NOTE_ROLE:
                return self._note(index)
        return None

    def value(self, row: int, attribute: str) -> str:
        """The text of a cell as it stands on the page; "" in the blank row."""
        return str(getattr(self._rows[row], attribute)) if row < len(self._rows) else ""

    def cells(self, column: int) -> list[tuple[str, bool]]:
        """The texts of a column as they are shown, and whether each bears a mark."""
        indexes = [self.index(row, column) for row in range(len(self._rows))]
        return [(str(index.data() or ""), self._mark(index) is not None) for index in indexes]

    def key(self, index: Index) -> str:
        """The catalogue key of a cell."""
        return field_key(self.group, self.columns[index.column()].attribute, index.row())

    def place(self, index: Index) -> Place:
        """The place of a cell; of a blank row, the place that it will have."""
        return Place(self.key(index), self._of_page(index.row()))

    def column_of(self, attribute: str) -> int:
        """The column that shows an attribute, or the first."""
        names = [c.attribute for c in self.columns]
        return names.index(attribute) if attribute in names else 0

    def has_column(self, attribute: str) -> bool:
        """Whether a column shows an attribute."""
        return any(c.attribute == attribute for c in self.columns)

    def standard_name(self, row: int) -> str:
        """What the table says of the row's code, where the words on the page say something else."""
        kind = _KINDS.get(self.group)
        code = self.value(row, "code")
        knowledge = self.session.held_knowledge
        if kind is None or knowledge is None or is_blank(code):
            return ""
        library = knowledge.codes.library(kind)
        entry = library.get(code)
        if entry is not None:
            return "" if entry.name == self.value(row, "name").strip() else f"标准名称：{entry.name}"
        status = library.status(code)
        if status is CodeStatus.HEADING:
            return f"类目：{library.name(code)}"
        if status is CodeStatus.EXTENSION:
            heading = library.name(library.parent(code))
            return f"所属类目：{heading}" if heading else ""
        return _ABSENT.get(status, "")

    @property
    def length(self) -> int:
        """How many rows the page has."""
        return len(self._rows) - (self._gap is not None)

    # -- the blank row between the rows

    @property
    def gap(self) -> int | None:
        """Where a blank row is open between the rows; None for nowhere."""
        return self._gap

    def open_gap(self, at: int) -> None:
        """Open a blank row that is no row of the page yet; it becomes one with the first thing written there."""
        self.close_gap()
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows = (*self._rows[:at], ROW_TYPES[self.group](), *self._rows[at:])
        self._gap = at
        self.endInsertRows()

    def close_gap(self) -> None:
        """Nothing was written into the blank row between the rows: it goes."""
        at = self._gap
        if at is None:
            return
        self.beginRemoveRows(QModelIndex(), at, at)
        self._rows = (*self._rows[:at], *self._rows[at + 1 :])
        self._gap = None
        self.endRemoveRows()

    def _of_page(self, row: int) -> int:
        """The row of the page that a row of the table shows, or will be."""
        return row - 1 if self._gap is not None and row > self._gap else row

    # -- what the person writes

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or self.session.page is None:
            return False
        text, _ = read(self.key(index), str(value))
        return self.write(index.row(), {self.columns[index.column()].attribute: text})

    def write(self, row: int, attributes: dict[str, str]) -> bool:
        """Give a row these texts as one Change; a blank row becomes a row of the page."""
        change = self._change(row, attributes)
        return bool(change.edits) and self._apply(row, change)

    def choose(self, row: int, match: Match, typed: str) -> bool:
        """Give a row the code that was chosen from the list, as one Change; the doctor's words stay."""
        change = self.choice(row, match, typed)
        return bool(change.edits) and self._apply(row, change)

    def choice(self, row: int, match: Match, typed: str) -> Change:
        """The Change that ``choose`` would make; an empty one where there is no page."""
        page = self.session.page
        if page is None:
            return Change(())
        of_page = self._of_page(row)
        blank = row == self._gap or of_page >= self.length
        change = code_chosen(page, self.group, self.length if blank else of_page, match, typed)
        if row == self._gap:
            change = replace(change, edits=(replace(change.edits[0], index=row),))
        return change

    def keep_draft(self, row: int, attributes: dict[str, str]) -> None:
        """Keep what is being typed into a row, which is no Change yet."""
        self.session.keep_draft(self._change(row, attributes))

    def _change(self, row: int, attributes: dict[str, str]) -> Change:
        page = self.session.page
        attributes = {a: v for a, v in attributes.items() if v != self.value(row, a)}
        if page is None or not attributes:
            return Change(())
        if row == self._gap or row >= len(self._rows):
            at = row if row == self._gap else None
            return insert_row(page, self.group, ROW_TYPES[self.group](**attributes), at)
        return set_row(page, self.group, self._of_page(row), attributes)

    def _apply(self, row: int, change: Change) -> bool:
        self._growing = row == self._gap or row >= len(self._rows)
        try:
            return self.session.apply(change)
        finally:
            self._growing = False

    # -- what the session tells

    def reset(self) -> None:
        """Show another page."""
        page = self.session.page
        self.beginResetModel()
        self._rows = page.rows(self.group) if page else ()
        self._gap = None
        self._marks = {}
        self._row_marks = {}
        self.columns = tuple(c for c in row_columns(self.group) if page is None or _visible(c, self.group, page))
        self.endResetModel()

    def refresh(self) -> None:
        """Show the rows as they are now; rows that stayed keep their selection and their open editor."""
        page = self.session.page
        new = page.rows(self.group) if page else ()
        if self._gap is not None and self._growing and len(new) == len(self._rows):  # it is a row of the page now
            self._gap = None
            self._rows = new
            self._all_changed()
            return
        if self._gap is not None and new != (*self._rows[: self._gap], *self._rows[self._gap + 1 :]):
            self.close_gap()
        if self._gap is not None or new == self._rows:
            return
        old = self._rows
        at = _common(old, new)
        grown = len(new) - len(old)
        if grown > 0:
            at += self._growing  # the editor stands in the blank row, which is now filled: add another below
            self.beginInsertRows(QModelIndex(), at, at + grown - 1)
            self._rows = new
            self.endInsertRows()
        elif grown < 0:
            self.beginRemoveRows(QModelIndex(), at, at - grown - 1)
            self._rows = new
            self.endRemoveRows()
        self._rows = new
        self._all_changed()

    def set_marks(self, marks: dict[Spot, Mark]) -> None:
        """Show these findings."""
        mine = {spot: mark for spot, mark in marks.items() if spot[0] == self.group}
        if mine != self._marks:
            self._marks = mine
            self._all_changed()

    def set_unsaved(self, spots: Iterable[Spot]) -> None:
        """Show which cells are not in the store yet."""
        mine = frozenset(spot for spot in spots if spot[0] == self.group)
        if mine != self._unsaved:
            self._unsaved = mine
            self._all_changed()

    def set_altered(self, cells: Mapping[Spot, str]) -> None:
        """Show which cells say another thing than when the page was imported, and what they said."""
        mine = {spot: was for spot, was in cells.items() if spot[0] == self.group}
        if mine != self._altered:
            self._altered = mine
            self._all_changed()

    def set_notes(self, notes: Mapping[Spot, str]) -> None:
        """Show which cells somebody has commented on."""
        if notes != self._notes:
            self._notes = notes
            self._all_changed()

    def set_row_marks(self, marks: Mapping[RowOfPage, RowMark]) -> None:
        """Show what is known of whole rows."""
        mine = {row: mark for (group, row), mark in marks.items() if group == self.group}
        if mine != self._row_marks:
            self._row_marks = mine
            if self._rows:
                self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows))

    def row_mark(self, row: int) -> RowMark | None:
        """What is known of a row of the table; None for nothing, and for the blank rows."""
        is_blank_row = row == self._gap or row >= len(self._rows)
        return None if is_blank_row else self._row_marks.get(self._of_page(row))

    def _note(self, index: Index) -> str:
        attribute = self.columns[index.column()].attribute
        return self._notes.get((self.group, attribute, self._of_page(index.row())), "")

    def tell_was(self, told: Mapping[Spot, str]) -> None:
        """Show before a changed value what it was; ``told``: also who changed it and when, of each changed cell."""
        if told != self._told_was:
            self._told_was = told
            self._all_changed()

    def fit_again(self) -> None:
        """The view has hidden rows, or shows them again: it is to take another height."""
        self._all_changed()

    def _before(self, index: Index) -> str:
        """‹I10.x00› before a changed value, while it is told."""
        if not self._told_was or index.row() == self._gap:
            return ""
        row = self._of_page(index.row())
        spot = (self.group, self.columns[index.column()].attribute, row)
        if (self.group, "", row) in self._told_was:
            return "‹新增› " if index.column() == 0 else ""
        if spot not in self._told_was:
            return ""
        return f"‹{shown(self.key(index), self._altered.get(spot) or '') or '空'}› "

    def _altered_words(self, index: Index) -> str:
        if index.row() == self._gap:
            return ""
        row, attribute = self._of_page(index.row()), self.columns[index.column()].attribute
        told = self._told_was.get((self.group, attribute, row), self._told_was.get((self.group, "", row), ""))
        if told:
            return told
        if (self.group, "", row) in self._altered:
            return altered_words("", "") if index.column() == 0 else ""
        was = self._altered.get((self.group, attribute, row))
        return altered_words(None if was is None else shown(self.key(index), was), attribute)

    def _is_unsaved(self, row: int, attribute: str) -> bool:
        if row == self._gap:
            return False
        row = self._of_page(row)
        return (self.group, attribute, row) in self._unsaved or (self.group, "", row) in self._unsaved

    def refresh_names(self) -> None:
        """The code table is another one."""
        self._all_changed()

    def _all_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows), len(self.columns) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows))

    def _mark(self, index: Index) -> Mark | None:
        if index.row() == self._gap:
            return None
        return self._marks.get((self.group, self.columns[index.column()].attribute, self._of_page(index.row())))

    def _tip(self, index: Index, value: str) -> str:
        mark = self._mark(index)
        parts = [f"<b>{UNSAVED}</b>"] if self._is_unsaved(index.row(), self.columns[index.column()].attribute) else []
        parts += [mark.tip] if mark else []
        parts += [escape(altered)] if (altered := self._altered_words(index)) else []
        if value:
            standard = self.standard_name(index.row()) if self.columns[index.column()].attribute == "name" else ""
            parts.append(escape(shown(self.key(index), value)) + (f"<br>{escape(standard)}" if standard else ""))
        if note := self._note(index):
            parts.append(escape(note).replace("\n", "<br>"))
        return rich_tip("<hr>".join(parts))


def _visible(column: FormColumn, group: str, page: FrontPage) -> bool:
    if column.show == "always" or any(getattr(row, column.attribute) for row in page.rows(group)):
        return True
    return column.show == "supplied" and page.is_supplied(field_key(group, column.attribute, 0))


def _common(old: tuple[Row, ...], new: tuple[Row, ...]) -> int:
    """How many leading rows are the same."""
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count
