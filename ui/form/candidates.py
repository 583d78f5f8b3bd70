"""The list that opens below a code or a name cell while words, initials or a code are typed into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QInputMethodEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QWidget

from coding.base.errors import CodingError
from coding.codes.entry import CodeKind
from coding.codes.parse import normalise_code
from coding.examine.code_marks import code_marks
from coding.suggest.choosing import Offer, offers
from ui.form.candidate_rows import MARKS, OFFER, CandidateDelegate, mark_words
from ui.form.editor import ValueEdit
from ui.form.list_keys import give_way_to_actions
from ui.plain import plain_tip
from ui.theme.fonts import code_font

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.examine.code_marks import CodeMarks
    from coding.page.change import Change
    from coding.suggest.suggestion import Match
    from ui.session import Session

#: Lines of the list.
_TOP = 8
_WIDTH = 560
#: Pixels between the list and the cell: it never covers what is typed.
_GAP = 3
#: Milliseconds without a key before the table is searched.
PAUSE = 90
#: Two letters side by side are no code: 2xtnb.
_CODE_LIKE = re.compile(r"(?!.*[A-Za-z]{2})(?:[A-Za-z]?\d[\w.+*/†＋＊]*|[A-Za-z]\d*)", re.ASCII)
#: What is typed to be heard: first letters, or pinyin.
_SPOKEN = re.compile(r"[0-9' ]*[a-z][a-z0-9' ]*")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def looks_like_code(text: str) -> bool:
    """Whether typed text is (the beginning of) a code, not words to search for."""
    return bool(_CODE_LIKE.fullmatch(text.strip()))


class _TellsHiding(QObject):
    """Says when the list has gone from the screen, by whatever way."""

    hidden = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self.hidden.emit()
        return False


class EntryEdit(ValueEdit):
    """The editor of a code or a name cell: what is typed is a question to the table, answered by a list below.

    ``chosen`` gives the Match that the person took from the list, ``asked`` is what was typed to find it; ``words``
    tells what the doctor wrote in the row, ``row`` which it is, ``would`` the Change that taking a Match would make.
    ``given_back``: Esc has closed the list, and what stood here stands here again.
    """

    chosen = Signal(object)
    given_back = Signal()
    tabbed = Signal(bool)  # Tab over an open list: forward

    def __init__(self, session: Session, kind: CodeKind, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.session = session
        self.kind = kind
        self.words: Callable[[], str] = str
        self.row: Callable[[], int] = int
        self.would: Callable[[Match, str], Change] | None = None
        self.asked = ""
        self.is_composing = False  # an input method is at work on words that are not here yet
        self._is_looking = False  # the list was asked for by ↓, not by typing
        self._is_considered = False
        self._found = QStandardItemModel(self)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._search)
        self._consider = QTimer(self, singleShot=True, interval=0)  # never within the key that chose the row
        self._consider.timeout.connect(self._tell_considered)
        self.textEdited.connect(lambda _: self._ask_later())
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCompletionRole(Qt.ItemDataRole.EditRole)
        completer.setMaxVisibleItems(_TOP)
        completer.setWidget(self)
        completer.activated[QModelIndex].connect(self._take)
        self._rows = CandidateDelegate(completer.popup())
        popup = completer.popup()
        popup.setItemDelegate(self._rows)
        popup.setAccessibleName("候选编码")
        popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        popup.selectionModel().currentChanged.connect(self._row_chosen)
        hiding = _TellsHiding(popup)
        hiding.hidden.connect(self._forget_considered)
        popup.installEventFilter(hiding)
        give_way_to_actions(popup)
        self._list = completer

    # -- the list

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

    def marks_of(self, row: int) -> tuple[str, ...]:
        """The words that mark a line of the list: CC, 灰码, 不作主诊."""
        return tuple(word for word, _ in self._found.item(row).data(MARKS))

    def offer_again(self) -> None:
        """Open the list once more for the words that stand here."""
        self._timer.start()

    def _ask_later(self) -> None:
        if self.is_composing:
            return
        self._is_looking = False
        if self.list_is_open():
            self._list.popup().setCurrentIndex(QModelIndex())  # it answers another question
        self._timer.start()

    def _answers(self, text: str) -> list[Offer]:
        knowledge = self.session.held_knowledge
        ready = text and knowledge is not None and self.session.is_search_ready
        return offers(knowledge.lookup, self.kind, text, self.words(), _TOP) if ready else []

    def _search(self) -> None:
        self._ask(self.text().strip())

    def _look(self) -> None:
        """↓: what there is for the words that stand here, or for the doctor's; another code than the row has."""
        self._is_looking = True
        typed = self.text().strip() if self.was_typed else ""
        self._ask(typed or self.words().strip() or self.text().strip())

    def _ask(self, text: str) -> None:
        self._timer.stop()
        self.asked = text
        found = self._answers(text)
        self._found.clear()
        for offer in found:
            self._found.appendRow(self._item(offer))
        popup = self._list.popup()
        if not found:
            popup.hide()
            return
        self._rows.fit(self._found)
        self._list.complete(self._list_box())
        armed = self._armed(found)
        popup.setCurrentIndex(QModelIndex() if armed is None else self._list.completionModel().index(armed, 0))
        self._consider.start()

    def _list_box(self) -> QRect:
        """Where the list opens: as wide as the table, below the cell or above it, with a gap."""
        around = self.parentWidget()
        left = -self.x() if around is not None else 0
        width = max(_WIDTH, around.width() if around is not None else self.width())
        return QRect(left, -_GAP, width, self.height() + 2 * _GAP)

    def _armed(self, found: list[Offer]) -> int | None:
        """The line that Enter takes; None where none is chosen beforehand: a 灰码 is never taken unseen."""
        if self._is_looking:
            present = self._present_code()
            return next((at for at, o in enumerate(found) if not o.grey and o.match.code != present), None)
        if not looks_like_code(self.asked):
            return None if found[0].grey else 0
        typed = normalise_code(self.asked, self.kind)
        exact = next((at for at, o in enumerate(found) if o.match.code.lower() == typed.lower()), None)
        if exact is not None:
            return None if found[exact].grey else exact
        begun = found[0].match.code.replace(".", "").lower().startswith(typed.replace(".", "").lower())
        return 0 if begun and not found[0].grey else None

    def _present_code(self) -> str:
        page = self.session.page
        rows = page.rows("diagnosis" if self.kind is CodeKind.DIAGNOSIS else "procedure") if page else ()
        return str(rows[self.row()].code) if self.row() < len(rows) else ""

    def _item(self, offer: Offer) -> QStandardItem:
        match = offer.match
        marks = mark_words(offer, self._marks(offer), self.row())
        item = QStandardItem(match.code)
        item.setData(offer, OFFER)
        item.setData(marks, MARKS)
        told = (match.code, match.name, *(word for word, _ in marks), match.reason)
        item.setData(" ".join(told), Qt.ItemDataRole.AccessibleTextRole)
        item.setToolTip(plain_tip(match.reason))
        return item

    def _marks(self, offer: Offer) -> CodeMarks | None:
        page, knowledge = self.session.page, self.session.held_knowledge
        if self.kind is not CodeKind.DIAGNOSIS or page is None or knowledge is None:
            return None
        return code_marks(page, offer.match.code, knowledge, offer.match.name)

    def _take(self, index: QModelIndex) -> None:
        offer: Offer = index.data(OFFER)
        self._timer.stop()
        self.setText(offer.match.code)
        self.chosen.emit(offer.match)

    # -- what the chosen row would do

    def _row_chosen(self) -> None:
        self._consider.start()

    def _tell_considered(self) -> None:
        """Say what taking the chosen row would do to the page; nothing is altered, nothing is judged anew."""
        index = self._list.popup().currentIndex()
        change = None
        if self.list_is_open() and index.isValid() and self.would is not None:
            change = self.would(index.data(OFFER).match, self.asked)
        shown = change is not None and change.does_something and self.session.knowledge is not None
        if shown and change is not None and self.session.page is not None:
            try:
                shift = self.session.preview(change)
            except CodingError:  # the page has changed elsewhere meanwhile: nothing is promised
                self._forget_considered()
                return
            self._is_considered = True
            self.session.considered.emit(shift)
        else:
            self._forget_considered()

    def _forget_considered(self) -> None:
        self._consider.stop()
        if self._is_considered:
            self._is_considered = False
            self.session.considered.emit(None)

    def hideEvent(self, event: QHideEvent) -> None:
        self._forget_considered()
        super().hideEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._timer.stop()
        super().focusOutEvent(event)

    # -- what the person does

    def event(self, event: QEvent) -> bool:
        """Tab over an open list goes on from the cell, as it does without one."""
        if event.type() == QEvent.Type.KeyPress and self.list_is_open():
            key = event.key()  # type: ignore[attr-defined]
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.close_list()
                self.tabbed.emit(key == Qt.Key.Key_Tab)
                event.accept()
                return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """While words are composed the list is away: Enter and digits are the input method's."""
        self.is_composing = bool(event.preeditString())
        if self.is_composing:
            self._timer.stop()
            self.close_list()
        super().inputMethodEvent(event)

    def keeps(self, key: int) -> bool:
        """Whether a key is the editor's own, not its cell's: while words are composed, and Esc over the list."""
        return self.is_composing or (key == Qt.Key.Key_Escape and self.list_is_open())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter upon what was not looked up yet looks it up; the list of other words is never taken from."""
        if self.is_composing:
            event.accept()  # not the table's either
            return
        if event.key() == Qt.Key.Key_Escape and self.list_is_open():
            self._give_back()
            return
        if event.key() == Qt.Key.Key_Down and not self.list_is_open() and not self.isReadOnly():
            self._look()
            return
        if event.key() in _ENTER and self._timer.isActive() and self._enter_asks():
            self._search()
            if self.list_is_open():
                return
        super().keyPressEvent(event)

    def _enter_asks(self) -> bool:
        """Whether Enter upon typed text that nothing has answered yet is to be answered first."""
        return not looks_like_code(self.text())

    def _give_back(self) -> None:
        self.close_list()
        self._timer.stop()
        self.restore()
        self.selectAll()
        self.given_back.emit()

    @property
    def is_certain(self) -> bool:
        """Whether what stands here is a value, no question that waits for its answer."""
        raise NotImplementedError


class CodeEdit(EntryEdit):
    """The editor of a code cell: a code is a value, anything else a question."""

    def __init__(self, session: Session, kind: CodeKind, key: str, parent: QWidget | None = None) -> None:
        super().__init__(session, kind, key, parent)
        self.setFont(code_font())

    def _read_typed(self) -> str:
        """The code as typed; words that were not answered are no value: the old one stays."""
        text = self.text().strip()
        return text if not text or looks_like_code(text) else self._value

    def _enter_asks(self) -> bool:
        text = self.text().strip()
        if not looks_like_code(text):
            return True
        found = self._answers(text)
        return bool(found) and self._is_beginning(text, found)

    def _is_beginning(self, text: str, found: list[Offer]) -> bool:
        """Whether text is but the beginning of codes that the table has: whole codes are taken as typed."""
        typed = normalise_code(text, self.kind)
        codes = [offer.match.code.lower() for offer in found]
        plain = typed.replace(".", "").lower()
        return typed.lower() not in codes and codes[0].replace(".", "").startswith(plain)

    @property
    def is_certain(self) -> bool:
        """Words are a search, never a value."""
        text = self.text().strip()
        return not text or looks_like_code(text)


class NameEdit(EntryEdit):
    """The editor of a name cell: words are the doctor's, and a question as well; letters and codes only ask.

    ``is_amending``: she has opened the cell to correct the words: Enter keeps them, and takes a code only where she
    went into the list.
    """

    def __init__(self, session: Session, kind: CodeKind, key: str, parent: QWidget | None = None) -> None:
        super().__init__(session, kind, key, parent)
        self.is_amending = False

    def _read_typed(self) -> str:
        return self._value if self._is_question() else self.text()

    def _is_question(self) -> bool:
        """Initials, pinyin or a code's beginning for which the table has an answer: no words of a doctor."""
        text = self.text().strip()
        return bool(_SPOKEN.fullmatch(text) or looks_like_code(text)) and bool(self._answers(text))

    def _armed(self, found: list[Offer]) -> int | None:
        if self.is_amending and not self._is_looking and not self._is_question():
            return None
        return super()._armed(found)

    def _enter_asks(self) -> bool:
        return not self.is_amending or self._is_question()

    @property
    def is_certain(self) -> bool:
        """Letters are a search, never a value."""
        return not self._is_question()
