"""The list that opens below a code cell while words or a code are typed into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from coding.suggest.choosing import Offer, offers
from ui.form.editor import ValueEdit
from ui.form.list_keys import give_way_to_actions
from ui.plain import plain_tip
from ui.theme.fonts import code_font
from ui.theme.spacing import MEDIUM, ROW_HEIGHT
from ui.theme.theme import current_theme
from ui.wording.marked_text import draw_marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.codes.entry import CodeKind
    from coding.suggest.suggestion import Match
    from ui.session import Session

OFFER = Qt.ItemDataRole.UserRole + 1

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

    ``chosen`` gives the Match that the person took from the list, ``asked`` is what was typed to find it; ``words``
    tells what the doctor wrote in the row.
    """

    chosen = Signal(object)

    def __init__(self, session: Session, kind: CodeKind, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.session = session
        self.kind = kind
        self.words: Callable[[], str] = str
        self.asked = ""
        self.setFont(code_font())
        self._found = QStandardItemModel(self)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._search)
        self.textEdited.connect(lambda _: self._ask_later())
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

    def _read_typed(self) -> str:
        """The code as typed; words that were not answered are no value: the old one stays."""
        text = self.text().strip()
        return text if not text or looks_like_code(text) else self._value

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
        return [offer.match for offer in self.offers]

    @property
    def offers(self) -> list[Offer]:
        """The lines of the list now, with their marks."""
        return [self._found.item(row).data(OFFER) for row in range(self._found.rowCount())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter upon words that were not looked up yet looks them up; the list of other words is never taken from."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._timer.isActive() and not looks_like_code(self.text()):
            self._search()
            if self.list_is_open():
                return
        super().keyPressEvent(event)

    def _ask_later(self) -> None:
        if self.list_is_open():
            self._list.popup().setCurrentIndex(QModelIndex())  # it answers another question
        self._timer.start()

    def offer_again(self) -> None:
        """Open the list once more for the words that stand here."""
        self._timer.start()

    def _search(self) -> None:
        self._timer.stop()
        self.asked = self.text().strip()
        knowledge = self.session.held_knowledge
        ready = self.asked and knowledge is not None and self.session.is_search_ready
        found = offers(knowledge.lookup, self.kind, self.asked, self.words(), _TOP) if ready else []
        self._found.clear()
        for offer in found:
            self._found.appendRow(_item(offer))
        popup = self._list.popup()
        if not found:
            popup.hide()
            return
        self._list.complete(QRect(0, 0, max(_WIDTH, self.width()), self.height()))
        armed = not looks_like_code(self.asked) and not found[0].grey  # Enter never takes a 灰码 unseen
        popup.setCurrentIndex(self._list.completionModel().index(0, 0) if armed else QModelIndex())

    def _take(self, index: QModelIndex) -> None:
        offer: Offer = index.data(OFFER)
        self.setText(offer.match.code)
        self.chosen.emit(offer.match)


class CandidateDelegate(QStyledItemDelegate):
    """Code, name with the matching characters marked, 灰码 or 术语本 where it is one, and the score."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        offer: Offer = index.data(OFFER)
        match = offer.match
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
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, right, score)
        taken = painter.fontMetrics().horizontalAdvance(score) + MEDIUM
        for word, role in _marks(offer):
            painter.setPen(theme.colour(role))
            painter.drawText(box.adjusted(0, 0, -taken, 0), right, word)
            taken += painter.fontMetrics().horizontalAdvance(word) + MEDIUM
        painter.setPen(theme.colour("text"))
        name_box = QRect(box.topLeft() + QPoint(code_width, 0), QSize(box.width() - code_width - taken, box.height()))
        draw_marked(painter, name_box, match.name, match.marks)
        painter.restore()


def _item(offer: Offer) -> QStandardItem:
    match = offer.match
    item = QStandardItem(match.code)
    item.setData(offer, OFFER)
    told = (match.code, match.name, *(word for word, _ in _marks(offer)), match.reason)
    item.setData(" ".join(told), Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(plain_tip(match.reason))
    return item


def _marks(offer: Offer) -> list[tuple[str, str]]:
    """The words that mark a line, each with its colour."""
    grey = [("灰码", "warning")] if offer.grey else []
    return grey + ([("术语本", "clean")] if offer.accepted else [])
