"""A line in which a person looks for one of many things by words or first letters, and takes it with Enter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QLineEdit

from coding.suggest.pinyin import initials
from ui.plain import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QFocusEvent
    from PySide6.QtWidgets import QWidget

Index = QModelIndex | QPersistentModelIndex
CHOICE = Qt.ItemDataRole.UserRole + 1
#: Lines that the list shows at once.
_SHOWN = 10
#: Milliseconds without a key before the list is made anew.
_PAUSE = 60
#: Keys that are the row's, not the line's.
ROW_KEYS = (QKeySequence("Ins"), QKeySequence("Alt+Ins"), QKeySequence("Ctrl+Del"))
#: Signs of codes that were typed out, a list or a range of them; a digit is among them.
_CODES = re.compile(r"[\s!@，,、\-.*+\dA-Zx]+|@\w+")


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list. ``meant``: what is taken; ``text`` what then stands in the line; ``note`` beside it."""

    meant: Any
    text: str
    note: str = ""
    letters: str = ""

    @property
    def words(self) -> str:
        """The line as the list shows it."""
        return f"{self.text}　{self.note}" if self.note else self.text


def choice(meant: object, text: str, note: str = "") -> Choice:
    """A line that is found by its first letters too."""
    return Choice(meant, text, note, initials(text))


def fitting(choices: Iterable[Choice], typed: str, most: int = 200) -> list[Choice]:
    """The choices that the typed text finds: what begins so, then what holds it, by words or by first letters."""
    wanted = typed.strip().lower()
    if not wanted:
        return list(choices)[:most]
    begun: list[Choice] = []
    within: list[Choice] = []
    for one in choices:
        text = one.text.lower()
        if text.startswith(wanted) or one.letters.startswith(wanted):
            begun.append(one)
        elif wanted in text or wanted in one.letters or all(word in one.words.lower() for word in wanted.split()):
            within.append(one)
    return [*sorted(begun, key=lambda one: len(one.text)), *within][:most]


class ChoiceModel(QAbstractListModel):
    """What the list offers now."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: list[Choice] = []

    def show(self, choices: list[Choice]) -> None:
        """Offer these."""
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.choices[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return one.words
            case Qt.ItemDataRole.EditRole:
                return one.text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(one.words)
            case _ if role == CHOICE:
                return one
        return None


class ChoiceLine(QLineEdit):
    """``taken`` carries the Choice that was taken from the list, ``altered`` tells of typed text.

    ``find`` gives the choices for what is typed. Down or Alt+Down opens the list, Enter takes the chosen line (the
    first where none is), Esc closes it. With the list closed Up and Down are ``moved``: another row. ``row_key`` hands
    on a key of the row that was pressed while the list was open. ``is_search``: what is typed is never a value itself:
    Tab takes from the list too, and ``left`` tells that typed text was left standing.
    """

    taken = Signal(object)
    altered = Signal(str)
    moved = Signal(int)
    left = Signal()
    row_key = Signal(QKeySequence)

    def __init__(
        self, name: str, find: Callable[[str], list[Choice]], parent: QWidget | None = None, *, is_search: bool = True
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.find = find
        self.is_search = is_search
        self.opens_empty = True
        self.model = ChoiceModel()
        self._list = QCompleter(self.model, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setCompletionRole(Qt.ItemDataRole.EditRole)
        self._list.setMaxVisibleItems(_SHOWN)
        self._list.setWidget(self)
        self._list.popup().setAccessibleName(f"{name}：可选的")
        self._list.activated[QModelIndex].connect(self._take)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.open_list)
        self.textEdited.connect(self._on_typed)

    @property
    def is_open(self) -> bool:
        """Whether the list is open."""
        return self._list.popup().isVisible()

    def set_text(self, text: str) -> None:
        """Show a text; its beginning is in sight."""
        self.setText(text)
        self.setCursorPosition(0)
        self.setToolTip(plain_tip(text))

    def open_list(self) -> None:
        """Show what fits the typed text."""
        self._timer.stop()
        found = self.find(self.text() if self.isModified() else "")
        self.model.show(found)
        popup = self._list.popup()
        if not found or not self.hasFocus():
            popup.hide()
            return
        width = max(self.width(), 40 + max(popup.fontMetrics().horizontalAdvance(one.words) for one in found[:40]))
        rect = self.rect()
        rect.setWidth(min(width, 560))
        self._list.complete(rect)
        popup.setCurrentIndex(self.model.index(0) if self._takes_first() else QModelIndex())

    def _takes_first(self) -> bool:
        """A code that was typed out is a value as it stands; words are a question."""
        text = self.text()
        is_code = _CODES.fullmatch(text) is not None and (text[:1] == "@" or any(sign.isdigit() for sign in text))
        return self.is_search or not self.isModified() or not is_code

    def _on_typed(self, text: str) -> None:
        self.altered.emit(text)
        self._timer.start()

    def _take(self, index: QModelIndex) -> None:
        self._timer.stop()
        found = index.data(CHOICE)
        if found is not None:
            self._list.popup().hide()
            self.setModified(False)
            self.taken.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self.open_list()
            self._take_current()
            return
        if self.is_open and QKeySequence(event.keyCombination()) in ROW_KEYS:
            self._list.popup().hide()
            self.row_key.emit(QKeySequence(event.keyCombination()))
            return
        if key == Qt.Key.Key_Down and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.open_list()
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain and not self.is_open:
            if key == Qt.Key.Key_Down and self.opens_empty and (self.isModified() or not self.text()):
                self.open_list()
            else:
                self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)

    def _take_current(self) -> None:
        index = self._list.popup().currentIndex()
        if self.is_open and index.isValid():
            self._take(index)
        self._list.popup().hide()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab out of a search takes what the list has chosen."""
        if self.is_search and self._timer.isActive():
            self.open_list()
        if self.is_search and self.is_open:
            self._take_current()
            return True
        return super().focusNextPrevChild(forward)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Del takes the row away: it is no key of the line."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if QKeySequence(event.keyCombination()) == QKeySequence("Ctrl+Del"):
                event.ignore()
                return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._timer.stop()
            if self.isModified() and self.is_search:
                self.setModified(False)
                self.left.emit()
