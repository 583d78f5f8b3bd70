"""On which code the person is, wherever in the window that may be: told by what the row in focus carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from coding.page.finding import Finding, Place
from coding.suggest.choosing import Offer
from coding.suggest.suggestion import Suggestion
from ui.cards.card_key import NamesCode, key_of
from ui.cards.code_of_place import KINDS, code_at
from ui.form.candidates import EntryEdit, looks_like_code
from ui.form.editor import ValueEdit
from ui.form.row_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QWidget

    from coding.page.front_page import FrontPage
    from ui.cards.card_key import CardKey

_Wanted = TypeVar("_Wanted")
#: Roles of our models under which a row carries what it is of.
_ROLES: Final = range(Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 8)


def code_in_focus(focus: QWidget | None, page: FrontPage | None) -> CardKey | None:
    """The code that the widget, or one that it lies in, stands on; None where none does."""
    widget = focus
    while widget is not None:
        if (key := _named(widget, page)) is not None:
            return key
        widget = widget.parentWidget()
    return None


def is_typing(focus: QWidget | None) -> bool:
    """Whether a cell is open, or a field has been typed into: what is typed there is not taken from her."""
    return isinstance(focus, ValueEdit) and (focus.was_typed or isinstance(focus, EntryEdit))


def _named(widget: QWidget, page: FrontPage | None) -> CardKey | None:
    if isinstance(widget, NamesCode):
        return widget.named_code()
    if isinstance(widget, EntryEdit):
        return _typed(widget)
    if isinstance(widget, ValueEdit):
        return code_at(page, Place(widget.key))
    if isinstance(widget, RowsTable):
        return code_at(page, widget.place)
    return _carried(widget, page) if isinstance(widget, QAbstractItemView) else None


def _typed(editor: EntryEdit) -> CardKey | None:
    """The line of the list that is lit up, else the code that is typed."""
    offered = editor.list_view()
    index = offered.currentIndex() if offered is not None else None
    offer = _of_type(index, Offer) if index is not None else None
    if offer is not None:
        return key_of(offer.match.code, editor.kind)
    typed = editor.text().strip()
    return key_of(typed, editor.kind) if typed and looks_like_code(typed) else None


def _carried(view: QAbstractItemView, page: FrontPage | None) -> CardKey | None:
    """The code of what the current row of a list carries: a suggestion, a finding, a place of the page."""
    index = view.currentIndex()
    suggestion = _of_type(index, Suggestion)
    if suggestion is not None:
        return key_of(suggestion.match.code, KINDS[suggestion.group]) if suggestion.group in KINDS else None
    if (finding := _of_type(index, Finding)) is not None:
        places = (finding.place, *finding.also)
        return next((key for place in places if (key := code_at(page, place)) is not None), None)
    return code_at(page, _of_type(index, Place))


def _of_type(index: QModelIndex, wanted: type[_Wanted]) -> _Wanted | None:
    if not index.isValid():
        return None
    found = (index.data(role) for role in _ROLES)
    return next((one for one in found if isinstance(one, wanted)), None)
