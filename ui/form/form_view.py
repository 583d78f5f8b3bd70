"""The page in work, in the order of the paper front page. Every edit is a Change of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QStackedLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from coding.page.change import Change, Edit, EditKind
from coding.page.edits import set_field
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, field_key
from coding.page.finding import Place
from ui import settings
from ui.form.bar import SectionBar
from ui.form.candidates import EntryEdit
from ui.form.editor import ValueEdit
from ui.form.field_marks import spot_of
from ui.form.form_body import FormBody
from ui.form.form_layout import form_sections
from ui.form.form_marking import FormMarking
from ui.form.hint_line import HintLine
from ui.form.values import shown
from ui.plain import PlainLabel
from ui.theme.spacing import SCROLL_BAR

if TYPE_CHECKING:
    from ui.form.row_table import RowsTable
    from ui.page_changes import What
    from ui.session import Session

#: Milliseconds after the last key until typed text is kept as a draft.
PAUSE = 400
#: Pixels above and below a place that is jumped to, so that what stands around it is seen.
_JUMP_MARGIN = 160


class PageForm(QWidget):
    """The form of the page in work; ``place_changed`` says where on the page the person is (Place)."""

    place_changed = Signal(object)
    #: The coding view is shown (True), or the whole form.
    coding_shown = Signal(bool)
    #: The line that says what to fill is there, or not.
    hints_shown = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setAccessibleName("病案首页")
        self._place: Place | None = None
        self._pending: ValueEdit | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._keep_draft)
        self._build()
        session.opened.connect(self._opened)
        session.changed.connect(self._changed)
        session.examined.connect(self._examined)
        session.knowledge_changed.connect(self._knowledge_changed)
        session.unsaved_changed.connect(self._unsaved_changed)
        session.shown_anew.connect(self._show_anew)
        session.typed_at = self._typed_at
        session.access.changed.connect(self._show_access)
        session.judged.connect(lambda ids: self._marking.show_notes() if session.page_id in ids else None)
        self._opened(session.page_id)

    # -- the outside

    @property
    def place(self) -> Place | None:
        """Where on the page the person is or was last."""
        return self._place

    def place_of(self, focus: QWidget | None) -> Place | None:
        """The place that a widget of the form shows, when the person is in it; None for what is no part of the form."""
        return self._place if focus is not None and self.isAncestorOf(focus) else None

    def focus_place(self, place: Place) -> None:
        """Put the focus on a place of the page, and bring it into sight."""
        self._close_list()
        group, attribute, row = spot_of(place)
        self._body.reveal(group or attribute)
        if group:
            self._tables[group].go(row, attribute)
            self._show_cell(self._tables[group], self._tables[group].current_box(), _JUMP_MARGIN)
        elif attribute in self._edits:
            edit = self._edits[attribute]
            self._scroll.ensureWidgetVisible(edit, 0, _JUMP_MARGIN)
            edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            edit.selectAll()

    def keep_in_sight(self) -> None:
        """The form has less height: where the person is, or was last, is not scrolled away."""
        if self._place is None:
            return
        group, attribute, _row = spot_of(self._place)
        if group:
            self._show_cell(self._tables[group], self._tables[group].current_box())
        elif attribute in self._edits:
            self._scroll.ensureWidgetVisible(self._edits[attribute], 0, _JUMP_MARGIN // 2)

    def show_edit(self, edit: Edit) -> None:
        """Go to where an edit was made; who is there already stays as she is."""
        if edit.kind is EditKind.SET:
            place = Place(edit.field, edit.index if edit.field in ROW_ATTRIBUTES else None)
        else:
            row = edit.to if edit.kind is EditKind.MOVE else edit.index
            place = Place(field_key(edit.group, self._tables[edit.group].attribute, row), row)
        if place != self._place:
            self.focus_place(place)

    @property
    def wanted_width(self) -> int:
        """The width at which nothing of it is cut."""
        return self._body.wanted_width + SCROLL_BAR + 2 * self._scroll.frameWidth()

    def focus_section(self, number: int) -> None:
        """Jump to a section, 0 = the first: its heading comes to the top, its first field takes the focus.

        In the coding view it is unfolded there; asked for once more while she is in it, it is folded again.
        """
        if not 0 <= number < len(form_sections()) or self._body.fold_again(number):
            return
        box = self._body.first_box(number)
        if box.isHidden():
            return
        if box.is_folded:
            box.fold(False)
            self._body.settle_layout()
        bar = self._scroll.verticalScrollBar()
        bar.setValue(box.y())
        table = next(iter(box.tables.values()), None)
        if table is not None and box.part.lines[0][0].kind == "table":
            table.go(max(0, table.currentIndex().row()))
        elif box.first_stop is not None:
            box.first_stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bar.setValue(box.y())

    @property
    def scroll(self) -> QScrollArea:
        """In what its body is scrolled."""
        return self._scroll

    def table(self, group: str) -> RowsTable:
        """The table of a group."""
        return self._tables[group]

    def show_fitting(self) -> None:
        """Have in sight again what applies to the page in work, and nothing else: somebody had hidden parts of it."""
        if self.session.page is not None:
            self._body.show_page(self.session.page)
            self._marking.show_examined()

    @property
    def is_coding(self) -> bool:
        """Whether the tables of codes stand on top, with all else folded below them."""
        return self._body.is_coding

    def show_coding(self, on: bool) -> None:
        """The coding view, or the whole form in the order of the paper; kept for the next start."""
        settings.CODING_VIEW.write(self.session.store, "1" if on else "0")
        self._show_coding(on)
        focus = QApplication.focusWidget()
        if focus is not None and self._body.isAncestorOf(focus):
            self._scroll.ensureWidgetVisible(focus, 0, _JUMP_MARGIN)

    @property
    def has_hints(self) -> bool:
        """Whether the line below the form says what to fill."""
        return not self.hint.isHidden()

    def show_hints(self, on: bool) -> None:
        """Have that line or not; kept for the next start."""
        settings.FIELD_HINTS.write(self.session.store, "1" if on else "0")
        self.hint.setVisible(on)
        self.hints_shown.emit(on)

    def _show_coding(self, on: bool) -> None:
        self._body.show_coding(on)
        self.bar.show_coding(on)
        self.setFocusProxy(self._tables["diagnosis"] if on else next(iter(self._edits.values())))
        self.coding_shown.emit(on)

    def _typed_at(self) -> str:
        """The field that holds what is typed and no Change yet; "" while none does."""
        if self._pending is not None and self._change_of(self._pending).edits:
            return self._pending.key
        return next(filter(None, (table.typed_at for table in self._tables.values())), "")

    def flush(self) -> None:
        """Write down at once what has been typed."""
        self._write()
        for table in self._tables.values():
            table.flush()

    def settle(self) -> None:
        """Write down at once what has been typed, and close the cell that is open."""
        self._close_list()
        self.flush()
        for table in self._tables.values():
            table.close_cell()

    def unanswered(self) -> str:
        """Words in the open code or name cell for which no code has been chosen yet: they are no value, and nobody may
        lose them: the list of candidates opens for them again. "" where nothing of the kind stands there.
        """
        focus = QApplication.focusWidget()
        if not isinstance(focus, EntryEdit) or focus.is_certain or focus.text().strip() == focus.value:
            return ""
        focus.offer_again()  # the list has given way to the key that asked
        return focus.text().strip()

    def _close_list(self) -> None:
        """An open list would keep the focus."""
        focus = QApplication.focusWidget()
        if isinstance(focus, ValueEdit):
            focus.close_list()

    def rescue(self) -> None:
        """Something went wrong: hold whatever was typed into a field and has not reached the page."""
        self._timer.stop()
        self._pending = None
        page = self.session.page
        for key, edit in self._edits.items():
            if page is not None and edit.was_typed and edit.value != page.text(key):
                self.session.hold(set_field(page, key, edit.value))
                page = self.session.page

    # -- building

    def _build(self) -> None:
        page = QWidget(self)
        self.bar = SectionBar(form_sections(), page)
        self.bar.jumped.connect(self.focus_section)
        self.bar.coding_wanted.connect(self.show_coding)
        self._scroll = QScrollArea(page)
        self._scroll.setWidgetResizable(True)
        self._body = FormBody(self.session)
        self._scroll.setWidget(self._body)
        self._edits, self._tables = self._body.edits, self._body.tables
        self._marking = FormMarking(self.session, self._body, self.bar)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.verticalScrollBar().valueChanged.connect(self._show_section)
        for key, edit in self._edits.items():
            edit.touched.connect(lambda e=edit: self._touched(e))
            edit.given_up.connect(lambda e=edit: self._given_up(e))
            edit.left.connect(lambda e=edit: self._left(e))
            edit.undo_coming.connect(self._write)
            edit.settled.connect(self._write)
            edit.finished.connect(lambda e=edit: self._finished(e))
            edit.entered.connect(lambda k=key: self._enter(Place(k)))
        for table in self._tables.values():
            table.place_entered.connect(self._enter)
            table.cell_shown.connect(lambda rect, t=table: self._show_cell(t, rect))
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addWidget(self._scroll, 1)
        self.hint = HintLine(page)
        self.hint.setVisible(settings.FIELD_HINTS.read(self.session.store) != "0")
        rows.addWidget(self.hint)
        self._empty = PlainLabel("请在左侧列表中选择一份病案", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "muted")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(page)
        self._show_coding(settings.CODING_VIEW.read(self.session.store) != "0")
        if not self.session.may_edit:  # it can be read and copied
            for edit in self._edits.values():
                edit.setReadOnly(True)
            for table in self._tables.values():
                table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    # -- what the person types

    def _touched(self, edit: ValueEdit) -> None:
        if self._pending is not None and self._pending is not edit:
            self._write()
        self._pending = edit
        self._timer.start()

    def _keep_draft(self) -> None:
        """One entry is one Change, made when she is done with the field; until then a draft outlives the program."""
        if self._pending is not None and self.session.page is not None:
            self.session.keep_draft(self._change_of(self._pending))

    def _change_of(self, edit: ValueEdit) -> Change:
        page = self.session.page
        assert page is not None
        value = edit.value
        return set_field(page, edit.key, value) if value != page.text(edit.key) else Change(())

    def _write(self) -> None:
        self._timer.stop()
        edit, self._pending = self._pending, None
        if edit is None or self.session.page is None:
            return
        change = self._change_of(edit)
        if change.edits:
            self.session.apply(change)
        else:
            self.session.keep_draft(change)

    def _given_up(self, edit: ValueEdit) -> None:
        """Esc: what was typed leaves no trace; what was written down meanwhile is set back."""
        self._pending = edit
        self._write()

    def _left(self, edit: ValueEdit) -> None:
        if not isValid(self._timer):  # the form itself is being taken down, its parts one after the other
            return
        self._write()
        if self.session.page is not None:
            edit.show_value(self.session.page.text(edit.key))

    def _finished(self, edit: ValueEdit) -> None:
        self._write()
        edit.focusNextChild()

    def _enter(self, place: Place) -> None:
        self._place = place
        self.hint.show_place(place)
        self.place_changed.emit(place)
        group, attribute, _ = spot_of(place)
        self.bar.show_current(self._body.section_of(group or attribute))

    # -- what the session tells

    def _opened(self, page_id: int | None) -> None:
        self._timer.stop()
        self._pending = None
        self._place = None
        self.hint.show_place(None)
        page = self.session.page
        self._stack.setCurrentIndex(int(page is not None))
        if page is None:
            return
        in_use = self._table_in_use()
        self._marking.read_imported()
        for key, edit in self._edits.items():
            edit.close_list()
            edit.setText("")
            edit.show_value(page.text(key))
            edit.start_over()  # Esc must not bring the value of another page
            edit.setPlaceholderText(_placeholder(key, page.is_supplied(key)))
        for table in self._tables.values():
            table.rows.reset()
        self._body.show_page(page)
        self._body.show_wanted(page, ())
        self._body.fold_all()
        self.bar.show_sections([section.is_on(page) for section in form_sections()])
        self._scroll.verticalScrollBar().setValue(0)
        self._show_section(0)
        self._show_sums()
        self._marking.show_altered()
        self._marking.show_unsaved()
        self._show_access()
        self._marking.show_examined()
        self._body.settle()
        self._stay(in_use)

    def _table_in_use(self) -> tuple[RowsTable, str] | None:
        """The table that holds the focus, itself or by an open cell, and the column she is in."""
        focus = QApplication.focusWidget()
        for table in self._tables.values():
            if focus is not None and (table is focus or table.isAncestorOf(focus)):
                return table, table.attribute
        return None

    def _stay(self, in_use: tuple[RowsTable, str] | None) -> None:
        """Who works in the form stays at her field on the next page, and sees it: what she types goes there."""
        focus = QApplication.focusWidget()
        if in_use is not None:
            table, attribute = in_use
            table.go(0, attribute)
        elif isinstance(focus, ValueEdit) and self._scroll.widget().isAncestorOf(focus):
            self._scroll.ensureWidgetVisible(focus, 0, _JUMP_MARGIN)
            self._enter(Place(focus.key))
            if focus.choices:
                focus.selectAll()

    def _changed(self, what: What) -> None:
        page = self.session.page
        if page is None:
            return
        groups = {ROW_ATTRIBUTES[key][0] for key in what.fields if key in ROW_ATTRIBUTES}
        for group in groups:
            self._tables[group].rows.refresh()
        for key in what.fields:
            if key in self._edits and self._edits[key] is not self._pending:
                self._edits[key].show_value(page.text(key))
        self._show_sums()
        self._body.show_summaries(page)
        self._marking.read_imported()
        self._marking.show_altered()

    def _examined(self, _page_id: int | None) -> None:
        self._marking.show_examined()

    def _unsaved_changed(self) -> None:
        self._marking.show_unsaved()

    def _show_access(self) -> None:
        """A page that may not be edited takes no typing. What is half typed as it comes to be so is kept as a draft."""
        why = self.session.access.why
        if why and self._pending is not None:
            self._write()
        for edit in self._edits.values():
            edit.set_closed(bool(why))
        for table in self._tables.values():
            table.set_closed(bool(why))

    def _show_anew(self) -> None:
        page = self.session.page
        if page is None:
            return
        for key, edit in self._edits.items():
            edit.setText(shown(key, page.text(key)))
            edit.show_value(page.text(key))
            edit.was_typed = False
        for table in self._tables.values():
            table.rows.refresh()
        self._show_sums()
        self._body.show_summaries(page)
        self._marking.show_altered()

    def _knowledge_changed(self) -> None:
        for table in self._tables.values():
            table.rows.refresh_names()

    def _show_sums(self) -> None:
        page = self.session.page
        assert page is not None
        for box in self._body.boxes:
            for label in box.sums:
                label.show_page(page)

    # -- scrolling

    def _show_cell(self, table: RowsTable, rect: QRect, margin: int = 0) -> None:
        corner = table.viewport().mapTo(self._scroll.widget(), rect.center())
        self._scroll.ensureVisible(corner.x(), corner.y(), 0, max(margin, rect.height() + 40))

    def _show_section(self, top: int) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self._scroll.widget().isAncestorOf(focus):
            seen = focus.mapTo(self._scroll.widget(), QPoint(0, 0)).y()
            if top <= seen <= top + self._scroll.viewport().height():
                return  # the section in which she works stays marked while it is in sight
        shown = self._body.shown
        lead = _JUMP_MARGIN // 4 if self.is_coding else self._scroll.viewport().height() // 3
        seen = [box for box in shown if box.y() <= top + lead] or shown[:1]
        if seen:
            self.bar.show_current(self._body.number_of(seen[-1]))


def _placeholder(key: str, supplied: bool) -> str:
    if not supplied:
        return "未提供"
    field = field_catalogue().get(key)
    return "必填" if field is not None and field.required == "yes" else ""
