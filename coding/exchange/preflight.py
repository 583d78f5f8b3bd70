"""Before anything is judged: what is wrong with a file as a file, by class, with sheet, row and column."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.exchange.column_names import extra_names
from coding.exchange.layout import JOINED
from coding.exchange.write import match_of
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_catalogue, is_blank
from coding.page.reading import Reading, RejectKind
from coding.page.rows import ROW_TYPES, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from coding.exchange.layout import HeaderMatch
    from coding.page.front_page import FrontPage


class DefectKind(StrEnum):
    """The classes of defects, in the order in which they are shown."""

    LAYOUT = "layout"
    ENCODING = "encoding"
    PERIOD = "period"
    DUPLICATE = "duplicate"
    CHARACTER = "character"
    TYPE = "type"
    REPAIR = "repair"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]


_LABELS = {
    DefectKind.LAYOUT: "布局",
    DefectKind.ENCODING: "编码",
    DefectKind.PERIOD: "期间",
    DefectKind.DUPLICATE: "重复",
    DefectKind.CHARACTER: "非法字符",
    DefectKind.TYPE: "类型",
    DefectKind.REPAIR: "已更正",
}
_OF_REJECT = {
    RejectKind.LAYOUT: DefectKind.LAYOUT,
    RejectKind.ENCODING: DefectKind.ENCODING,
    RejectKind.CHARACTER: DefectKind.CHARACTER,
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff\ufffd\ue000-\uf8ff]")
#: What is asked of a column beside its type: signs that can be shown.
_TEXT = "text"
#: Sound texts of a column that are remembered, and how long they may be.
_MOST_SOUND, _LONGEST_SOUND = 2_000, 40
#: A file of more months is about no period.
_FEW_MONTHS = 4
_KINDS = {"int": "整数", "decimal": "数字", "date": "日期", "datetime": "日期"}


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect of a file: its class, where it stands, and a Chinese sentence."""

    kind: DefectKind
    sheet: str
    row: int
    case_no: str
    column: str
    message: str


def preflight(reading: Reading, now: datetime) -> Iterator[Defect]:
    """The defects of a file, row by row: rejects first, then what is doubtful in the pages, then what was mended.

    ``now``: a discharge after it cannot have been yet. A defect stops nothing: pages with defects are in the store and
    are judged by the rules as well.
    """
    sheet = reading.pages[0].origin.sheet if len(reading.pages) else ""
    for reject in reading.rejects:
        yield Defect(_OF_REJECT[reject.kind], sheet, reject.row, reject.case_no, reject.column, reject.reason)
    match = match_of(reading)
    cells = _Cells(match)
    looked = _Looked.through(reading.pages, cells, now)
    for number in looked.doubtful():
        page = reading.pages[number]
        row, case_no = page.origin.row, page.case_no
        for kind, column, message in cells.defects(page):
            yield Defect(kind, sheet, row, case_no, column, message)
        yield from _period(page, looked.months, now, sheet, match)
        if (first := looked.repeated.get(number)) is not None:
            yield Defect(
                DefectKind.DUPLICATE, sheet, row, case_no, "", f"与第 {first} 行是同一次住院：请删去其中一行。"
            )
    for repair in reading.repairs:
        message = f"“{_short(repair.before)}”读作“{_short(repair.after)}”：{repair.reason}。"
        yield Defect(DefectKind.REPAIR, sheet, repair.row, repair.case_no, repair.column, message)


