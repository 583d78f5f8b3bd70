"""How the cells of the row tables are drawn and edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from coding.codes.entry import CodeKind
from ui.form.candidates import CodeEdit, EntryEdit, NameEdit
from ui.form.column_widths import cell_font
from ui.form.corner import paint_corner, paint_note
from ui.form.editor import ValueEdit
from ui.form.rows_model import ALTERED_ROLE, MARK, NOTE_ROLE, STANDARD_NAME, UNSAVED_ROLE, RowsModel
from ui.form.values import one_line
from ui.icons.icons import pixmap
from ui.theme.fonts import POINTS_SMALL, text_font, text_percent
from ui.theme.spacing import ICON_SMALL, ROW_HEIGHT, SMALL
from ui.theme.theme import current_theme, severity_style

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from coding.suggest.suggestion import Match
    from ui.form.entry_flow import EntryFlow
    from ui.form.field_marks import Mark

Index = QModelIndex | QPersistentModelIndex

#: Milliseconds after the last key until a cell in the making is kept as a draft.
PAUSE = 400
_SECOND_LINE = 16
#: Height of a line of a row of several at 100 %.
_LINE = 24
#: Between the doctor's words and the standard name behind them.
_GAP = 14
#: Width of the edge of a cell that is not stored yet.
_EDGE = 3

_KINDS = {"diagnosis": CodeKind.DIAGNOSIS, "procedure": CodeKind.PROCEDURE}


def row_height(*, is_tall: bool, lines: int = 1) -> int:
    """The height of a row, in which text of every size has room; a tall one shows the standard name below the doctor's
    words, and grows with the text. ``lines`` of cells that stand below each other.
    """
    if lines > 1:
        return lines * line_height() + (_second_line() if is_tall else 0)
    return _first_line() + _second_line() if is_tall else ROW_HEIGHT


def line_height() -> int:
    """The height of each line of a row that has several."""
    return max(_LINE, round(_LINE * text_percent() / 100))


def stands_beside(index: Index, room: int) -> bool:
    """Whether the standard name has room behind the doctor's words in a cell so many pixels wide."""
    words, standard = one_line(str(index.data() or "")), str(index.data(STANDARD_NAME) or "")
    width = QFontMetrics(text_font()).horizontalAdvance(words) + _GAP
    width += QFontMetrics(text_font(POINTS_SMALL)).horizontalAdvance(standard)
    return width + 2 * SMALL + 1 + (ICON_SMALL + SMALL if index.data(MARK) else 0) <= room


def _first_line() -> int:
    """The height of the doctor's words where the standard name stands below them."""
    return max(ROW_HEIGHT, round(ROW_HEIGHT * text_percent() / 100))


def _second_line() -> int:
    return round(_SECOND_LINE * text_percent() / 100)


