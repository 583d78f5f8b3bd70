"""A slip as a workbook for its ward: a sheet a doctor, locked but for the answers, with the keys that find it again."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import ceil
from typing import IO, TYPE_CHECKING, Any, Final

from coding.base.encoding import shown
from coding.base.errors import UnusableInputError
from coding.base.formula_guard import guarded
from coding.base.private_folder import PrivateFolder
from coding.base.whole_file import whole_binary
from coding.review.slip_file_words import HIDDEN_SHEET, MARK, file_stem
from coding.review.slips import AnswerKind, slip_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.review.slips import Slip, SlipColumn, SlipLine

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME, _MOST_SIGNS = 31, 32_000
#: Lines above the header: title, number and due day, how to fill it in.
_HEADER_ROW: Final = 3
_HOW: Final = (
    "请只填写“答复”“新值”“理由”三列：答复从下拉框中选；选“已改为”时在“新值”写上正确的内容。"
    "请在规定日期前交回原文件，不必打印。"
)
#: How wide a Chinese sign of nine points is, in narrow signs of eleven.
_HAN: Final = 1.8
_LINE: Final = {"border": 1, "border_color": "#9AA3AD", "valign": "top", "text_wrap": True, "font_size": 9}


def write_slip_books(
    folder: Path, slips: Iterable[Slip], names: Mapping[str, str] | None = None, made: datetime | None = None
) -> tuple[Path, ...]:
    """Write each slip into its own file 反馈单_心内科_2026-10.xlsx; the files. Raises UnusableInputError.

    ``names``: ``name_key`` of a line → name of the patient, where the officer has chosen that they stand there; None:
    no slip names anybody. ``made``: stands in the properties of the file.
    """
    used: set[str] = set()
    files: list[Path] = []
    for slip in slips:
        path = folder / f"{unused(file_stem(slip), used)}.xlsx"
        write_slip_book(path, slip, names, made)
        files.append(path)
    return tuple(files)


def write_slip_book(
    path: Path, slip: Slip, names: Mapping[str, str] | None = None, made: datetime | None = None
) -> None:
    """Write one slip as a workbook, whole or not at all. Raises UnusableInputError when it cannot be written."""
    with whole_binary(path) as file, PrivateFolder() as folder:
        _fill(file, slip, names, made, str(folder), path.name)


def unused(stem: str, used: set[str]) -> str:
    """The name, or with a number where another file of the folder bears it; it is taken then."""
    name, number = stem, 1
    while name.casefold() in used:
        number += 1
        name = f"{stem}_{number}"
    used.add(name.casefold())
    return name


def sheet_names(doctors: Sequence[str]) -> dict[str, str]:
    """Doctor → the name of the sheet: short, without forbidden signs, no two alike whatever the case."""
    used, found = {HIDDEN_SHEET.casefold(), "history"}, dict[str, str]()
    for doctor in doctors:
        plain = _NO_NAME.sub("_", _CONTROL.sub("", shown(doctor))).strip("' ") or "_"
        name, number = _cut(plain, _LONGEST_NAME), 1
        while name.casefold() in used:
            number += 1
            end = f"_{number}"
            name = f"{_cut(plain, _LONGEST_NAME - len(end))}{end}"
        used.add(name.casefold())
        found[doctor] = name
    return found


def name_key(line: SlipLine) -> str:
    """What finds the name of the patient of a line."""
    return "|".join((line.case_no, line.times, line.discharged))


def _cut(text: str, most: int) -> str:
    """So many UTF-16 signs of a text, as a spreadsheet counts them."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore").rstrip("' ")


def _fill(
    file: IO[bytes], slip: Slip, names: Mapping[str, str] | None, made: datetime | None, folder: str, name: str
) -> None:
    from xlsxwriter import Workbook  # kept from the start of the program
    from xlsxwriter.exceptions import FileCreateError

    book = Workbook(file, {"tmpdir": folder})
    book.set_properties({"title": "病案首页反馈单", **({"created": made} if made is not None else {})})
    sheets = sheet_names(slip.doctors)
    writer = _Writer(book, slip, names)
    for doctor in slip.doctors:
        writer.sheet(sheets[doctor], doctor)
    writer.keys()
    try:
        book.close()
    except FileCreateError as error:
        raise UnusableInputError(f"“{name}”写不出：请检查磁盘空间和权限后再试。") from error


