"""Which code stands at a place of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.codes.entry import CodeKind
from coding.page.fields import ROW_ATTRIBUTES, is_blank
from coding.store.found_by import CODE_FIELDS
from ui.cards.card_key import key_of

if TYPE_CHECKING:
    from coding.page.finding import Place
    from coding.page.front_page import FrontPage
    from ui.cards.card_key import CardKey

#: Repeat groups whose rows have a code.
KINDS: Final = {"diagnosis": CodeKind.DIAGNOSIS, "procedure": CodeKind.PROCEDURE}


def code_at(page: FrontPage | None, place: Place | None) -> CardKey | None:
    """The code of the row, or of the field, in which a place of the page lies; None where it lies in none."""
    if page is None or place is None:
        return None
    if place.field in CODE_FIELDS:
        code = page.text(place.field)
        return None if is_blank(code) else key_of(code, CodeKind.DIAGNOSIS)
    group = ROW_ATTRIBUTES.get(place.field, ("", ""))[0]
    return _code_of_row(page, group, place.index or 0)


def _code_of_row(page: FrontPage, group: str, index: int) -> CardKey | None:
    kind = KINDS.get(group)
    if kind is None or not 0 <= index < len(page.rows(group)):
        return None
    code = getattr(page.rows(group)[index], "code", "")
    return None if is_blank(code) else key_of(code, kind)
