"""Pages → a file: in the family, column order and encoding they came in, or as a new file of a layout.

Interchange files keep values as they are; guarding formulas is for reports that people open.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.sheet_writer import csv_line, write_workbook
from coding.base.whole_file import whole_binary, whole_file
from coding.exchange.cells import CellWriter, missing_columns, unwritten_keys
from coding.exchange.column_names import extra_names
from coding.exchange.layout import Column, HeaderMatch, Layout, layout_by_id, match_header
from coding.exchange.memo import memo_path
from coding.exchange.parquetfile import PARQUET
from coding.exchange.profile import SourceProfile
from coding.exchange.records_write import Table, dbf_table, new_dbf, text_of_records
from coding.exchange.settlement import SETTLEMENT_LIST
from coding.exchange.settlement_needs import NeedsCount, needs_in_words
from coding.exchange.spool import PageStack
from coding.exchange.translate import Translator
from coding.page.reading import Dialect, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coding.page.front_page import FrontPage

_SHEET_SUFFIXES = (".xlsx", ".xlsm")


def write_pages(path: Path, pages: Sequence[FrontPage], reading: Reading) -> tuple[str, ...]:
    """Write pages back in the family, columns, order and encoding of the file that they were read from.

    Unknown columns go out as they came. Columns are added only where a page has grown beyond them. Returns
    Chinese notes on what could not be written. Raises UnusableInputError when the file cannot be written.
    """
    dialect = reading.dialect
    match = match_of(reading)
    grown, names = match, extra_names(match)
    if dialect.kind != "dbf":  # a table of fixed width has no place for more
        grown, names = _grown(match, missing_columns(match.layout, (c for c in match.columns if c), pages))
    originals = _Originals(reading)
    writer = CellWriter(grown, names=names)
    rows = (writer.cells(page, originals.of(page)) for page in pages)
    if grown.header != match.header:
        dialect = replace(dialect, below=())  # labels under a header that has changed would be wrong
    sheet = pages[0].origin.sheet if pages else ""
    notes = _write(Path(path), grown, rows, reading.encoding, dialect, sheet)
    lost = unwritten_keys((c for c in grown.columns if c), pages)
    return (*notes, f"该布局没有这些栏目的列，未写出：{'、'.join(lost)}。") if lost else notes


class _Originals:
    """The pages as they were read, found by their row."""

    def __init__(self, reading: Reading) -> None:
        self._pages = reading.pages
        self._places = {page.origin.row: place for place, page in enumerate(reading.pages)}

    def of(self, page: FrontPage) -> FrontPage | None:
        place = self._places.get(page.origin.row)
        return None if place is None else self._pages[place]


def match_of(reading: Reading) -> HeaderMatch:
    """The columns of a file that was read, as fields. Raises UnusableInputError when they are not known."""
    profile = reading.dialect.profile
    match = SourceProfile.from_json(profile).match(reading.columns) if profile else match_header(reading.columns)
    if match is None or not match.layout.is_readable:
        raise UnusableInputError(f"不知道“{reading.file}”的列名，无法按原格式写出：请重新导入该文件后再导出。")
    return match


def write_n041(path: Path, pages: Sequence[FrontPage], encoding: str = "gb18030") -> tuple[str, ...]:
    """A new 卫统4-1 (N041) file: standard columns in standard order, more repeats where pages need them.

    ``.xlsx`` by the name of the path, else CSV in ``encoding``. Raises UnusableInputError when it cannot be written.
    """
    return write_layout(path, pages, "n041", encoding)


#: The day that a new .dbf says it was written on where the caller has none to give.
UNDATED = date(2000, 1, 1)


def write_layout(
    path: Path, pages: Sequence[FrontPage], layout_id: str, encoding: str = "gb18030", day: date = UNDATED
) -> tuple[str, ...]:
    """A new file of a layout (n041, n042, hqms2020, hqms_p, setl4101, compact); see ``write_n041``.

    The form follows the suffix: .xlsx, .dbf, .json, .xml, else CSV; a settlement list is JSON. Columns that no
    field knows follow at the end, so that nothing of the source is lost. ``day``: today, for the header of a .dbf.
    A .dbf with texts of more than 254 bytes gets a .fpt beside it. Returns Chinese notes. Raises UnusableInputError
    when it cannot be written.
    """
    layout = layout_by_id(layout_id)
    translator = Translator(layout)
    needs = NeedsCount() if layout_id == SETTLEMENT_LIST else None
    stack = PageStack()
    for page in pages:
        stack.append(translator.page(page))
        if needs is not None:
            needs.add(page)
    pages = stack.finished()
    standard = [c for c in layout.columns if c.written]
    wanted = {*standard, *missing_columns(layout, standard, pages)}
    columns = tuple(c for c in layout.columns if c in wanted)
    # what was kept of a mended cell bears the name of a known column: it has no place in a new file
    further = tuple(dict.fromkeys(name for page in pages for name in page.extra if _goes_along(name, layout)))
    match = HeaderMatch(layout, (*(c.name for c in columns), *further), (*columns, *(None for _ in further)))
    writer = CellWriter(match, fill_hours=True)
    path = Path(path)
    encoding = "xlsx" if path.suffix.lower() in _SHEET_SUFFIXES else encoding
    rows = (writer.cells(replace(page, extra={n: page.extra.get(n, "") for n in further})) for page in pages)
    suffix = path.suffix.lower()
    kind = "settlement" if needs is not None else {".json": "json", ".xml": "xml", ".dbf": "dbf"}.get(suffix, "")
    dialect = Dialect(kind=kind, frame=_FRAMES.get(kind, ("", "", "")))
    notes = _write(path, match, rows, "utf-8" if kind in _FRAMES else encoding, dialect, "", day)
    told = needs_in_words(needs.items()) if needs is not None else ""
    return (*notes, *translator.notes(), *((told,) if told else ()))


def _goes_along(name: str, layout: Layout) -> bool:
    """Whether a column that no field knows has a place in a new file: parts of a list and whole records have none."""
    if layout.id == SETTLEMENT_LIST or name.startswith("#") or re.match(r"[a-z]+info\.", name):
        return False
    return layout.column(name) is None


def _grown(match: HeaderMatch, missing: Iterable[Column]) -> tuple[HeaderMatch, list[str]]:
    """The header with further columns: a row of a group after the row before it, the rest at the end.

    With the names under which its cells were kept: that of a column without a name of its own tells where it stood.
    """
    header, columns, names = list(match.header), list(match.columns), extra_names(match)
    for column in missing:
        place = len(columns)
        if column.group:
            rows = [(c.index, p) for p, c in enumerate(columns) if c and c.group == column.group]
            before = [spot for spot in rows if spot[0] <= column.index]
            place = max(before)[1] + 1 if before else place
        header.insert(place, column.name)
        columns.insert(place, column)
        names.insert(place, column.name)
    if len(header) == len(match.header):
        return match, names
    # a double keeps following the column that it repeats, wherever both now stand
    first = {column.name: p for p, column in enumerate(columns) if column}
    doubles = tuple(
        (p, first[known.name])
        for p, text in enumerate(header)
        if columns[p] is None and (known := match.layout.column(text)) and known.name in first
    )
    return HeaderMatch(match.layout, tuple(header), tuple(columns), doubles), names


def write_rows(
    path: Path, header: HeaderMatch, rows: Iterable[list[str]], encoding: str, dialect: Dialect, sheet: str = ""
) -> None:
    """Rows of text under a header, as CSV or, where ``encoding`` is xlsx, as a sheet. Raises UnusableInputError."""
    _write(path, header, rows, encoding, dialect, sheet)


#: What stands around the records of a new file.
_FRAMES = {
    "json": ("[\n", ",\n", "\n]\n"),
    "settlement": ("[\n", ",\n", "\n]\n"),
    "xml": ('<?xml version="1.0" encoding="UTF-8"?>\n<ROWS>\n', "\n", "\n</ROWS>\n"),
}


def _write(
    path: Path,
    match: HeaderMatch,
    rows: Iterable[list[str]],
    encoding: str,
    dialect: Dialect,
    sheet: str,
    day: date = UNDATED,
) -> tuple[str, ...]:
    header = match.header
    encoding = "utf-8-sig" if encoding == PARQUET else encoding
    is_sheet = encoding == "xlsx"
    if is_sheet and path.suffix.lower() not in _SHEET_SUFFIXES:
        raise UnusableInputError(f"原文件是 Excel 工作簿，不能写成“{path.name}”：请以 .xlsx 为扩展名保存。")
    notes: list[str] = []
    if is_sheet:
        write_workbook(path, chain(dialect.rows_above, [header], dialect.below, rows), sheet)
    elif dialect.kind == "dbf":
        whole = list(rows)
        table = dbf_table(match, whole, dialect) if dialect.template else new_dbf(match, whole, day)
        _write_table(path, table)
        notes += table.notes
    else:
        lost: Counter[str] = Counter()
        lines = text_of_records(match, rows, dialect, lost) if dialect.kind else _lines(header, rows, dialect)
        with whole_file(path, encoding, "surrogateescape") as file:
            file.writelines(lines)
        notes += [
            f"清单的“{name}”有 {count} 处修改没有写出：它由各项合成，请在源系统更正。" for name, count in lost.items()
        ]
    return tuple(notes)


def _write_table(path: Path, table: Table) -> None:
    """The memos first: a table never stands there without what it points to. Where the table then cannot be written,
    the one that is there gets its own memos back.
    """
    if not table.memo_suffix:
        with whole_binary(path) as file:
            file.writelines(table.pieces)
        return
    beside = _beside(path, table)
    if beside.exists() and not path.exists():
        raise UnusableInputError(f"旁边已经有“{beside.name}”，它会被覆盖：请换一个文件名。")
    before = beside.read_bytes() if beside.exists() else None
    with whole_binary(beside) as memos:
        memos.writelines(table.memo_pieces)
    try:
        with whole_binary(path) as file:
            file.writelines(table.pieces)
    except UnusableInputError:
        if before is None:
            beside.unlink(missing_ok=True)
        else:
            with whole_binary(beside) as memos:
                memos.write(before)
        raise


def _beside(path: Path, table: Table) -> Path:
    """The memo file of a table: the one that a reader takes, in whatever letters its name is written."""
    there = memo_path(path, table.pieces[0][0])
    if there is not None and there.suffix.lower() == table.memo_suffix:
        return there
    return path.with_suffix(table.memo_suffix.upper() if path.suffix.isupper() else table.memo_suffix)


def _lines(header: Sequence[str], rows: Iterable[list[str]], dialect: Dialect) -> Iterator[str]:
    yield from dialect.preamble
    line = csv_line(header, dialect.delimiter, dialect.quote_all)
    for cells in chain(dialect.below, rows):
        yield line + dialect.newline
        line = csv_line(cells, dialect.delimiter, dialect.quote_all)
    yield line + (dialect.newline if dialect.final_newline else "")