class _Writer:
    """The sheets of one slip, one after the other."""

    def __init__(self, book: Any, slip: Slip, names: Mapping[str, str] | None) -> None:
        self._book, self._slip, self._names = book, slip, names
        self._columns = [c for c in slip_columns() if names is not None or c.key != "name"]
        self._locked = book.add_format({**_LINE, "num_format": "@", "bg_color": "#F4F5F7"})
        self._open = book.add_format({**_LINE, "num_format": "@", "locked": False, "bg_color": "#FFFBE6"})
        self._head = book.add_format({**_LINE, "bold": True, "bg_color": "#E4EBF3", "valign": "vcenter"})
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._plain = book.add_format({"font_size": 10})

    def sheet(self, name: str, doctor: str) -> None:
        """One doctor's sheet."""
        sheet = self._book.add_worksheet(name)
        lines = self._slip.of(doctor)
        self._print_set_up(sheet, doctor)
        sheet.write_string(0, 0, _text(f"病案首页反馈单　{self._slip.ward}　{doctor}"), self._title)
        sheet.write_string(1, 0, _text(f"{head_words(self._slip)}　共 {len(lines)} 条"), self._plain)
        sheet.write_string(2, 0, _HOW, self._plain)
        for at, column in enumerate(self._columns):
            hidden = {"hidden": True} if column.key == "key" else {}
            sheet.set_column(at, at, column.width, None, hidden)
            sheet.write_string(_HEADER_ROW, at, column.title, self._head)
        sheet.set_row(_HEADER_ROW, 26)
        for number, line in enumerate(lines, _HEADER_ROW + 1):
            cells = self._cells(line)
            for at, column in enumerate(self._columns):
                form = self._open if column.is_filled else self._locked
                sheet.write_string(number, at, _text(cells.get(column.key, "")), form)
            sheet.set_row(number, self._height(cells))
        self._rules(sheet, _HEADER_ROW + 1, _HEADER_ROW + len(lines))

    def keys(self) -> None:
        """The hidden sheet: which slip it is, and every line as it was asked, for a machine that does not know it."""
        sheet = self._book.add_worksheet(HIDDEN_SHEET)
        text = self._book.add_format({"num_format": "@"})
        data = self._slip.as_dict()
        data.pop("lines")
        sheet.write_string(0, 0, MARK, text)
        sheet.write_string(0, 1, json.dumps(data, ensure_ascii=False), text)
        for at, line in enumerate(self._slip.lines, 1):
            sheet.write_string(at, 0, self._slip.key(line), text)
            sheet.write_string(at, 1, json.dumps(replace(line, page_id=None).as_dict(), ensure_ascii=False), text)
        sheet.protect()
        sheet.very_hidden()

    def _cells(self, line: SlipLine) -> dict[str, str]:
        cells = {
            "number": self._slip.number,
            "line": str(line.line),
            "case_no": line.case_no,
            "times": line.times,
            "discharged": line.discharged,
            "field": line.label,
            "shown": line.shown,
            "problem": line.problem,
            "basis": line.basis,
            "check": line.check,
            "key": self._slip.key(line),
        }
        return {**cells, "name": self._names.get(name_key(line), "")} if self._names is not None else cells

    def _print_set_up(self, sheet: Any, doctor: str) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        due = f"请于 {self._slip.due} 前答复" if self._slip.due else ""
        head = f"&L{_header(f'{self._slip.ward}　{doctor}')}&C{_header(self._slip.number)}&R{_header(due)}"
        sheet.set_header(head)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
        sheet.repeat_rows(_HEADER_ROW)
        sheet.freeze_panes(_HEADER_ROW + 1, 0)
        sheet.hide_gridlines(2)

    def _rules(self, sheet: Any, first: int, last: int) -> None:
        """What may be filled in; everything else is locked, without a password: it keeps from mistakes, no more."""
        places = {column.key: at for at, column in enumerate(self._columns)}
        answer, value = places["answer"], places["value"]
        sheet.data_validation(
            first,
            answer,
            last,
            answer,
            {
                "validate": "list",
                "source": [kind.label for kind in AnswerKind],
                "error_title": "请选择答复",
                "error_message": "请从下拉框中选一个答复；要说明的写在“理由”里。",
            },
        )
        told = {
            "validate": "any",
            "input_title": "新值",
            "input_message": "选“已改为”时填写正确的内容；有代码的填代码或文字都可以。",
        }
        sheet.data_validation(first, value, last, value, told)
        sheet.autofilter(first - 1, 0, last, len(self._columns) - 1)
        allowed = ("format_columns", "format_rows", "sort", "autofilter", "select_locked_cells")
        sheet.protect("", {**dict.fromkeys(allowed, True), "select_unlocked_cells": True})

    def _height(self, cells: Mapping[str, str]) -> float:
        """Points of a row in which every cell is read to its end."""
        lines = max(_lines(cells.get(column.key, ""), column.width) for column in self._shown)
        return min(400.0, 12.5 * lines + 4)

    @property
    def _shown(self) -> list[SlipColumn]:
        return [column for column in self._columns if column.key != "key"]


def head_words(slip: Slip) -> str:
    """单号 2026-10-心内科-01　第 1 版　2026-10 出院　请于 2026-11-06 前答复."""
    due = f"　请于 {slip.due} 前答复" if slip.due else ""
    return f"单号 {slip.number}　第 {slip.version} 版　{slip.month} 出院{due}"


def _lines(text: str, width: int) -> int:
    """How many lines a text of nine points takes in a column of so many narrow signs of eleven."""
    return sum(
        max(1, ceil(sum(_HAN if ord(sign) > 255 else 1 for sign in part) / width)) for part in (text or " ").split("\n")
    )


def _header(text: str) -> str:
    """A text in the head of a printed page, where & begins an order."""
    return _text(text).replace("&", "&&")[:70]


def _text(text: str) -> str:
    return guarded(_CONTROL.sub("", shown(text)))[:_MOST_SIGNS]
