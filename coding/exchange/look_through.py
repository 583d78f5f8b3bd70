"""One look through the pages of a file while they are read: what is wrong with them as rows of a file."""

from __future__ import annotations

import hashlib
import re
from array import array
from typing import TYPE_CHECKING, Final

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.exchange.column_names import extra_names
from coding.exchange.layout import JOINED
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_catalogue, is_blank
from coding.page.reading import Looked
from coding.page.rows import ROW_TYPES, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from coding.exchange.layout import HeaderMatch
    from coding.page.front_page import FrontPage

ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff\ufffd\ue000-\uf8ff]")
#: What is asked of a column beside its type: signs that can be shown.
TEXT: Final = "text"
#: Types of columns whose texts must be readable.
TYPES: Final = frozenset({"int", "decimal", "date", "datetime"})
#: Sound texts of a column that are remembered, and how long they may be.
_MOST_SOUND, _LONGEST_SOUND = 2_000, 40


class LookThrough:
    """Sees every page of a file once, in order; what it has found is small, whatever the number of the pages."""

    def __init__(self, match: HeaderMatch) -> None:
        self._cells = Cells(match)
        self.stays: dict[bytes, int] = {}
        self.found = Looked(bytearray(), array("q"), {})

    def see(self, page: FrontPage) -> None:
        """The next page."""
        found, number = self.found, len(self.found.odd)
        found.odd.append(not self._cells.are_sound(page))
        moment = page.moment("discharge_datetime")
        found.discharged.append(-1 if moment is None else seconds(moment))
        if page.case_no:
            stay = hashlib.blake2b(repr(stay_of(page)).encode("utf-8", "replace"), digest_size=8).digest()
            first = self.stays.setdefault(stay, number)
            if first != number:
                found.repeated[number] = first

    def join(self, later: Looked, stays: Mapping[bytes, int]) -> None:
        """Add what was seen of later pages: their numbers go on where these end. ``stays``: the first page of each
        stay among them.
        """
        found, before = self.found, len(self.found.odd)
        found.odd.extend(later.odd)
        found.discharged.extend(later.discharged)
        first = {number: self.stays.setdefault(stay, number + before) for stay, number in stays.items()}
        again = {number: at for number, at in first.items() if at < before}
        again.update((number, first[at]) for number, at in later.repeated.items())
        found.repeated.update((number + before, again[number]) for number in sorted(again))


def stay_of(page: FrontPage) -> tuple[str, str, str]:
    """What two rows of one file share that tell of one stay."""
    return page.case_no, page.text("admission_times"), page.text("discharge_datetime")


def seconds(moment: datetime) -> int:
    """A moment as a number."""
    return ((moment.toordinal() * 24 + moment.hour) * 60 + moment.minute) * 60 + moment.second


class Cells:
    """The cells of the columns of a file: which of them are not as they should be.

    A text that was sound in its column is so again: most columns hold few texts. ``typed``: key, row, name and type of
    the columns of numbers and dates; ``texts``: key, row and name of all columns of one text.
    """

    def __init__(self, match: HeaderMatch) -> None:
        self.typed, self.texts = _typed_columns(match), _text_columns(match)
        single: dict[str, set[str]] = {}
        in_rows: dict[tuple[RowGroup, int], dict[str, set[str]]] = {}
        for key, index, asked in (
            *((key, index, kind) for key, index, _, kind in self.typed),
            *((key, index, TEXT) for key, index, _ in self.texts),
        ):
            if key in ROW_ATTRIBUTES:
                group, attribute = ROW_ATTRIBUTES[key]
                in_rows.setdefault((group, index), {}).setdefault(attribute, set()).add(asked)
            else:
                single.setdefault(key, set()).add(asked)
        self._single, self._in_rows = single, in_rows
        self._sound: dict[str, set[str]] = {key: set() for key in single}
        self._sound_rows: dict[tuple[RowGroup, int], set[Row]] = {place: set() for place in in_rows}

    def are_sound(self, page: FrontPage) -> bool:
        """Whether all cells of a page are as they should be."""
        sound = self._sound
        for key, text in page.values.items():
            known = sound.get(key)
            if known is None or text in known:
                continue
            if not is_sound(text, self._single[key]):
                return False
            if len(known) < _MOST_SOUND and len(text) <= _LONGEST_SOUND:
                known.add(text)
        return all(
            self._is_sound_row(group, index, row) for group in ROW_TYPES for index, row in enumerate(page.rows(group))
        )

    def _is_sound_row(self, group: RowGroup, index: int, row: Row) -> bool:
        known = self._sound_rows.get((group, index))
        if known is None or row in known:
            return True
        asked = self._in_rows[group, index]
        has_sound_cells = all(is_sound(getattr(row, attribute), kinds) for attribute, kinds in asked.items())
        if has_sound_cells and len(known) < _MOST_SOUND:
            known.add(row)
        return has_sound_cells


def is_sound(text: str, asked: Iterable[str]) -> bool:
    """Whether a text is what its column asks for: of a type, and without signs that cannot be shown."""
    for kind in asked:
        if kind == TEXT:
            if not (text.isprintable() if text.isascii() else ILLEGAL.search(text) is None):
                return False
        elif not is_blank(text) and not _reads(text, kind):
            return False
    return True


def _reads(text: str, kind: str) -> bool:
    if kind in ("date", "datetime"):
        return read_moment(text) is not None
    number = read_number(text)
    return number is not None and (kind == "decimal" or number == number.to_integral_value())


def _typed_columns(match: HeaderMatch) -> list[tuple[str, int, str, str]]:
    names = extra_names(match)
    found = []
    for position, column in enumerate(match.columns):
        field = field_catalogue().get(column.key) if column else None
        if column and field and field.type in TYPES and column.reading != "hour":
            found.append((column.key, column.index, names[position], field.type))
    return found


def _text_columns(match: HeaderMatch) -> list[tuple[str, int, str]]:
    names = extra_names(match)
    return [(c.key, c.index, names[p]) for p, c in enumerate(match.columns) if c and c.reading not in JOINED]
