"""The files of a scheme pack, whatever it pays by: a folder, a .zip or one workbook with a sheet a table.

Tables are CSV; one may be split over several files of a folder of its name (``adrg_codes/MDCB.csv``). Lines that begin
with ``#`` are comments. Encodings as everywhere.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from coding.base.archive import is_archive
from coding.base.as_written import as_written
from coding.base.delimited import delimited_rows
from coding.base.encoding import decoded
from coding.base.errors import CodingError, KnowledgeError
from coding.base.sheets import Sheet, is_workbook, read_workbook

#: Rows of one file as (line from 1, cells), the header first.
Rows = Iterator[tuple[int, list[str]]]
#: The sheets of every workbook among the files of a pack.
Books = dict[str, list[Sheet]]
_BOOKS = (".xlsx", ".xlsm", ".xls")
_SHORT = re.compile(r"\d{1,2}\.\d{1,4}")
#: Where an .xlsx lists its sheets, and as much of the list as is looked at.
_SHEETS_IN, _MOST_OF_A_LIST = "xl/workbook.xml", 1 << 20
_SHEET_NAME = re.compile(r"""<(?:\w+:)?sheet\s[^<>]*?\bname=["']([^"'>]*)["']""")
_HIDDEN = re.compile(r"""<(?:\w+:)?sheet\s(?=[^<>]*\bstate=["'](?:hidden|veryHidden))[^<>]*?\bname=["']([^"'>]*)["']""")
#: Windows lets nobody make a file that is called aux.csv.
_ALSO_CALLED = {"auxiliary": "aux"}
#: The text of a pack is some megabytes; what unpacks to more was made to fill the memory.
_MOST_UNPACKED = 512 << 20


def is_book(name: str) -> bool:
    """Whether a file is called as a workbook is, and not as the lock that a spreadsheet program leaves beside one."""
    path = PurePosixPath(name)
    return path.suffix.lower() in _BOOKS and not path.name.startswith(("~$", "."))


def pack_files(path: Path, also: Callable[[str], bool] = lambda _name: False) -> dict[str, bytes]:
    """The files of a folder or .zip that belong to a pack, by their name in it; an .xlsx is one file.

    ``also`` says of other names than those of tables whether they belong to it. Raises KnowledgeError when nothing can
    be read there.
    """
    try:
        if path.is_dir():
            folder = as_written(path)
            found = sorted(p for p in folder.rglob("*") if (_is_table(p.name) or also(p.name)) and p.is_file())
            return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}
        if not path.is_file():
            raise KnowledgeError(f"找不到分组方案“{path}”：请检查路径，方案应为文件夹、.zip 或 .xlsx。")
        if path.suffix.lower() in _BOOKS or (is_workbook(path) and not is_archive(path)):
            return {path.name: path.read_bytes()}
        if zipfile.is_zipfile(path):
            return _unzipped(path, also)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        raise KnowledgeError(f"分组方案“{path.name}”打不开（{error}）：请检查文件是否完整、是否有读取权限。") from error
    raise KnowledgeError(f"分组方案“{path.name}”不是文件夹、.zip 或 .xlsx：请选择完整的方案包。")


def content_stamp(files: dict[str, bytes]) -> str:
    """Sixteen hexadecimal digits that change with any byte of the pack."""
    digest = hashlib.blake2b(digest_size=8)
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def names_of_tables(path: Path, known: Collection[str]) -> frozenset[str]:
    """Which of these tables a pack has, by the names of its files or sheets: no table is read for it.

    What cannot be opened has none; who reads it says why.
    """
    names = names_of_sheets(path)
    if names is not None:
        return frozenset(table for name in names if (table := _table_of(name, known)))
    try:
        return frozenset(table for table, _, _ in tables_in(pack_files(path), known))
    except CodingError:
        return frozenset()


def hidden_sheets(data: bytes) -> frozenset[str]:
    """The names of the sheets of an .xlsx that nobody sees who opens it; none for anything else."""
    return frozenset(_sheet_names(io.BytesIO(data), _HIDDEN) or ())


