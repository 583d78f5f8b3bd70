"""Reading a list that a platform or the insurer sends back: rejected rows, negative lists; headers by synonyms as data.

A row that cannot be used is told with its line, and the others go on.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.dates import read_moment
from coding.base.encoding import shown
from coding.base.errors import UnusableInputError
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import sheets_in
from coding.base.trouble import file_trouble
from coding.exchange.header_synonyms import columns_of, header_at, is_total
from coding.exchange.layout import layout_by_id
from coding.page.fields import field_catalogue
from coding.page.finding import Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

_HEADERS: Final = "layouts/rejection_headers.csv"
_WHO: Final = ("case_no", "settlement_no")
_WHAT: Final = ("words", "code", "item", "rule_name")
_WHEN: Final = ("discharged", "admission_times")
_NOTHING: Final = frozenset({"", "-", "—", "/"})
_FIGURE = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
#: The layouts whose column names a platform may call a field by.
_LAYOUTS: Final = ("n041", "hqms2020", "hqms_p", "n042", "setl4101")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of such a list, in its own words. ``row``: data row of the file from 1; ``amount`` in yuan.

    ``place``: the field that the list calls ``item``; its field is "" where that is none of ours.
    """

    row: int
    case_no: str
    settlement_no: str = ""
    admission_times: str = ""
    discharged: date | None = None
    item: str = ""
    place: Place = Place("")
    value: str = ""
    code: str = ""
    words: str = ""
    rule_name: str = ""
    amount: Decimal | None = None
    told: date | None = None


@dataclass(frozen=True, slots=True)
class ListFile:
    """The rows of a file; ``troubles``: sentences on rows that cannot be used; ``notes``: on what was not read.

    ``digest`` tells the same content again, whatever the file is called.
    """

    name: str
    digest: str
    rows: tuple[ListRow, ...]
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_rejections(path: Path) -> ListFile:
    """The rows of a list. Raises UnusableInputError with one Chinese sentence where it is none."""
    unlike = "不像平台的退回清单：表头中要有病案号或结算号，和错误信息、错误代码、错误字段中的一项。"
    return _read(path, _WHAT, unlike)


def read_discharges(path: Path) -> ListFile:
    """The stays of a list of discharges as the HIS counts them. Raises UnusableInputError where it is none."""
    return _read(path, _WHEN, "不像 HIS 出院名单：表头中要有病案号和出院日期（或住院次数）。")


def _read(path: Path, needed: tuple[str, ...], unlike: str) -> ListFile:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableInputError(f"文件“{path}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error

    def found(rows: list[list[str]]) -> int | None:
        return header_at(rows, _HEADERS, _WHO, needed)

    chosen = choose_sheet(sheets_in(data, path.name), found, lambda rows, at: len(rows) - at)
    if chosen.found is None:
        raise UnusableInputError(f"“{path.name}”{unlike}")
    sheet, at = chosen.sheet, chosen.found
    columns = columns_of(sheet.rows[at], _HEADERS)
    rows: list[ListRow] = []
    troubles: list[str] = []
    where = f"{path.name}{f'“{sheet.name}”' if sheet.name else ''}"
    for number, row in enumerate(sheet.rows[at + 1 :], 1):
        if is_total(row):
            continue
        cells = {key: shown(row[x]).strip() if x < len(row) else "" for key, x in columns.items()}
        try:
            rows.append(_row(cells, number, needed))
        except ValueError as error:
            troubles.append(f"{where} 第 {sheet.line(at + number)} 行：{error}，这一行没有读入，请改正后再读。")
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    return ListFile(path.name, digest, tuple(rows), tuple(troubles), chosen.notes)


def place_named(item: str) -> Place:
    """The field that a platform calls by a label, a key or a column name; its field is "" for none of ours."""
    return _places().get(_plain(item), Place(""))


def _row(cells: Mapping[str, str], number: int, needed: tuple[str, ...]) -> ListRow:
    told = {key: "" if text in _NOTHING else text for key, text in cells.items()}
    if not any(told.get(key) for key in _WHO):
        raise ValueError("没有病案号，也没有结算号")
    if not any(told.get(key) for key in needed):
        raise ValueError("没有写明退回的原因" if needed is _WHAT else "没有出院日期，也没有住院次数")
    item = told.get("item", "")
    return ListRow(
        row=number,
        case_no=told.get("case_no", ""),
        settlement_no=told.get("settlement_no", ""),
        admission_times=told.get("admission_times", ""),
        discharged=_day(told.get("discharged", ""), "出院日期"),
        item=item,
        place=place_named(item),
        value=told.get("value", ""),
        code=told.get("code", ""),
        words=told.get("words", "") or told.get("rule_name", "") or told.get("code", "") or item,
        rule_name=told.get("rule_name", ""),
        amount=_amount(told.get("amount", "")),
        told=_day(told.get("told", ""), "通知日期"),
    )


def _day(text: str, word: str) -> date | None:
    if not text:
        return None
    moment = read_moment(text)
    if moment is None:
        raise ValueError(f"{word}“{text}”看不懂，应写作 2026-01-31")
    return moment.date()


def _amount(text: str) -> Decimal | None:
    plain = re.sub(r"[,，￥¥元\s]", "", text)
    if not plain:
        return None
    if not _FIGURE.fullmatch(plain):
        raise ValueError(f"金额“{text}”不是数字")
    return Decimal(plain)


def _plain(text: str) -> str:
    return re.sub(r"[\s_（()）]+", "", text).lower()


@cache
def _places() -> Mapping[str, Place]:
    """How fields are called by people and in the layouts → where they are; of a name that two bear the first."""
    found: dict[str, Place] = {}
    for layout in _LAYOUTS:
        for column in layout_by_id(layout).columns:
            if column.key:
                index = column.index if column.group else None
                found.setdefault(_plain(column.name), Place(column.key, index))
    for key, field in field_catalogue().items():
        found.setdefault(_plain(field.label), Place(key))
        found.setdefault(_plain(key), Place(key))
    return found
