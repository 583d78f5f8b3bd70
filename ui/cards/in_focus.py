"""On which code the person is, wherever in the window that may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.page.fields import ROW_ATTRIBUTES, is_blank
from ui.cards.card_key import NamesCode, key_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from coding.page.finding import Place
    from coding.page.front_page import FrontPage
    from ui.cards.card_key import CardKey

_KINDS = {"diagnosis": CodeKind.DIAGNOSIS, "procedure": CodeKind.PROCEDURE}


def code_in_focus(focus: QWidget | None) -> CardKey | None:
    """The code that the widget, or one that it lies in, stands on; None where none does."""
    widget = focus
    while widget is not None:
        if isinstance(widget, NamesCode) and (key := widget.named_code()) is not None:
            return key
        widget = widget.parentWidget()
    return None


def code_at(page: FrontPage | None, place: Place | None) -> CardKey | None:
    """The code of the row in which a place of the page lies; None where it lies in no row that has one."""
    if page is None or place is None:
        return None
    group = ROW_ATTRIBUTES.get(place.field, ("", ""))[0]
    return code_of_row(page, group, place.index or 0)


def code_of_row(page: FrontPage | None, group: str, index: int) -> CardKey | None:
    """The code of a row of the page."""
    kind = _KINDS.get(group)
    if page is None or kind is None or not 0 <= index < len(page.rows(group)):
        return None
    code = getattr(page.rows(group)[index], "code", "")
    return None if is_blank(code) else key_of(code, kind)