class _Cells:
    """The cells of the columns of a file: which of them are not as they should be.

    A text that was sound in its column is so again: most columns hold few texts.
    """

    def __init__(self, match: HeaderMatch) -> None:
        self._typed, self._texts = _typed_columns(match), _text_columns(match)
        single: dict[str, set[str]] = {}
        in_rows: dict[tuple[RowGroup, int], dict[str, set[str]]] = {}
        for key, index, asked in (
            *((key, index, kind) for key, index, _, kind in self._typed),
            *((key, index, _TEXT) for key, index, _ in self._texts),
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
        """Whether ``defects`` has nothing to tell of a page."""
        sound = self._sound
        for key, text in page.values.items():
            known = sound.get(key)
            if known is None or text in known:
                continue
            if not _is_sound(text, self._single[key]):
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
        is_sound = all(_is_sound(getattr(row, attribute), kinds) for attribute, kinds in asked.items())
        if is_sound and len(known) < _MOST_SOUND:
            known.add(row)
        return is_sound

    def defects(self, page: FrontPage) -> Iterator[tuple[DefectKind, str, str]]:
        """What is wrong with the cells of a page: class, column and sentence."""
        for key, index, column, kind in self._typed:
            text = page.text(key, index)
            if not _is_sound(text, (kind,)):
                yield DefectKind.TYPE, column, f"“{_short(text)}”不是{_KINDS[kind]}：请更正。"
        for key, index, column in self._texts:
            text = page.text(key, index)
            if not _is_sound(text, (_TEXT,)):
                yield DefectKind.CHARACTER, column, f"“{_short(text)}”含有{_strange_sign(text)}：请更正。"


def _is_sound(text: str, asked: Iterable[str]) -> bool:
    """Whether a text is what its column asks for: of a type, and without signs that cannot be shown."""
    for kind in asked:
        if kind == _TEXT:
            if not (text.isprintable() if text.isascii() else _ILLEGAL.search(text) is None):
                return False
        elif not is_blank(text) and not _reads(text, kind):
            return False
    return True


def _strange_sign(text: str) -> str:
    found = None if text.isascii() else _ILLEGAL.search(text)
    return f"不能显示或非标准的字符（U+{ord(found.group()):04X}）" if found else "控制字符"


@dataclass(slots=True)
class _Looked:
    """What one look through all pages found, by the number of the page: they may lie on disk.

    ``odd``: 1 for a page with something to tell of; ``month``: of its discharge, counted from year 0, 0 where it cannot
    be read; ``repeated``: page → row on which the same stay stood before; ``months``: those that the file is about.
    """

    odd: bytearray
    month: array[int]
    repeated: dict[int, int]
    months: frozenset[int]

    @classmethod
    def through(cls, pages: Iterable[FrontPage], cells: _Cells, now: datetime) -> _Looked:
        """Look through the pages."""
        odd, months, repeated = bytearray(), array("i"), dict[int, int]()
        seen: dict[tuple[str, str, str], int] = {}
        for number, page in enumerate(pages):
            moment = page.moment("discharge_datetime")
            is_timely = moment is not None and moment <= now
            odd.append(not (is_timely and cells.are_sound(page)))
            months.append(0 if moment is None else _month(moment))
            stay = (page.case_no, page.text("admission_times"), page.text("discharge_datetime"))
            if page.case_no and stay in seen:
                repeated[number] = seen[stay]
            seen.setdefault(stay, page.origin.row)
        return cls(odd, months, repeated, _months_of(months))

    def doubtful(self) -> Iterator[int]:
        """The numbers of the pages that there is something to tell of, in order."""
        few = 0 < len(self.months) <= _FEW_MONTHS
        for number, (is_odd, month) in enumerate(zip(self.odd, self.month, strict=True)):
            if is_odd or (few and month and month not in self.months) or number in self.repeated:
                yield number


def _typed_columns(match: HeaderMatch) -> list[tuple[str, int, str, str]]:
    names = extra_names(match)
    found = []
    for position, column in enumerate(match.columns):
        field = field_catalogue().get(column.key) if column else None
        if column and field and field.type in _KINDS and column.reading != "hour":
            found.append((column.key, column.index, names[position], field.type))
    return found


def _text_columns(match: HeaderMatch) -> list[tuple[str, int, str]]:
    names = extra_names(match)
    return [(c.key, c.index, names[p]) for p, c in enumerate(match.columns) if c and c.reading not in JOINED]


def _reads(text: str, kind: str) -> bool:
    if kind in ("date", "datetime"):
        return read_moment(text) is not None
    number = read_number(text)
    return number is not None and (kind == "decimal" or number == number.to_integral_value())


def _month(moment: datetime) -> int:
    """A month as a number that is never 0."""
    return moment.year * 12 + moment.month - 1


def _months_of(found: Iterable[int]) -> frozenset[int]:
    """The months of discharge that the file is about: those with at least a twentieth of its pages."""
    counts = Counter(month for month in found if month)
    least = max(2, counts.total() // 20)
    return frozenset(month for month, count in counts.items() if count >= least)


def _period(page: FrontPage, months: frozenset[int], now: datetime, sheet: str, match: HeaderMatch) -> Iterator[Defect]:
    column = next((c.name for c in match.columns if c and c.key == "discharge_datetime"), "")
    if not column:
        return
    row, case_no = page.origin.row, page.case_no
    discharge = page.moment("discharge_datetime")
    if discharge is None:
        if is_blank(page.text("discharge_datetime")):
            yield Defect(DefectKind.PERIOD, sheet, row, case_no, column, "没有出院时间，不知道属于哪个期间：请补填。")
    elif discharge > now:
        yield Defect(
            DefectKind.PERIOD, sheet, row, case_no, column, f"出院时间 {discharge:%Y-%m-%d} 在今天之后：请更正。"
        )
    elif 0 < len(months) <= _FEW_MONTHS and _month(discharge) not in months:
        about = "、".join(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in sorted(months))
        message = f"出院时间 {discharge:%Y-%m-%d} 不在本文件的期间（{about}）内：请核对。"
        yield Defect(DefectKind.PERIOD, sheet, row, case_no, column, message)


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"
