"""How wide the columns of a row table are: codes, dates and figures are never cut, names take what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFontMetrics

from coding.page.fields import field_catalogue, field_key
from ui.theme.fonts import code_font, text_font
from ui.theme.spacing import ICON_SMALL, MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QFont

    from coding.page.fields import RowGroup
    from ui.form.form_layout import FormColumn

#: What is drawn in digits of one width.
_OF_CODES: Final = frozenset({"code", "date"})
#: Names are not made narrower than this for the other columns: the table scrolls sideways then. Pixels at 100 %.
MIN_NAME: Final = 150
#: Behind a code stands its label, a name: so much of both is shown, and never less than the code. Pixels at 100 %.
_MOST_LABELLED: Final = 130
#: A Chinese character of running text at 100 %, for which the widths of ``form_columns.csv`` are written, in pixels.
_SIGN: Final = 13.3
#: What ``CellDelegate`` leaves free beside the text, and a pixel or two for the editor in its stead.
_BESIDE: Final = 2 * SMALL + 4
_MARK: Final = ICON_SMALL + SMALL


def cell_font(attribute: str) -> QFont:
    """The font of a column's cells."""
    return code_font() if attribute in _OF_CODES else text_font()


def text_width(attribute: str, text: str, *, marked: bool = False) -> int:
    """So many pixels a cell needs to show a text uncut."""
    return QFontMetrics(cell_font(attribute)).horizontalAdvance(text) + _BESIDE + (_MARK if marked else 0)


def is_never_cut(group: RowGroup, attribute: str) -> bool:
    """Whether a column holds codes, dates or figures: a cut one is another one. Names and labels may be cut."""
    field = field_catalogue()[field_key(group, attribute, 1)]
    return field.type != "text" and field_catalogue().domain_of(field.key) is None


def column_width(group: RowGroup, column: FormColumn, cells: Iterable[tuple[str, bool]], header: QFontMetrics) -> int:
    """The width of a column in pixels, 0: it takes what is left. ``cells``: text, and whether there is a mark."""
    if not column.width:
        return 0
    title = header.horizontalAdvance(column.label) + 2 * MEDIUM
    field = field_catalogue()[field_key(group, column.attribute, 1)]
    needed = (
        [_needed(group, column.attribute, text, marked) for text, marked in set(cells)] if field.type != "text" else []
    )
    # an empty table has room for what will be typed, too; a label needs none before it is there
    least = 0 if field_catalogue().domain_of(field.key) else _scaled(column.width)
    return max((title, least, *needed))


def _needed(group: RowGroup, attribute: str, text: str, marked: bool) -> int:
    whole = text_width(attribute, text, marked=marked)
    if is_never_cut(group, attribute):
        return whole
    code = text_width(attribute, f"{text.split(' ')[0]}…", marked=marked)
    return min(whole, max(code, _scaled(_MOST_LABELLED)))


def least_name() -> int:
    """The least width of a column of names, in pixels."""
    return _scaled(MIN_NAME)


def _scaled(pixels: int) -> int:
    return round(pixels * QFontMetrics(text_font()).horizontalAdvance("手") / _SIGN)
