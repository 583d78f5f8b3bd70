"""How the cells of the row tables are drawn and edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from coding.codes.entry import CodeKind
from ui.form.candidates import CodeEdit
from ui.form.editor import ValueEdit
from ui.form.rows_model import MARK, STANDARD_NAME, UNSAVED_ROLE, RowsModel
from ui.form.values import one_line
from ui.icons.icons import pixmap
from ui.theme.fonts import POINTS_SMALL, code_font, text_font
from ui.theme.spacing import ICON_SMALL, ROW_HEIGHT, SMALL
from ui.theme.theme import current_theme, severity_style

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from coding.suggest.suggestion import Match
    from ui.form.field_marks import Mark

Index = QModelIndex | QPersistentModelIndex

#: Milliseconds after the last key until a cell in the making is written down.
PAUSE = 400
#: Height of a row that shows the standard name below the doctor's words.
TALL_ROW = ROW_HEIGHT + 16

#: Width of the edge of a cell that is not stored yet.
_EDGE = 3

_KINDS = {"diagnosis": CodeKind.DIAGNOSIS, "procedure": CodeKind.PROCEDURE}


class CellDelegate(QStyledItemDelegate):
    """Editors that write while the person types, and cells that carry marks and standard names."""

    def __init__(self, model: RowsModel, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._rows = model
        self._view = view

    # -- editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        key = self._rows.key(index)
        attribute = self._rows.columns[index.column()].attribute
        kind = _KINDS.get(self._rows.group)
        if attribute == "code" and kind is not None:
            editor: ValueEdit = CodeEdit(self._rows.session, kind, key, parent)
            editor.chosen.connect(lambda match, e=editor: self._take(e, match))
        else:
            editor = ValueEdit(key, parent)
        editor.setFrame(False)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        timer = QTimer(editor, singleShot=True, interval=PAUSE)
        timer.timeout.connect(lambda e=editor: self._write(e))
        editor.touched.connect(timer.start)
        editor.undo_coming.connect(lambda e=editor: self._write(e))
        editor.finished.connect(lambda e=editor: self._finish(e))
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
        elif value != editor.value:
            editor.show_value(value)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        assert isinstance(editor, ValueEdit)
        if not editor.was_typed:  # a value that was only looked at stays as it came, line breaks and all
            return
        self._rows.write(index.row(), {self._rows.columns[index.column()].attribute: editor.value})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc gives the cell back what it held when the editor opened; Enter is the editor's own."""
        if (
            isinstance(watched, ValueEdit) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape  # type: ignore[attr-defined]
        ):
            watched.restore()
            self.commitData.emit(watched)
            self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            return False  # Qt would write the cell once more when its editor is gone
        return super().eventFilter(watched, event)

    def _write(self, editor: ValueEdit) -> None:
        if editor.is_certain or not isinstance(editor, CodeEdit):
            self.commitData.emit(editor)

    def _finish(self, editor: ValueEdit) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def _take(self, editor: ValueEdit, match: Match) -> None:
        index = self._view.indexAt(editor.geometry().center())
        row = index.row()
        self._rows.write(row, {"code": match.code, "name": match.name})
        self._finish(editor)

    # -- drawing

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, TALL_ROW if index.data(STANDARD_NAME) else ROW_HEIGHT)

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
        attribute = self._rows.columns[index.column()].attribute
        painter.setPen(theme.colour("selection_text" if chosen else "text"))
        painter.setFont(code_font() if attribute in ("code", "date") else text_font())
        standard = index.data(STANDARD_NAME)
        first = QRect(box.left(), box.top(), box.width(), ROW_HEIGHT if standard else box.height())
        self._line(painter, first, str(index.data() or ""))
        if standard:
            painter.setFont(text_font(POINTS_SMALL))
            painter.setPen(theme.colour("text_muted"))
            second = QRect(box.left(), box.top() + ROW_HEIGHT - SMALL, box.width(), box.height() - ROW_HEIGHT)
            self._line(painter, second, standard)
        if focused:
            painter.setPen(theme.colour("focus"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, box: QRect, text: str) -> None:
        text = painter.fontMetrics().elidedText(one_line(text), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
