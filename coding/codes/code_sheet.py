"""Rows of a sheet that a hospital brings: CSV (UTF-8, BOM, GB18030) or .xlsx, first sheet."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from coding.base.errors import KnowledgeError

_SHEETS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}


def read_rows(path: Path) -> list[list[str]]:
    """All rows of the file as text, header included; numbers without a false ``.0``.

    Raises KnowledgeError when the file is absent, empty or not readable.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"文件“{path}”打不开，请检查路径和读取权限。") from error
    if path.suffix.lower() in _SHEETS or data[:4] == b"PK\x03\x04":
        return _workbook(path, data)
    return _delimited(path, data)


def decode(data: bytes) -> str | None:
    """The text of a file in UTF-8 (with or without BOM), UTF-16 with BOM or GB18030; None when it is none of them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimited(path: Path, data: bytes) -> list[list[str]]:
    text = decode(data)
    if text is None or "\0" in text:
        raise KnowledgeError(f"文件“{path.name}”不是 UTF-8 或 GB18030 的文本，请另存为 CSV 或 xlsx 后再导入。")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",\t;|", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise KnowledgeError(f"文件“{path.name}”的 CSV 格式有误，请用表格软件另存为 CSV 或 xlsx 后再导入。") from error
    return _checked(path, [row for row in rows if any(row)])


def _workbook(path: Path, data: bytes) -> list[list[str]]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except Exception as error:  # calamine raises plain exceptions of many kinds on damaged files
        raise KnowledgeError(f"文件“{path.name}”不是可读的 Excel 工作簿，请用表格软件重新另存后再导入。") from error
    rows = max(sheets, key=len, default=[])
    return _checked(path, [[cell_text(c) for c in row] for row in rows if any(c != "" for c in row)])


def cell_text(cell: object) -> str:
    """The text of a spreadsheet cell; a whole number shows no decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _checked(path: Path, rows: list[list[str]]) -> list[list[str]]:
    if not rows:
        raise KnowledgeError(f"文件“{path.name}”是空的，请选择有表头和数据的文件。")
    return rows


def fold_header(text: str) -> str:
    """A header as it is compared: width, case, blanks and punctuation folded."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def find_column(header: Sequence[str], names: Sequence[str], taken: Sequence[int] = ()) -> int | None:
    """The column whose header is one of ``names`` (best first), else the first that contains one; None when absent."""
    folded = [fold_header(h) for h in header]
    wanted = [fold_header(n) for n in names]
    for name in wanted:
        for i, head in enumerate(folded):
            if head == name and i not in taken:
                return i
    for name in wanted:
        for i, head in enumerate(folded):
            if len(name) > 1 and name in head and i not in taken:
                return i
    return None
