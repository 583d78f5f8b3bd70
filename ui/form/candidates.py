"""The list that opens below a code cell while words or a code are typed into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.form.editor import ValueEdit
from ui.form.list_keys import give_way_to_actions
from ui.theme.fonts import code_font
from ui.theme.spacing import MEDIUM, ROW_HEIGHT
from ui.theme.theme import current_theme
from ui.wording.marked_text import draw_marked

if TYPE_CHECKING:
    from coding.codes.entry import CodeKind
    from coding.suggest.suggestion import Match
    from ui.session import Session

MATCH = Qt.ItemDataRole.UserRole + 1

_TOP = 9
_WIDTH = 480
#: Milliseconds without a key before the table is searched.
_PAUSE = 90
_CODE_LIKE = re.compile(r"[A-Za-z]?\d[\w.+*/†＋＊]*|[A-Za-z]\d*", re.ASCII)


def looks_like_code(text: str) -> bool:
    """Whether typed text is (the beginning of) a code, not words to search for."""
    return bool(_CODE_LIKE.fullmatch(text.strip()))


class CodeEdit(ValueEdit):
    """The editor of a code cell: a code is a value, words are a question to the table.

    ``chosen`` gives the Match that the person took from the list.
    """

    chosen = Signal(object)

    def __init__(self, session: Session, kind: CodeKind, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.session = session
        self.kind = kind
        self.setFont(code_font())
        self._found = QStandardItemModel(self)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._search)
        self.textEdited.connect(lambda _: self._timer.start())
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCompletionRole(Qt.ItemDataRole.EditRole)
        completer.setMaxVisibleItems(_TOP)
        completer.setWidget(self)
        completer.activated[QModelIndex].connect(self._take)
        completer.popup().setItemDelegate(CandidateDelegate(completer.popup()))
        completer.popup().setAccessibleName("候选编码")
        give_way_to_actions(completer.popup())
        self._list = completer

    @property
    def value(self) -> str:
        """The code as typed; words that were not answered are no value: the old one stays."""
        text = self.text().strip()
        return text if not text or looks_like_code(text) or text == self._value else self._value

    @property
    def is_certain(self) -> bool:
        """Words are a search, never a value."""
        text = self.text().strip()
        return not text or looks_like_code(text)

    def list_view(self) -> QAbstractItemView | None:
        """The list of candidates."""
        return self._list.popup()

    @property
    def candidates(self) -> list[Match]:
        """What the list offers now."""
        return [self._found.item(row).data(MATCH) for row in range(self._found.rowCount())]

    def offer_again(self) -> None:
        """Open the list once more for the words that stand here."""
        self._timer.start()

    def _search(self) -> None:
        text = self.text().strip()
        knowledge = self.session.knowledge
        ready = text and knowledge is not None and self.session.is_search_ready
        matches = knowledge.lookup.search(self.kind).search(text, _TOP) if ready else []
        self._found.clear()
        for match in matches:
            item = QStandardItem(match.code)
            item.setData(match, MATCH)
            item.setData(f"{match.code} {match.name} {match.reason}", Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(match.reason)
            self._found.appendRow(item)
        popup = self._list.popup()
        if not matches:
            popup.hide()
            return
        self._list.complete(QRect(0, 0, max(_WIDTH, self.width()), self.height()))
        popup.setCurrentIndex(QModelIndex() if looks_like_code(text) else self._list.completionModel().index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        match: Match = index.data(MATCH)
        self.setText(match.code)
        self.chosen.emit(match)


class CandidateDelegate(QStyledItemDelegate):
    """Code, name with the matching characters marked, and the score."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        match: Match = index.data(MATCH)
        theme = current_theme()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, theme.colour("selection" if chosen else "raised"))
        box = option.rect.adjusted(MEDIUM, 0, -MEDIUM, 0)
        painter.setPen(theme.colour("text"))
        painter.setFont(code_font())
        code_width = max(110, painter.fontMetrics().horizontalAdvance(match.code) + MEDIUM)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, match.code)
        painter.setFont(option.font)
        painter.setPen(theme.colour("text_muted"))
        score = f"{match.score:.0f}分"
        score_width = painter.fontMetrics().horizontalAdvance(score) + MEDIUM
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, score)
        painter.setPen(theme.colour("text"))
        name_box = QRect(
            box.topLeft() + QPoint(code_width, 0), QSize(box.width() - code_width - score_width, box.height())
        )
        draw_marked(painter, name_box, match.name, match.marks)
        painter.restore()
