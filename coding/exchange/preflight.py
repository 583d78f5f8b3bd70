"""Before anything is judged: what is wrong with a file as a file, by class, with sheet, row and column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.exchange.column_names import extra_names
from coding.exchange.layout import Match
from coding.exchange.write import match_of
from coding.page.fields import field_catalogue, is_blank
from coding.page.front_page import FrontPage
from coding.page.reading import Reading, Reject

#: Classes of defects, in the order in which they are shown.
CLASSES = {
    "layout": "布局",
    "encoding": "编码",
    "period": "期间",
    "duplicate": "重复",
    "character": "非法字符",
    "type": "类型",
    "repair": "已更正",
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff\ufffd\ue000-\uf8ff]")
_KINDS = {"int": "整数", "decimal": "数字", "date": "日期", "datetime": "日期"}


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect of a file: its class, where it stands, and a Chinese sentence."""

    kind: str
    sheet: str
    row: int
    case_no: str
    column: str
    message: str

    @property
    def label(self) -> str:
        """The class in Chinese."""
        return CLASSES[self.kind]


def preflight(reading: Reading) -> Iterator[Defect]:
    """The defects of a file, row by row: rejects first, then what is doubtful in the pages, then what was mended.

    A defect stops nothing: pages with defects are in the store and are judged by the rules as well.
    """
    sheet = reading.pages[0].origin.sheet if len(reading.pages) else ""
    for reject in reading.rejects:
        yield Defect(_kind_of(reject), sheet, reject.row, reject.case_no, reject.column, reject.reason)
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
                yield Defect("type", sheet, row, case_no, column, message)
        for key, index, column in texts:
            text = page.text(key, index)
            if text and not text.isascii() and (found := _ILLEGAL.search(text)):
                message = f"“{_short(text)}”含有不能显示或非标准的字符（U+{ord(found.group()):04X}）：请更正。"
                yield Defect("character", sheet, row, case_no, column, message)
            elif text and text.isascii() and not text.isprintable():
                yield Defect("character", sheet, row, case_no, column, f"“{_short(text)}”含有控制字符：请更正。")
        discharge = page.moment("discharge_datetime")
        yield from _period(page, discharge, months, sheet, match)
        stay = (page.case_no, page.text("admission_times"), page.text("discharge_datetime"))
        if page.case_no and stay in seen:
            yield Defect("duplicate", sheet, row, case_no, "", f"与第 {seen[stay]} 行是同一次住院：请删去其中一行。")
        seen.setdefault(stay, row)
    for repair in reading.repairs:
        message = f"“{_short(repair.before)}”读作“{_short(repair.after)}”：{repair.reason}。"
        yield Defect("repair", sheet, repair.row, repair.case_no, repair.column, message)


def counts(reading: Reading) -> Counter[str]:
    """How many defects of each class."""
    return Counter(defect.kind for defect in preflight(reading))


def _kind_of(reject: Reject) -> str:
    if "字节" in reject.reason:
        return "encoding"
    return "character" if "NUL" in reject.reason else "layout"


def _typed_columns(match: Match) -> list[tuple[str, int, str, str]]:
    names = extra_names(match)
    found = []
    for position, column in enumerate(match.columns):
        field = field_catalogue().get(column.key) if column else None
        if column and field and field.type in _KINDS and column.reading != "hour":
            found.append((column.key, column.index, names[position], field.type))
    return found


def _text_columns(match: Match) -> list[tuple[str, int, str]]:
    names = extra_names(match)
    return [(c.key, c.index, names[p]) for p, c in enumerate(match.columns) if c and c.reading not in ("list", "codes")]


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


def _period(
    page: FrontPage, discharge: datetime | None, months: frozenset[str], sheet: str, match: Match
) -> Iterator[Defect]:
    column = next((c.name for c in match.columns if c and c.key == "discharge_datetime"), "")
    if not column:
        return
    row, case_no = page.origin.row, page.case_no
    if discharge is None:
        if is_blank(page.text("discharge_datetime")):
            yield Defect("period", sheet, row, case_no, column, "没有出院时间，不知道属于哪个期间：请补填。")
    elif discharge > datetime.now():
        yield Defect("period", sheet, row, case_no, column, f"出院时间 {discharge:%Y-%m-%d} 在今天之后：请更正。")
    elif 0 < len(months) <= 4 and f"{discharge:%Y-%m}" not in months:
        about = "、".join(sorted(months))
        message = f"出院时间 {discharge:%Y-%m-%d} 不在本文件的期间（{about}）内：请核对。"
        yield Defect("period", sheet, row, case_no, column, message)


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"
