"""One question in the place of a finding on every page: what do the texts mean that this hospital writes for codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM, ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from coding.work.local_habits import LocalHabit, LocalText

_HEAD = ("栏目", "本院写法", "旁边的名称", "份数", "换成", "依据")
_FIELD, _TEXT, _NAME, _COUNT, _CODE, _WHY = range(6)
_WIDTHS = (190, 120, 170, 64, 240, 0)
_LEFT = "（原样保留）"


class LocalValuesDialog(QDialog):
    """A line for each text; the code is chosen from the list by typing a part of it. ``confirmed`` carries the answers,
    one LocalValues a habit; a text without a code is left as it is.
    """

    confirmed = Signal(object)

    def __init__(self, path: Path, habits: Sequence[LocalHabit], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._habits = tuple(habits)
        self._lines = [(habit, text) for habit in habits for text in habit.texts]
        self.setWindowTitle(f"本院写法：{path.name}")
        self.resize(size_on_screen(self, 1040, 560))
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for habit in habits:
            box.addWidget(self._label(habit.in_words()))
        asked = "请说明每一种各是哪个代码：选中一行，直接输入代码或名称的一部分。回答随这种文件记住，以后读入不再询问。"
        box.addWidget(self._label(asked, "muted"))
        self.table = QTableWidget(len(self._lines), len(_HEAD), self)
        self.table.setAccessibleName("本院写法对照")
        box.addWidget(self.table, 1)
        self.verdict = self._label("")
        box.addWidget(self.verdict)
        buttons = QDialogButtonBox(self)
        self.use_button = buttons.addButton("按此对照读入", QDialogButtonBox.ButtonRole.AcceptRole)
        self.use_button.setDefault(True)
        self.leave_button = buttons.addButton("全部原样读入", QDialogButtonBox.ButtonRole.ActionRole)
        self.leave_button.clicked.connect(self._leave)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._confirm)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)
        self._fill()
        self.table.itemChanged.connect(self._on_changed)
        self._tell()
        self.table.setFocus()

    def set_code(self, row: int, code: str) -> None:
        """Say what a text means, as the user does in the table; "" = as it is."""
        self.table.item(row, _CODE).setText(_shown(self._lines[row][0].codes, code))

    def codes(self) -> list[str]:
        """The code of each line, "" where the text is left as it is."""
        return [self._code(row) for row in range(len(self._lines))]

    def _fill(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(list(_HEAD))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        table.setItemDelegateForColumn(_CODE, _DomainChoice([_choices(h.codes) for h, _ in self._lines], self))
        fixed = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        for row, (habit, text) in enumerate(self._lines):
            words = (
                habit.labels,
                text.text,
                text.name,
                f"{text.pages:,}",
                _shown(habit.codes, text.code),
                _why(text),
            )
            for x, word in enumerate(words):
                item = QTableWidgetItem(word)
                item.setToolTip(plain_tip(word))
                if x != _CODE:
                    item.setFlags(fixed)
                if x == _COUNT:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(row, x, item)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for x, width in enumerate(_WIDTHS):
            if width:
                table.setColumnWidth(x, width)
            else:
                header.setSectionResizeMode(x, QHeaderView.ResizeMode.Stretch)
        table.setCurrentCell(0, _CODE)

    def _on_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == _CODE:
            row = item.row()
            text = self._lines[row][1]
            code = self._code(row)
            why = _why(text) if code == text.code else ("本人选定" if code else "")
            self.table.item(row, _WHY).setText(why)
        self._tell()

    def _code(self, row: int) -> str:
        code = self.table.item(row, _CODE).text().partition(" ")[0]
        return code if code in self._lines[row][0].codes else ""

    def _tell(self) -> None:
        codes = self.codes()
        given = sum(map(bool, codes))
        guessed = sum(bool(c) and c == t.code and t.alike < 100 for c, (_, t) in zip(codes, self._lines, strict=True))
        told = f"{len(codes):,} 种写法中 {given:,} 种换成代码，{len(codes) - given:,} 种原样保留（仍会报出问题）。"
        self.verdict.setText(told + (f"其中 {guessed:,} 种按相近的名称猜测，请核对。" if guessed else ""))
        self.verdict.setProperty("role", "warning" if guessed else "")
        self.verdict.style().polish(self.verdict)

    def _confirm(self) -> None:
        answers: dict[int, dict[str, str]] = {id(habit): {} for habit in self._habits}
        for row, (habit, text) in enumerate(self._lines):
            answers[id(habit)][text.text] = self._code(row)
        self.confirmed.emit([habit.answered(answers[id(habit)]) for habit in self._habits])
        self.accept()

    def _leave(self) -> None:
        self.confirmed.emit([habit.answered({}) for habit in self._habits])
        self.accept()

    def _label(self, text: str, role: str = "") -> PlainLabel:
        label = PlainLabel(text, self, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            label.setProperty("role", role)
        return label


class _DomainChoice(QStyledItemDelegate):
    """A code of the domain of the line, found by typing a part of its number or name."""

    def __init__(self, choices: Sequence[Sequence[str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._choices = choices

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:  # type: ignore[override]
        editor = QComboBox(parent)
        editor.setEditable(True)
        editor.addItems(list(self._choices[index.row()]))
        editor.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        editor.completer().setCompletionMode(editor.completer().CompletionMode.PopupCompletion)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:  # type: ignore[override]
        assert isinstance(editor, QComboBox)
        editor.setCurrentText(index.data() or _LEFT)
        editor.lineEdit().selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex) -> None:  # type: ignore[override]
        assert isinstance(editor, QComboBox)
        if (found := _meant(editor.currentText(), self._choices[index.row()])) is not None:
            model.setData(index, found)


def _meant(typed: str, choices: Sequence[str]) -> str | None:
    """The choice that was typed: whole, by its code, or the only one that has these words; None where it is none."""
    typed = typed.strip()
    if not typed:
        return _LEFT
    for choice in choices:
        if typed in (choice, choice.partition(" ")[0]):
            return choice
    having = [choice for choice in choices if typed in choice]
    return having[0] if len(having) == 1 else None


def _choices(codes: Mapping[str, str]) -> list[str]:
    return [_LEFT, *(f"{code} {label}" for code, label in codes.items())]


def _shown(codes: Mapping[str, str], code: str) -> str:
    return f"{code} {codes[code]}" if code in codes else _LEFT


def _why(text: LocalText) -> str:
    if not text.code:
        return ""
    return "名称相同" if text.alike >= 100 else f"名称相近（{text.alike}%），请核对"
