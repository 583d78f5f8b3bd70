"""Before anything is judged: what is wrong with a file as a file, by class, with sheet, row and column."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from coding.exchange.look_through import ILLEGAL, TEXT, Cells, LookThrough, is_sound, seconds, stay_of
from coding.exchange.write import match_of
from coding.page.fields import is_blank
from coding.page.reading import Looked, Reading, RejectKind

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
    cells = Cells(match)
    looked = reading.looked or _looked_through(reading.pages, match)
    months = _months_of(looked)
    for number in _doubtful(looked, months, now):
        page = reading.pages[number]
        row, case_no = page.origin.row, page.case_no
        for kind, column, message in _of_cells(page, cells):
            yield Defect(kind, sheet, row, case_no, column, message)
        yield from _period(page, months, now, sheet, match)
        if (first := _same_stay(reading, looked.repeated.get(number), page)) is not None:
            yield Defect(
                DefectKind.DUPLICATE, sheet, row, case_no, "", f"与第 {first} 行是同一次住院：请删去其中一行。"
            )
    for repair in reading.repairs:
        message = f"“{_short(repair.before)}”读作“{_short(repair.after)}”：{repair.reason}。"
        yield Defect(DefectKind.REPAIR, sheet, repair.row, repair.case_no, repair.column, message)


def _of_cells(page: FrontPage, cells: Cells) -> Iterator[tuple[DefectKind, str, str]]:
    """What is wrong with the cells of a page: class, column and sentence."""
    for key, index, column, kind in cells.typed:
        text = page.text(key, index)
        if not is_sound(text, (kind,)):
            yield DefectKind.TYPE, column, f"“{_short(text)}”不是{_KINDS[kind]}：请更正。"
    for key, index, column in cells.texts:
        text = page.text(key, index)
        if not is_sound(text, (TEXT,)):
            yield DefectKind.CHARACTER, column, f"“{_short(text)}”含有{_strange_sign(text)}：请更正。"


def _strange_sign(text: str) -> str:
    found = None if text.isascii() else ILLEGAL.search(text)
    return f"不能显示或非标准的字符（U+{ord(found.group()):04X}）" if found else "控制字符"


def _looked_through(pages: Iterable[FrontPage], match: HeaderMatch) -> Looked:
    """Of pages that were exchanged since they were read."""
    look = LookThrough(match)
    for page in pages:
        look.see(page)
    return look.found


def _doubtful(looked: Looked, months: frozenset[int], now: datetime) -> Iterator[int]:
    """The numbers of the pages that there is something to tell of, in order."""
    today, few = seconds(now), 0 < len(months) <= _FEW_MONTHS
    for number, (is_odd, discharged) in enumerate(zip(looked.odd, looked.discharged, strict=True)):
        is_untimely = discharged < 0 or discharged > today or (few and _month(discharged) not in months)
        if is_odd or is_untimely or number in looked.repeated:
            yield number


def _same_stay(reading: Reading, number: int | None, page: FrontPage) -> int | None:
    """The row of an earlier page, where it tells of the same stay."""
    if number is None:
        return None
    first = reading.pages[number]
    return first.origin.row if stay_of(first) == stay_of(page) else None


def _month(discharged: int) -> int:
    """The month of a discharge as a number."""
    return _month_of_day(discharged // 86_400)


@lru_cache(maxsize=4_096)
def _month_of_day(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month - 1


def _months_of(looked: Looked) -> frozenset[int]:
    """The months of discharge that the file is about: those with at least a twentieth of its pages."""
    counts = Counter(_month(discharged) for discharged in looked.discharged if discharged >= 0)
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
    elif 0 < len(months) <= _FEW_MONTHS and _month(seconds(discharge)) not in months:
        about = "、".join(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in sorted(months))
        message = f"出院时间 {discharge:%Y-%m-%d} 不在本文件的期间（{about}）内：请核对。"
        yield Defect(DefectKind.PERIOD, sheet, row, case_no, column, message)


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"
