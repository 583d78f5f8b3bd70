"""The condition of a rule as rows: 当 … 且 …, with groups one level deep and 对每条…; all of it by key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from coding.rules.condition_rows import Condition, Form, Group, Joiner, Line, Operand, Operator, tidy
from coding.rules.row_words import EACH, JOINERS
from ui.plain import PlainLabel, plain_tip
from ui.rules.choice_line import ROW_KEYS
from ui.rules.group_head import GroupHead
from ui.rules.row_editor import RowEditor
from ui.theme.spacing import SMALL

if TYPE_CHECKING:
    from coding.rules.rule_rows import RuleRows
    from ui.rules.row_editor import FindCodes

_PREFIX = 46
_INDENT = 22
_BLANK = Line(Operand(Form.NAME, ""), Operator.EQUAL)
#: Where a row stands: its place, and within a group its place there.
Path = tuple[int, ...]


class ConditionForm(QWidget):
    """``altered`` follows each change, ``rebuilt`` other widgets in the place of the old.

    ``codes_told`` carries the codes of the row in focus, "" for none.
    """

    altered = Signal()
    codes_told = Signal(object)
    rebuilt = Signal()

    def __init__(self, find_codes: FindCodes) -> None:
        super().__init__()
        self._find_codes = find_codes
        self._rows: RuleRows | None = None
        self._items: list[Line | Group] = []
        self._joiner = Joiner.AND
        self._read_only = False
        self.editors: dict[Path, RowEditor | GroupHead] = {}
        self._joiners: list[tuple[QComboBox, Path]] = []
        self.each = QComboBox()
        self.each.setAccessibleName("对什么逐一判断")
        for key, word in EACH.items():
            self.each.addItem(word, key)
        self.first = QCheckBox("每份只报第一条")
        self.lead = PlainLabel("对")
        self.add_button = _flat("加一行（Insert）")
        self.group_button = _flat("加一组（Alt+Insert）")
        self.remove_button = _flat("删去（Ctrl+Del）")
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        for widget in (self.lead, self.each, self.first):
            top.addWidget(widget)
        top.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(SMALL)
        foot.addSpacing(_PREFIX)
        for button in (self.add_button, self.group_button, self.remove_button):
            foot.addWidget(button)
        foot.addStretch(1)
        self._body = QVBoxLayout()
        self._body.setSpacing(SMALL)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addLayout(top)
        box.addLayout(self._body)
        box.addLayout(foot)
        self.each.activated.connect(lambda _index: self._on_frame("each", self.each.currentData()))
        self.first.clicked.connect(lambda on: self._on_frame("first", "yes" if on else ""))
        buttons = (self.add_button, self.group_button, self.remove_button)
        does = (self.add_row, self.add_group, self.remove_row)
        for keys, do, button in zip(ROW_KEYS, does, buttons, strict=True):
            shortcut = QShortcut(keys, self, do)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            button.clicked.connect(lambda _checked=False, do=do: do())

    # -- what is shown

    def show_rows(self, rows: RuleRows, *, read_only: bool) -> None:
        """Show a rule's rows."""
        self._rows, self._read_only = rows, read_only
        condition = rows.condition or Condition(())
        self._items, self._joiner = list(condition.items), condition.joiner
        if not self._items and rows.kind == "expression" and not read_only:
            self._items = [_BLANK]
        with QSignalBlocker(self.each):
            self.each.setCurrentIndex(max(0, self.each.findData(rows.each)))
        self.first.setChecked(rows.param("first") == "yes")
        self.each.setEnabled(not read_only and rows.kind == "expression")
        self.first.setEnabled(not read_only)
        self.lead.setText("对" if rows.kind == "expression" else "必填；条件按")
        self._show_frame()
        for button in (self.add_button, self.group_button, self.remove_button):
            button.setEnabled(not read_only)
        self._rebuild()

    @property
    def rows(self) -> RuleRows:
        """The rule as its rows say it now."""
        assert self._rows is not None
        condition = tidy(Condition(tuple(self._items), self._joiner))
        empty = not self._items and self._rows.kind == "required"
        return self._rows.meaning(None if empty else condition)

    @property
    def current(self) -> Path:
        """Where the focus is; the last row where it is elsewhere."""
        for path, editor in self.editors.items():
            if editor.isAncestorOf(self.focusWidget()):
                return path
        return max(self.editors, default=())

    def _show_frame(self) -> None:
        assert self._rows is not None
        self.first.setVisible(self._rows.kind == "expression" and bool(self._rows.each))

    def _rebuild(self, focus: Path | None = None) -> None:
        while self._body.count():
            item = self._body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.editors.clear()
        self._joiners.clear()
        for place, one in enumerate(self._items):
            if isinstance(one, Group):
                self._add((place,), GroupHead(one, self._read_only), _PREFIX)
                for inner, line in enumerate(one.lines):
                    self._add((place, inner), self._editor(line, (place, inner), one.over), _PREFIX)
            else:
                self._add((place,), self._editor(one, (place,), ""), _PREFIX)
        if focus is not None and focus in self.editors:
            self.editors[focus].take_focus()
        self.codes_told.emit("")
        self.rebuilt.emit()

    @property
    def stops(self) -> list[QWidget]:
        """What Tab goes through, in the order in which it stands."""
        joiners = {path: box for box, path in self._joiners}
        found: list[QWidget] = [self.each, self.first]
        for path, editor in self.editors.items():
            found += [joiners[path]] if path in joiners else []
            found += editor.stops
        return [*found, self.add_button, self.group_button, self.remove_button]

    def _editor(self, line: Line, path: Path, over: str) -> RowEditor:
        assert self._rows is not None
        number = "第" + "之".join(str(n + 1) for n in path) + "行："
        editor = RowEditor(line, number, self._find_codes, self._rows.each, over)
        editor.set_read_only(self._read_only)
        return editor

    def _add(self, path: Path, editor: RowEditor | GroupHead, width: int) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        if len(path) > 1:
            row.addSpacing(_INDENT)
        row.addWidget(self._prefix(path, width))
        row.addWidget(editor, 1)
        self.editors[path] = editor
        editor.altered.connect(lambda: self._on_altered(path))
        editor.moved.connect(lambda by: self._move_from(path, by))
        if isinstance(editor, RowEditor):
            editor.row_key.connect(self._on_row_key)
        editor.focused.connect(lambda: self.codes_told.emit(getattr(editor, "codes", "")))
        self._body.addWidget(holder)
        holder.show()  # a layout shows it later, and what is not in sight takes no focus

    def _prefix(self, path: Path, width: int) -> QWidget:
        if path[-1] == 0:
            label = PlainLabel("当" if len(path) == 1 else "")
            label.setFixedWidth(width)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            return label
        box = QComboBox()
        box.setFixedWidth(width)
        box.setAccessibleName("与上一行的关系：且、或（同一层都一样）")
        box.setToolTip(plain_tip("同一层的各行用同一个“且”或“或”；要混用就加一组"))
        for joiner, word in JOINERS.items():
            box.addItem(word, joiner)
        box.setCurrentIndex(box.findData(self._joiner_of(path)))
        box.setEnabled(not self._read_only)
        box.activated.connect(lambda _index: self._on_joiner(path, Joiner(box.currentData())))
        self._joiners.append((box, path))
        return box

    # -- what the person does

    def add_row(self) -> None:
        """A blank row below the one in focus, in its group."""
        if self._read_only:
            return
        path = self.current
        group = self._items[path[0]] if path else None
        if isinstance(group, Group):
            inner = path[1] + 1 if len(path) > 1 else 0
            lines = (*group.lines[:inner], _BLANK, *group.lines[inner:])
            self._items[path[0]] = replace(group, lines=lines)
            self._changed((path[0], inner))
        else:
            place = path[0] + 1 if path else 0
            self._items.insert(place, _BLANK)
            self._changed((place,))

    def add_group(self) -> None:
        """A group with one blank row, below the row or the group in focus."""
        if self._read_only:
            return
        place = self.current[0] + 1 if self.current else 0
        joiner = Joiner.OR if self._joiner is Joiner.AND else Joiner.AND
        self._items.insert(place, Group((_BLANK,), joiner))
        self._changed((place,))

    def remove_row(self) -> None:
        """Take the row in focus away; the head of a group takes the group, its last row too."""
        path = self.current
        if self._read_only or not path:
            return
        group = self._items[path[0]]
        if isinstance(group, Group) and len(path) > 1 and len(group.lines) > 1:
            lines = (*group.lines[: path[1]], *group.lines[path[1] + 1 :])
            self._items[path[0]] = replace(group, lines=lines)
            self._changed((path[0], min(path[1], len(lines) - 1)))
            return
        del self._items[path[0]]
        self._changed((min(path[0], len(self._items) - 1),))

    def _on_row_key(self, keys: QKeySequence) -> None:
        add, group, remove = ROW_KEYS
        {add: self.add_row, group: self.add_group, remove: self.remove_row}[keys]()

    def _changed(self, focus: Path) -> None:
        self._rebuild(focus)
        if not self.editors:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.altered.emit()

    def _on_altered(self, path: Path) -> None:
        editor = self.editors[path]
        if isinstance(editor, GroupHead):
            was = self._items[path[0]]
            assert isinstance(was, Group)
            self._items[path[0]] = replace(editor.group, lines=was.lines, joiner=was.joiner)
            if editor.group.over != was.over:
                self._rebuild(path)
        elif len(path) == 1:
            self._items[path[0]] = editor.line
        else:
            group = self._items[path[0]]
            assert isinstance(group, Group)
            lines = (*group.lines[: path[1]], editor.line, *group.lines[path[1] + 1 :])
            self._items[path[0]] = replace(group, lines=lines)
        self.codes_told.emit(getattr(editor, "codes", ""))
        self.altered.emit()

    def _joiner_of(self, path: Path) -> Joiner:
        group = self._items[path[0]]
        return group.joiner if len(path) > 1 and isinstance(group, Group) else self._joiner

    def _on_joiner(self, path: Path, joiner: Joiner) -> None:
        group = self._items[path[0]]
        if len(path) > 1 and isinstance(group, Group):
            self._items[path[0]] = replace(group, joiner=joiner)
        else:
            self._joiner = joiner
        for box, other in self._joiners:
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(self._joiner_of(other)))
        self.altered.emit()

    def _on_frame(self, name: str, value: str) -> None:
        assert self._rows is not None
        self._rows = self._rows.having(name, value)
        if name == "each":
            if not value:
                self._rows = self._rows.having("first", "").having("at", "")
                self.first.setChecked(False)
            self._show_frame()
            self._rebuild()
            self.each.setFocus(Qt.FocusReason.OtherFocusReason)
        self.altered.emit()

    def set_param(self, name: str, value: str) -> None:
        """A parameter beside the condition: where a finding is told (``at``)."""
        self._on_frame(name, value)

    def _move_from(self, path: Path, by: int) -> None:
        paths = list(self.editors)
        place = paths.index(path) + by
        if 0 <= place < len(paths):
            self.editors[paths[place]].take_focus()


def _flat(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setProperty("kind", "flat")
    return button
