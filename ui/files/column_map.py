"""The column map of an unknown sheet: a guess for every column beside five sample rows, to be mended and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coding.base.numbers import whole_number
from coding.exchange.profile import CONVENTIONS, FREE, WORKFLOW, MappedColumn, SourceProfile
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM, ROW_HEIGHT

if TYPE_CHECKING:
    from pathlib import Path

    from coding.exchange.guess import Guess
    from coding.exchange.peek import Peek

_HEAD = ("文件里的列", "首页栏目", "第几条", "写法", "依据")
_FIELD, _NUMBER, _WAY, _WHY = 1, 2, 3, 4
_SAMPLES = 5
_NONE = "（原样保留）"
_STANDARD = "标准写法"


class ColumnMapDialog(QDialog):
    """Shows a guess for every column of a sheet. ``confirmed`` carries the SourceProfile that was agreed on."""

    confirmed = Signal(object)

    def __init__(self, path: Path, seen: Peek, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._seen = seen
        self.setWindowTitle("列对照：这个文件的列各是首页的哪一栏")
        self.resize(size_on_screen(self, 1080, 620))
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        head = PlainLabel(
            (
                f"“{path.name}”是已知的布局；如该来源的写法与标准不同，请在“写法”里选择。"
                if seen.layout
                else f"“{path.name}”不是已知的布局。下面按列名和内容猜了每一列的意思，请改正后读入；"
            )
            + "对照会记在来源名称下，下次同样列名的文件直接使用。",
            wordWrap=True,
        )
        box.addWidget(head)
        line = QHBoxLayout()
        line.addWidget(PlainLabel("来源名称"))
        self.name = QLineEdit(path.stem)
        self.name.setAccessibleName("来源名称")
        line.addWidget(self.name, 1)
        box.addLayout(line)
        self.table = QTableWidget(len(seen.header), len(_HEAD) + _SAMPLES)
        self.table.setHorizontalHeaderLabels([*_HEAD, *(f"样例 {n}" for n in range(1, _SAMPLES + 1))])
        self.table.setAccessibleName("列对照")
        box.addWidget(self.table, 1)
        self.missing = PlainLabel(wordWrap=True)
        box.addWidget(self.missing)
        buttons = QDialogButtonBox()
        self.read = buttons.addButton("按此对照读入", QDialogButtonBox.ButtonRole.AcceptRole)
        self.read.setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._confirm)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)
        self._guesses = seen.guesses()
        self._fill(self._guesses)
        self.table.itemChanged.connect(lambda _: self._tell())
        self.name.textChanged.connect(lambda _: self._tell())
        self._tell()

    def profile(self) -> SourceProfile:
        """The column map as the table now says it."""
        labels = _labels()
        ways = {words: way for way, words in CONVENTIONS.items()}
        columns = []
        for row, header in enumerate(self._seen.header):
            key = labels.get(self._text(row, _FIELD), "")
            if key:
                guess = self._guesses[row]
                # how a known layout splits its times is no matter of choice
                own = guess.reading if guess.key == key and guess.reading not in CONVENTIONS else ""
                place = _place(key, self._text(row, _NUMBER))
                columns.append(MappedColumn(header, *place, ways.get(self._text(row, _WAY), own)))
        name = self.name.text().strip() or self.path.stem
        if self._seen.layout and self._seen.layout != FREE:
            return SourceProfile(name, tuple(columns), self._seen.layout, self._seen.header)
        keys = {column.key for column in columns}
        flow = any(key.startswith("wf_") for key in keys) and not keys & {"principal_dx_code", "principal_dx_name"}
        return SourceProfile(name, tuple(columns), WORKFLOW if flow else FREE)

    def set_field(self, row: int, key: str, number: int = 0, reading: str = "") -> None:
        """Say what a column is, as the user does in the table."""
        self.table.item(row, _FIELD).setText(field_catalogue().label(key) if key else _NONE)
        self.table.item(row, _NUMBER).setText(str(number) if number else "")
        self.table.item(row, _WAY).setText(CONVENTIONS.get(reading, _STANDARD))

    def _fill(self, guesses: list[Guess]) -> None:
        table = self.table
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        table.setItemDelegateForColumn(_FIELD, _Choice([_NONE, *_labels()], self))
        table.setItemDelegateForColumn(_WAY, _Choice([_STANDARD, *CONVENTIONS.values()], self))
        fixed = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        for row, guess in enumerate(guesses):
            number = _shown_number(guess)
            words = [
                guess.header,
                field_catalogue().label(guess.key) if guess.key else _NONE,
                number,
                CONVENTIONS.get(guess.reading, _STANDARD),
                guess.why,
                *(r[row] if row < len(r) else "" for r in self._seen.rows[:_SAMPLES]),
            ]
            for x in range(table.columnCount()):
                item = QTableWidgetItem(words[x] if x < len(words) else "")
                item.setToolTip(plain_tip(item.text()))
                if x not in (_FIELD, _NUMBER, _WAY):
                    item.setFlags(fixed)
                table.setItem(row, x, item)
        table.resizeColumnsToContents()
        for x in range(table.columnCount()):
            table.setColumnWidth(x, min(max(table.columnWidth(x), 64), 190))
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item else ""

    def _tell(self) -> None:
        """What is still missing, and which place two columns claim."""
        profile = self.profile()
        keys = [(c.key, c.index) for c in profile.columns]
        said = []
        if not {"case_no", "patient_name"} & {key for key, _ in keys}:
            said.append("还没有病案号或姓名的列，认不出是哪一份病案。")
        if profile.layout == FREE and not {"principal_dx_code", "principal_dx_name"} & {key for key, _ in keys}:
            said.append("还没有主要诊断的列。")
        twice = sorted({field_catalogue().label(key) for key, index in keys if keys.count((key, index)) > 1})
        if twice:
            said.append(f"有两列都指向：{'、'.join(twice)}；只读第一列。")
        known = len(keys)
        self.missing.setText("".join(said) or f"{len(self._seen.header)} 列中认出 {known} 列，其余原样保留。")
        self.read.setEnabled(bool({"case_no", "patient_name"} & {key for key, _ in keys}))

    def _confirm(self) -> None:
        self.confirmed.emit(self.profile())
        self.accept()


class _Choice(QStyledItemDelegate):
    """One of a list, found by typing a part of it."""

    def __init__(self, words: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:  # type: ignore[override]
        editor = QComboBox(parent)
        editor.setEditable(True)
        editor.addItems(self._words)
        editor.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        editor.completer().setCompletionMode(editor.completer().CompletionMode.PopupCompletion)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:  # type: ignore[override]
        assert isinstance(editor, QComboBox)
        editor.setCurrentText(index.data() or "")
        editor.lineEdit().selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex) -> None:  # type: ignore[override]
        assert isinstance(editor, QComboBox)
        if editor.currentText() in self._words:
            model.setData(index, editor.currentText())


def _labels() -> dict[str, str]:
    """Chinese label → key for all that a sheet may hold; rows of the diagnoses stand once."""
    catalogue = field_catalogue()
    return {field.label: key for key, field in catalogue.items() if not key.startswith("drg_")}


def _shown_number(guess: Guess) -> str:
    if guess.key not in ROW_ATTRIBUTES or guess.key.startswith("principal_"):
        return ""
    return str(guess.index if guess.key.startswith("other_dx") else guess.index + 1)


def _place(key: str, number: str) -> tuple[str, int]:
    """Key and row from what the table says: other diagnosis 1 is row 1, procedure 1 is row 0."""
    if key not in ROW_ATTRIBUTES or key.startswith("principal_"):
        return key, 0
    told = whole_number(number)
    count = told if told is not None and 0 < told <= 200 else 1
    return key, count if key.startswith("other_dx") else count - 1
