"""Questions one below the other, answered by a key each: 是, 否, 另写."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from coding.drg.region_answers import NO, OWN, YES
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

_DETAIL_HEIGHT = 96
_KEYS = {
    Qt.Key.Key_Y: YES,
    Qt.Key.Key_1: YES,
    Qt.Key.Key_Space: YES,
    Qt.Key.Key_N: NO,
    Qt.Key.Key_2: NO,
    Qt.Key.Key_3: OWN,
    Qt.Key.Key_W: OWN,
    Qt.Key.Key_Return: OWN,
    Qt.Key.Key_Enter: OWN,
    Qt.Key.Key_Delete: "",
    Qt.Key.Key_Backspace: "",
}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question: its key, the cells of its row, what is told below the table, and the text that 另写 begins with."""

    key: str
    cells: tuple[str, ...]
    detail: str = ""
    proposal: str = ""


class AnswerTable(ReadTable):
    """A table whose rows are answered by keys."""

    pressed_key = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        verdict = _KEYS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if verdict is not None and plain and self.currentRow() >= 0:
            self.pressed_key.emit(verdict)
            return
        super().keyPressEvent(event)


class AnswerPane(QWidget):
    """The table, what is to be known of the current row, and the line for an answer of one's own.

    ``answered``: key, verdict ("" takes an answer back), text of one's own. ``say``: whether a text of one's own can be
    used, and what it means.
    """

    answered = Signal(str, str, str)

    def __init__(
        self,
        headers: Sequence[str],
        widths: Sequence[int],
        say: Callable[[str], tuple[bool, str]],
        hint: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._say = say
        self._rows: list[AnswerRow] = []
        self.table = AnswerTable(headers, widths, self)
        self.table.pressed_key.connect(self._on_key)
        self.table.currentCellChanged.connect(lambda *_: self._show_detail())
        self.table.doubleClicked.connect(lambda _: self._on_key(OWN))
        # of one height, whatever it tells: the row that is looked at must not move away
        self.detail = QPlainTextEdit(self)
        self.detail.setReadOnly(True)
        self.detail.setFixedHeight(_DETAIL_HEIGHT)
        self.detail.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.detail.setAccessibleName("同一 ADRG 的其他病组和疑点")
        self.own = QLineEdit(self)
        self.own.setPlaceholderText(hint)
        self.own.setAccessibleName("另写")
        self.own.textEdited.connect(lambda _: self._show_meaning())
        self.own.returnPressed.connect(self._take_own)
        self.meaning = PlainLabel(self)
        self.meaning.setMinimumHeight(20)
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        for text, verdict, tip in (
            ("是 (Y)", YES, "条件与名称相符：采用（Y、1 或空格）"),
            ("否 (N)", NO, "条件不对：不建这个病组（N 或 2）"),
            ("另写 (Enter)", OWN, "自己写条件（3 或 Enter）"),
            ("撤回 (Del)", "", "收回这一条的回答（Del）"),
        ):
            button = QPushButton(text, self)
            button.setAutoDefault(False)
            button.setToolTip(plain_tip(tip))
            button.clicked.connect(lambda _=False, said=verdict: self._on_key(said))
            line.addWidget(button)
        line.addWidget(self.own, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addWidget(self.table, 1)
        box.addWidget(self.detail)
        box.addLayout(line)
        box.addWidget(self.meaning)

    def fill(self, rows: Sequence[AnswerRow]) -> None:
        """Show other questions."""
        self._rows = list(rows)
        self.table.setRowCount(0)
        self.table.fill([row.cells for row in rows], [])
        self._show_detail()

    def renew(self, rows: Sequence[AnswerRow]) -> None:
        """The same questions with what has become of them: only the cells that are other ones are drawn anew."""
        if [row.key for row in rows] != [row.key for row in self._rows]:
            self.fill(rows)
            return
        for y, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
            for x, text in enumerate(new.cells):
                item = self.table.item(y, x)
                if text != old.cells[x] and item is not None:
                    item.setText(text)
                    item.setToolTip(plain_tip(text))
        self._rows = list(rows)
        self._show_detail()

    @property
    def current(self) -> AnswerRow | None:
        """The question that is chosen."""
        at = self.table.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    @property
    def shown(self) -> tuple[str, ...]:
        """The keys of the questions that are shown."""
        return tuple(row.key for row in self._rows)

    def choose(self, key: str) -> None:
        """Go to a question."""
        if key in self.shown:
            self.table.setCurrentCell(self.shown.index(key), 0)

    def _on_key(self, verdict: str) -> None:
        row = self.current
        if row is None:
            return
        if verdict == OWN:
            self.own.setText(row.proposal)
            self.own.setFocus()
            self.own.selectAll()
            self._show_meaning()
            return
        self.answered.emit(row.key, verdict, "")
        if verdict:
            self._next(row.key)

    def _take_own(self) -> None:
        row, text = self.current, self.own.text().strip()
        if row is None or not text:
            return
        usable, words = self._say(text)
        if not usable:
            self._tell(False, words)
            return
        self.answered.emit(row.key, OWN, text)
        self.table.setFocus()
        self._next(row.key)

    def _next(self, key: str) -> None:
        at = self.shown.index(key) + 1 if key in self.shown else self.table.currentRow()
        if at < self.table.rowCount():
            self.table.setCurrentCell(at, 0)

    def _show_detail(self) -> None:
        row = self.current
        self.detail.setPlainText(row.detail if row else "")
        self.own.setText("")
        self._tell(True, "")

    def _show_meaning(self) -> None:
        self._tell(*self._say(self.own.text())) if self.own.text().strip() else self._tell(True, "")

    def _tell(self, usable: bool, words: str) -> None:
        self.meaning.setProperty("role", "muted" if usable else "warning")
        self.meaning.style().unpolish(self.meaning)
        self.meaning.style().polish(self.meaning)
        self.meaning.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.own.hasFocus():
            self.table.setFocus()
            self._show_detail()
            return
        super().keyPressEvent(event)
