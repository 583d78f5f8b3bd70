"""‹原值› before each changed value of the form, with who changed it and when; while the form is only looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QSizePolicy

from coding.base.errors import CodingError
from coding.page.altered import altered_cells
from coding.store.last_edits import last_edits
from ui.form.editor import ValueEdit
from ui.form.row_table import RowsTable
from ui.form.values import shown
from ui.plain import PlainLabel, plain_tip
from ui.theme.fonts import POINTS_SMALL, text_font
from ui.theme.spacing import SMALL, WIDE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.page.altered import Cell
    from coding.store.kept_history import Entry
    from ui.form.form_view import PageForm
    from ui.session import Session

#: What was, at most, of the width of its box: the value that stands there now must be seen.
_SHARE: Final = 0.5


class WasLabels(QObject):
    """Puts a label into every box whose value was changed; in the tables the cells tell it themselves."""

    def __init__(self, session: Session, form: PageForm) -> None:
        super().__init__(form)
        self._session = session
        self._form = form
        self.is_on = False
        self.labels: dict[str, PlainLabel] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show)
        for told in (session.opened, session.changed, session.examined):
            told.connect(lambda _: self._later())
        session.access.changed.connect(self._later)
        session.shown_anew.connect(self._later)

    def set_on(self, on: bool) -> None:
        """Whether what was is shown."""
        self.is_on = on
        self._show()

    def cells(self) -> Mapping[Cell, str]:
        """Every cell of the page in work that was changed, with what it said when it came in."""
        page_id, page = self._session.page_id, self._session.page
        if page_id is None or page is None:
            return {}
        try:
            return altered_cells(self._session.store.original(page_id), page)
        except CodingError:  # held by another just now
            return {}

    def _later(self) -> None:
        if self.is_on:
            self._soon.start()

    def _show(self) -> None:
        cells = self.cells() if self.is_on else {}
        touched = last_edits(self._session.course.standing) if cells else {}
        told = {cell: _told(cell, was, touched) for cell, was in cells.items()}
        for table in self._form.findChildren(RowsTable):
            table.rows.tell_was({cell: words for cell, words in told.items() if cell[0] == table.group})
        for edit in self._form.findChildren(ValueEdit):
            if not _is_in_table(edit):
                self._show_in(edit, cells.get(("", edit.key, 0)), told.get(("", edit.key, 0), ""))

    def _show_in(self, edit: ValueEdit, was: str | None, words: str) -> None:
        label = self.labels.get(edit.key)
        if was is None:
            if label is not None:
                label.hide()
                _make_room(edit, 0)
            return
        if label is None:
            label = self.labels[edit.key] = PlainLabel("", edit)
            label.setProperty("role", "muted")
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            edit.installEventFilter(self)
        label.setFont(text_font(POINTS_SMALL))
        label.setProperty("was", f"‹{shown(edit.key, was) or '空'}›")
        label.setToolTip(plain_tip(words))
        label.setAccessibleName(words)
        label.show()
        _place(label, edit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, ValueEdit):
            label = self.labels.get(watched.key)
            if label is not None and not label.isHidden():
                _place(label, watched)
        return False


def _place(label: PlainLabel, edit: ValueEdit) -> None:
    """Before the value, and no more of it than leaves the value room."""
    beside = edit.width() - edit.fontMetrics().horizontalAdvance(edit.text()) - WIDE
    room = max(24, round(edit.width() * _SHARE), beside)
    label.setText(label.fontMetrics().elidedText(label.property("was"), Qt.TextElideMode.ElideRight, room))
    label.adjustSize()
    label.move(SMALL + 2, (edit.height() - label.height()) // 2)
    _make_room(edit, label.width() + SMALL)


def _make_room(edit: ValueEdit, left: int) -> None:
    margins = edit.textMargins()
    if margins.left() != left:
        edit.setTextMargins(left, margins.top(), margins.right(), margins.bottom())


def _told(cell: Cell, was: str, touched: Mapping[Cell, Entry]) -> str:
    """导入时：潘联系己；周编甲 10-07 09:30 改"""
    group, _, row = cell
    entry = touched.get(cell) or touched.get((group, "", row))
    before = f"导入时：{was or '（空）'}" if cell[1] else "新增的行"
    return f"{before}；{entry.author} {entry.at:%m-%d %H:%M} 改" if entry is not None else before


def _is_in_table(edit: ValueEdit) -> bool:
    parent = edit.parentWidget()
    while parent is not None and not isinstance(parent, RowsTable):
        parent = parent.parentWidget()
    return parent is not None