def names_of_sheets(path: Path) -> list[str] | None:
    """The names of the sheets of an .xlsx, without reading one of them; None for anything else."""
    return _sheet_names(path, _SHEET_NAME) if path.is_file() else None


def _sheet_names(source: Path | IO[bytes], pattern: re.Pattern[str]) -> list[str] | None:
    try:
        with zipfile.ZipFile(source) as archive, archive.open(_SHEETS_IN) as part:
            return [html.unescape(name) for name in pattern.findall(part.read(_MOST_OF_A_LIST).decode("utf-8"))]
    except (KeyError, OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, UnicodeDecodeError):
        return None


def books_in(files: dict[str, bytes]) -> Books:
    """The workbooks among the files of a pack, read. Raises UnreadableSheetError."""
    return {
        name: read_workbook(data, name)
        for name, data in sorted(files.items())
        if name.lower().endswith(_BOOKS) or is_workbook(data)
    }


def tables_in(
    files: dict[str, bytes], known: Collection[str], books: Books | None = None
) -> Iterator[tuple[str, str, Callable[[], Rows]]]:
    """(table, file, how to read its rows) of every file and sheet that holds a table of these names.

    ``books``: what ``books_in`` says of these files, where it was asked already.
    """
    books = books_in(files) if books is None else books
    for name, data in sorted(files.items()):
        if name in books:
            for sheet in books[name]:
                if table := _table_of(sheet.name, known):
                    yield table, sheet.name, partial(iter, _sheet_rows(sheet))
        elif name.lower().endswith(".csv") and (table := _table_of(name, known)):
            yield table, name, partial(_csv_rows, name, data)


def _is_table(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in {".csv", ".txt"}


def _unzipped(path: Path, also: Callable[[str], bool]) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if _is_table(n) or also(n)]
        names = [n for n in names if not n.startswith("__MACOSX/")]
        roots = {PurePosixPath(n).parent for n in names if PurePosixPath(n).name.lower() == "scheme.csv"}
        root = min(roots, key=lambda p: len(p.parts), default=PurePosixPath())
        if sum(archive.getinfo(n).file_size for n in names) > _MOST_UNPACKED:
            raise KnowledgeError(f"分组方案“{path.name}”解开后过大：请检查压缩包里是否只有方案的各张表。")
        inside = [n for n in names if PurePosixPath(n).is_relative_to(root)]
        return {str(PurePosixPath(n).relative_to(root)): archive.read(n) for n in inside}


def pack_text(name: str, data: bytes) -> str:
    """The text of a file of a pack; "" for an empty one. Raises KnowledgeError."""
    return decoded(data, name) if data.strip() else ""


def _csv_rows(name: str, data: bytes) -> Rows:
    return (
        (line, row)
        for line, row in delimited_rows(pack_text(name, data), name, ",")
        if row and not row[0].startswith("#")
    )


def _sheet_rows(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """The rows of a sheet with their numbers; codes get back the zeros that they lost when they were typed as numbers.

    37.5100 becomes 37.51 then: no other column of a pack holds decimals but the settings.
    """
    rows = [(at, row) for at, row in enumerate(sheet.rows, 1) if any(row) and not row[0].startswith("#")]
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if "code" not in header:
        return rows
    place = header.index("code")
    return [(at, [*r[:place], _with_zeros(r[place]), *r[place + 1 :]] if place < len(r) else r) for at, r in rows]


def _with_zeros(code: str) -> str:
    whole, _, rest = code.partition(".")
    return f"{whole:0>2}.{rest:0<4}" if _SHORT.fullmatch(code) else code


def _table_of(name: str, known: Collection[str]) -> str | None:
    """The table that a file belongs to: ``adrg.csv``, ``adrg/MDCB.csv`` or a sheet ``adrg``."""
    path = PurePosixPath(name)
    for named in (path.stem if path.suffix.lower() == ".csv" else path.name, path.parent.name):
        word = named.strip().lower()
        word = _ALSO_CALLED.get(word, word)
        if word in known:
            return word
    return None
