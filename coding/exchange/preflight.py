"""Before anything is judged: what is wrong with a file as a file, by class, with sheet, row and column."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.exchange.column_names import extra_names
from coding.exchange.layout import JOINED
from coding.exchange.write import match_of
from coding.page.fields import field_catalogue, is_blank
from coding.page.reading import Reading, RejectKind

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    typed = _typed_columns(match)
    texts = _text_columns(match)
    months = _months(reading)
    seen: dict[tuple[str, str, str], int] = {}
    for page in reading.pages:
        row, case_no = page.origin.row, page.case_no
        for key, index, column, kind in typed:
            text = page.text(key, index)
            if text and not is_blank(text) and not _reads(text, kind):
                message = f"“{_short(text)}”不是{_KINDS[kind]}：请更正。"
                yield Defect(DefectKind.TYPE, sheet, row, case_no, column, message)
        for key, index, column in texts:
            text = page.text(key, index)
            if text and not text.isascii() and (found := _ILLEGAL.search(text)):
                message = f"“{_short(text)}”含有不能显示或非标准的字符（U+{ord(found.group()):04X}）：请更正。"
                yield Defect(DefectKind.CHARACTER, sheet, row, case_no, column, message)
            elif text and text.isascii() and not text.isprintable():
                yield Defect(
                    DefectKind.CHARACTER, sheet, row, case_no, column, f"“{_short(text)}”含有控制字符：请更正。"
                )
        yield from _period(page, months, now, sheet, match)
        stay = (page.case_no, page.text("admission_times"), page.text("discharge_datetime"))
        if page.case_no and stay in seen:
            yield Defect(
                DefectKind.DUPLICATE, sheet, row, case_no, "", f"与第 {seen[stay]} 行是同一次住院：请删去其中一行。"
            )
        seen.setdefault(stay, row)
    for repair in reading.repairs:
        message = f"“{_short(repair.before)}”读作“{_short(repair.after)}”：{repair.reason}。"
        yield Defect(DefectKind.REPAIR, sheet, repair.row, repair.case_no, repair.column, message)


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


def _months(reading: Reading) -> frozenset[str]:
    """The months of discharge that the file is about: those with at least a twentieth of its pages."""
    found: Counter[str] = Counter()
    for page in reading.pages:
        moment = page.moment("discharge_datetime")
        if moment:
            found[f"{moment:%Y-%m}"] += 1
    least = max(2, sum(found.values()) // 20)
    return frozenset(month for month, count in found.items() if count >= least)


def _period(page: FrontPage, months: frozenset[str], now: datetime, sheet: str, match: HeaderMatch) -> Iterator[Defect]:
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
    elif 0 < len(months) <= 4 and f"{discharge:%Y-%m}" not in months:
        about = "、".join(sorted(months))
        message = f"出院时间 {discharge:%Y-%m-%d} 不在本文件的期间（{about}）内：请核对。"
        yield Defect(DefectKind.PERIOD, sheet, row, case_no, column, message)


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"