class CellDelegate(QStyledItemDelegate):
    """Editors that write when the person is done with the cell, and cells that carry marks and standard names."""

    def __init__(self, model: RowsModel, view: QAbstractItemView, flow: EntryFlow) -> None:
        super().__init__(view)
        self._rows = model
        self._view = view
        self._flow = flow

    # -- editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        key = self._rows.key(index)
        attribute = self._rows.columns[index.column()].attribute
        kind = _KINDS.get(self._rows.group)
        row = QPersistentModelIndex(index)
        if attribute in ("code", "name") and kind is not None:
            editor: ValueEdit = self._entry(kind, key, attribute, row, parent)
        else:
            editor = ValueEdit(key, parent)
        editor.setFrame(False)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        timer = QTimer(editor, singleShot=True, interval=PAUSE)
        timer.timeout.connect(lambda e=editor, i=QPersistentModelIndex(index): self._keep_draft(e, i))
        editor.touched.connect(timer.start)
        editor.undo_coming.connect(lambda e=editor: self.commitData.emit(e))
        editor.settled.connect(lambda e=editor: self._settled(e))
        editor.finished.connect(lambda e=editor: self._finish(e))
        return editor

    def _entry(
        self, kind: CodeKind, key: str, attribute: str, row: QPersistentModelIndex, parent: QWidget
    ) -> EntryEdit:
        """The editor of a code or a name cell, which answers what is typed by a list of codes."""
        session = self._rows.session
        editor = CodeEdit(session, kind, key, parent) if attribute == "code" else NameEdit(session, kind, key, parent)
        editor.words = lambda: self._rows.value(row.row(), "name")
        editor.row = lambda: row.row()
        editor.would = lambda match, asked: self._rows.choice(row.row(), match, asked)
        editor.chosen.connect(lambda match, e=editor: self._take(e, match))
        editor.given_back.connect(lambda: self._rows.keep_draft(row.row(), {}))
        editor.tabbed.connect(lambda forward, e=editor: self._tab(e, forward=forward))
        if isinstance(editor, NameEdit):
            editor.is_amending = bool(editor.words().strip()) and not self._flow.is_typed_straight
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, ValueEdit)
        value = self._rows.value(index.row(), self._rows.columns[index.column()].attribute)
        if editor.before is None:
            editor.before = value
            editor.show_value(value)
            editor.selectAll()
        elif not editor.was_typed and value != editor.value:  # what is being typed stays, whatever comes from elsewhere
            editor.show_value(value)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        assert isinstance(editor, ValueEdit)
        if not editor.was_typed:  # a value that was only looked at stays as it came, line breaks and all
            return
        attributes = {self._rows.columns[index.column()].attribute: editor.value}
        editor.was_typed = False
        if not self._rows.write(index.row(), attributes):
            self._rows.keep_draft(index.row(), {})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc gives the cell back what it held when the editor opened; Enter is the editor's own."""
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, EntryEdit) and watched.keeps(event.key()):  # type: ignore[attr-defined]
            return False
        if (
            isinstance(watched, ValueEdit) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape  # type: ignore[attr-defined]
        ):
            self._give_up(watched)
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            return False  # Qt would write the cell once more when its editor is gone
        return super().eventFilter(watched, event)

    def _keep_draft(self, editor: ValueEdit, index: QPersistentModelIndex) -> None:
        """One entry is one Change, made when she is done with the cell; until then a draft outlives the program."""
        if index.isValid():
            self._rows.keep_draft(index.row(), {self._rows.columns[index.column()].attribute: editor.value})

    def _give_up(self, editor: ValueEdit) -> None:
        """Esc: what was typed leaves no trace; what was written down meanwhile is set back."""
        editor.restore()
        index = self._view.currentIndex()
        attributes = {self._rows.columns[index.column()].attribute: editor.before or ""}
        if editor is self._view.indexWidget(index) and not self._rows.write(index.row(), attributes):
            self._rows.keep_draft(index.row(), {})
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)

    def _settled(self, editor: ValueEdit) -> None:
        """A value was taken from a list: where one cell leads to the next it is the end of this one."""
        if self._flow.is_leading:
            self._finish(editor)
        else:
            self.commitData.emit(editor)

    def _finish(self, editor: ValueEdit) -> None:
        index = QPersistentModelIndex(self._view.indexAt(editor.geometry().center()))
        was_typed = editor.was_typed
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        if index.isValid():
            self._flow.entered(index.row(), self._rows.columns[index.column()].attribute, was_typed=was_typed)

    def _tab(self, editor: EntryEdit, *, forward: bool) -> None:
        hint = QStyledItemDelegate.EndEditHint
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint.EditNextItem if forward else hint.EditPreviousItem)

    def _take(self, editor: EntryEdit, match: Match) -> None:
        """A code from the list: it is the one Change of this entry, and nothing of the typed text is left to write."""
        row = self._view.indexAt(editor.geometry().center()).row()
        editor.was_typed = False
        chosen = self._rows.choose(row, match, editor.asked)
        if not chosen:
            self._rows.keep_draft(row, {})
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        if chosen:
            self._flow.code_taken(row)

    # -- drawing

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, row_height(is_tall=bool(index.data(STANDARD_NAME)) and not stands_beside(index, 0)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        mark: Mark | None = index.data(MARK)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        if chosen:
            painter.fillRect(option.rect, theme.colour("selection"))
        elif mark:
            painter.fillRect(option.rect, theme.colour(severity_style(mark.severity).ground))
        box = option.rect.adjusted(SMALL + 1, 0, -SMALL, 0)
        if mark:
            style = severity_style(mark.severity)
            top = box.top() + (min(box.height(), ROW_HEIGHT) - ICON_SMALL) // 2
            ratio = painter.device().devicePixelRatioF()
            painter.drawPixmap(box.right() - ICON_SMALL, top, pixmap(style.icon, style.role, ICON_SMALL, ratio))
            box.adjust(0, 0, -ICON_SMALL - SMALL, 0)
        if index.data(UNSAVED_ROLE):
            edge = QRect(option.rect.left(), option.rect.top(), _EDGE, option.rect.height())
            painter.fillRect(edge, theme.colour("warning"))
        if index.data(ALTERED_ROLE):
            paint_corner(painter, option.rect)
        if index.data(NOTE_ROLE):
            paint_note(painter, option.rect)
        attribute = self._rows.columns[index.column()].attribute
        painter.setPen(theme.colour("selection_text" if chosen else "text"))
        painter.setFont(cell_font(attribute))
        standard = index.data(STANDARD_NAME)
        is_beside = bool(standard) and stands_beside(index, option.rect.width())
        is_below = bool(standard) and not is_beside
        first = QRect(box.left(), box.top(), box.width(), box.height() - _second_line() if is_below else box.height())
        self._line(painter, first, str(index.data() or ""))
        if standard:
            used = painter.fontMetrics().horizontalAdvance(one_line(str(index.data() or ""))) + _GAP
            painter.setFont(text_font(POINTS_SMALL))
            painter.setPen(theme.colour("text_muted"))
            second = QRect(box.left(), first.bottom() + 1 - SMALL, box.width(), box.height() - first.height())
            self._line(painter, second if is_below else first.adjusted(used, 0, 0, 0), standard)
        if focused:
            painter.setPen(theme.colour("focus"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, box: QRect, text: str) -> None:
        text = painter.fontMetrics().elidedText(one_line(text), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
