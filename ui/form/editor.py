"""One line of the form that a value is typed into: plain or coded, with the mark of its findings."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QWidget

from ui.form.corner import paint_corner, paint_note
from ui.form.field_marks import UNSAVED, altered_words
from ui.form.list_keys import give_way_to_actions
from ui.form.values import LONGEST_CODE, choices, holds_code, longest_date, one_line, read, shown
from ui.icons.icons import pixmap
from ui.plain import rich_tip
from ui.theme.spacing import ICON_SMALL, SMALL
from ui.theme.theme import severity_style

if TYPE_CHECKING:
    from ui.form.field_marks import Mark

#: Choices that a list shows at once.
_VISIBLE_CHOICES = 12
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_LIST_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down)
#: The focus goes to a list of the field, or another window comes to the front: when it is back, all is as it was.
_COMES_BACK = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class ValueEdit(QLineEdit):
    """A text box for one field of the catalogue.

    A coded field shows ``code label`` and takes either; ↓ opens its list. A value that its domain does not
    know stays as it is. The box knows no page: it says ``touched`` when the person has typed, ``given_up`` when she
    has taken that back by Esc, ``settled`` when she has taken a value from its list, ``left`` when she is done with it,
    ``entered`` when she comes. ``was_typed``: it holds what is no Change yet.
    """

    touched = Signal()
    given_up = Signal()
    settled = Signal()
    left = Signal()
    entered = Signal()
    finished = Signal()
    undo_coming = Signal()

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.choices = choices(key)
        self.mark: Mark | None = None
        self.is_unsaved = False
        self.was: str | None = None  # what stood here when the page was imported, where that is another thing
        self.note = ""  # what was said of this field in the review
        self.before: str | None = None  # the value when she came
        self.was_typed = False
        self._value = ""
        self.textEdited.connect(self.touched)
        self.touched.connect(self._typed)

    # -- value

    @property
    def value(self) -> str:
        """The value that stands in the box now. What she did not alter is the page's own, however it is spelt."""
        if not self.was_typed or self.text() == shown(self.key, self._value):
            return self._value
        return self._read_typed()

    def _read_typed(self) -> str:
        return read(self.key, self.text())[0]

    def show_value(self, value: str) -> None:
        """Show the value of the page; the caret stays where it is when nothing is new."""
        self._value = value
        self.was_typed = False
        text = shown(self.key, value)
        if text == self.text() or (self.hasFocus() and read(self.key, self.text()) == (value, True)):
            return
        caret = self.cursorPosition()
        self.setText(text)
        self.setCursorPosition(min(caret, len(text)) if self.hasFocus() else 0)

    def restore(self) -> None:
        """Give back the value that stood here when she came."""
        self._value = self.before or ""
        self.was_typed = False
        self.setText(shown(self.key, self._value))

    def start_over(self) -> None:
        """The value that is shown is that of another page: nothing has been typed into it yet."""
        self.before = self._value

    def set_mark(self, mark: Mark | None) -> None:
        """Show the findings of this field; None for none."""
        if mark == self.mark:
            return
        self.mark = mark
        self._tell_marks()
        self._make_room()
        self.update()

    def set_unsaved(self, is_unsaved: bool) -> None:
        """Show whether what stands here is in the store."""
        if is_unsaved == self.is_unsaved:
            return
        self.is_unsaved = is_unsaved
        self.setProperty("unsaved", is_unsaved)
        self.style().unpolish(self)
        self.style().polish(self)
        self._tell_marks()

    def set_altered(self, was: str | None) -> None:
        """Show whether this says another thing than when the page was imported: ``was``; None where it does not."""
        if was == self.was:
            return
        self.was = was
        self._tell_marks()
        self.update()

    def set_note(self, note: str) -> None:
        """Show whether somebody has commented on this field, and what; "" for nobody."""
        if note == self.note:
            return
        self.note = note
        self._tell_marks()
        self.update()

    def set_closed(self, closed: bool) -> None:
        """Whether the page takes no typing now: what stands here can be read and copied."""
        if closed == self.isReadOnly():
            return
        if closed:
            self.close_list()
        self.setReadOnly(closed)
        self._make_room()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """A date or a code is never cut, whatever stands beside it in the line.

        The same with a mark and without: the form does not become wider than its room when something is found.
        """
        hint = super().minimumSizeHint()
        hint.setWidth(hint.width() - self.textMargins().right())
        signs = self.fontMetrics()
        if longest := longest_date(self.key):
            hint.setWidth(hint.width() + signs.horizontalAdvance(longest) + ICON_SMALL + SMALL)
        elif holds_code(self.key):  # no more than it needs: the other thirds of the line are as wide as this one
            around = hint.width() - signs.maxWidth()
            hint.setWidth(max(hint.width(), around + signs.horizontalAdvance(LONGEST_CODE) + ICON_SMALL))
        return hint

    def _tell_marks(self) -> None:
        altered = altered_words(None if self.was is None else shown(self.key, self.was), self.key)
        tips = [f"<b>{UNSAVED}</b>" if self.is_unsaved else "", self.mark.tip if self.mark else "", escape(altered)]
        tips.append(escape(self.note).replace("\n", "<br>"))
        words = [UNSAVED if self.is_unsaved else "", severity_style(self.mark.severity).word if self.mark else ""]
        self.setToolTip(rich_tip("<hr>".join(filter(None, tips))))
        self.setAccessibleDescription("，".join(filter(None, (*words, altered, self.note))))

    def _make_room(self) -> None:
        right = (ICON_SMALL + SMALL if self.mark else 0) + (ICON_SMALL if self._arrow_shown() else 0)
        if self.textMargins().right() != right:
            self.setTextMargins(0, 0, right, 0)

    def _arrow_shown(self) -> bool:
        return bool(self.choices) and not self.isReadOnly() and (self.hasFocus() or self.underMouse())

    # -- the list of a coded field

    def open_choices(self) -> None:
        """Open the whole list of a coded field."""
        if not self.choices or self.isReadOnly():
            return
        completer = self._completer()
        completer.setCompletionPrefix("")
        completer.complete(self._list_place(completer))
        popup = completer.popup()
        current = shown(self.key, self.value)
        if current in self.choices:
            popup.setCurrentIndex(completer.completionModel().index(self.choices.index(current), 0))

    def close_list(self) -> None:
        """Take the list from the screen: she is elsewhere, or the page is another one."""
        if self.list_is_open():
            self.list_view().hide()

    def list_is_open(self) -> bool:
        """Whether a list of choices is on the screen."""
        view = self.list_view()
        return view is not None and view.isVisible()

    def list_view(self) -> QAbstractItemView | None:
        """The list of choices once there is one."""
        completer = self.completer()
        return completer.popup() if completer is not None else None

    def _completer(self) -> QCompleter:
        completer = self.completer()
        if completer is None:
            completer = QCompleter(QStringListModel(self.choices, self), self)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setMaxVisibleItems(_VISIBLE_CHOICES)
            self.setCompleter(completer)
            completer.activated[str].connect(self._chosen)
            popup = completer.popup()
            give_way_to_actions(popup)
            popup.setMinimumWidth(min(420, popup.sizeHintForColumn(0) + 40))
        return completer

    def _list_place(self, completer: QCompleter) -> QRect:
        return QRect(0, 0, max(self.width(), completer.popup().minimumWidth()), self.height())

    def _typed(self) -> None:
        self.was_typed = True
        text = one_line(self.text())
        if text != self.text() and one_line(self._value) == self._value:  # pasted: it did not come like that
            caret = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(caret, len(text)))

    def _chosen(self, _text: str) -> None:
        self.touched.emit()
        self.settled.emit()

    # -- what the person does

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the page's, not the box's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_undo(event):
            self.undo_coming.emit()
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD
        if self.list_is_open():
            if enter and not self.list_view().currentIndex().isValid():
                self.list_view().hide()
                self.finished.emit()
            elif key in _LIST_KEYS:
                event.ignore()  # the list takes it
            else:
                super().keyPressEvent(event)
        elif _is_undo(event):
            event.ignore()
        elif key == Qt.Key.Key_Down and self.choices:
            self.open_choices()
        elif key == Qt.Key.Key_Escape and shown(self.key, self.before or "") != self.text():
            self.restore()
            self.given_up.emit()
        elif enter:
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        had_focus = self.hasFocus()
        super().mousePressEvent(event)
        if self._arrow_shown() and event.position().x() > self.width() - ICON_SMALL - 2 * SMALL:
            self.open_choices()
        elif not had_focus and self.choices:
            self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.choices:
            self._completer()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.before = self._value
            if self.choices:
                self.selectAll()
            self.entered.emit()
        self._make_room()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
        if event.reason() not in _COMES_BACK:
            self.setCursorPosition(0)
        self._make_room()

    def enterEvent(self, event: QEvent) -> None:
        super().enterEvent(event)
        self._make_room()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._make_room()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        right = self.width() - SMALL
        top = (self.height() - ICON_SMALL) // 2
        ratio = self.devicePixelRatioF()
        if self._arrow_shown():
            right -= ICON_SMALL
            painter.drawPixmap(right, top, pixmap("chevron_down", "text_muted", ICON_SMALL, ratio))
        if self.mark:
            style = severity_style(self.mark.severity)
            right -= ICON_SMALL
            painter.drawPixmap(right, top, pixmap(style.icon, style.role, ICON_SMALL, ratio))
        if self.was is not None:
            paint_corner(painter, self.rect())
        if self.note:
            paint_note(painter, self.rect())
        painter.end()


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
