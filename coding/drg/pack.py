"""Reading a scheme pack: a folder, a .zip or one .xlsx with a sheet per file → plain tables.

A pack is CSV tables (``docs/schemes.md``); one table may be split over several files of a folder of its
name (``adrg_codes/MDCB.csv``), and what concerns one MDC may stand in a ``MDCB.txt`` (``mdc_text``).
Lines that begin with ``#`` are comments. Encodings: UTF-8 with or without BOM, GB18030.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from coding.base.errors import KnowledgeError
from coding.drg.mdc_text import read_mdc_text

#: Tables of a pack and the columns that are read, in the order in which a row is handed on.
TABLES: dict[str, tuple[str, ...]] = {
    "scheme": ("key", "value"),
    "mdc": ("order", "mdc", "name", "entry_rule", "else_rule"),
    "mdc_dx": ("mdc", "code", "trauma_region"),
    "adrg": ("mdc", "seq", "node", "adrg", "name_derived", "rule", "if_no_drg"),
    "adrg_codes": ("node", "role", "code"),
    "drg_rules": ("node", "seq", "drg", "name", "rule", "list_node"),
    "drg": ("code", "name"),
    "mcc": ("code", "exclusion_table"),
    "cc": ("code", "exclusion_table"),
    "exclusion": ("code", "exclusion_table"),
    "px_valid": ("code", "name"),
}
#: Columns without which a table says nothing.
_NEEDED = {
    "scheme": ("key", "value"),
    "mdc": ("mdc", "entry_rule"),
    "mdc_dx": ("mdc", "code"),
    "adrg": ("mdc", "node", "rule"),
    "adrg_codes": ("node", "role", "code"),
    "drg_rules": ("node", "drg", "rule"),
    "drg": ("code", "name"),
    "mcc": ("code",),
    "cc": ("code",),
    "exclusion": ("code", "exclusion_table"),
    "px_valid": ("code",),
}


Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One file's share of a table. ``read`` gives (line from 1, cells); ``places`` where the columns of TABLES
    stand in a row, -1 for one that the file has not. Read anew each time, so that big lists are never held.
    """

    file: str
    places: tuple[int, ...]
    read: Callable[[], Rows]


@dataclass(frozen=True, slots=True)
class Pack:
    """The tables of a pack as they stand in its files."""

    title: str
    tables: dict[str, list[Part]] = field(default_factory=dict)

    def rows(self, table: str) -> Iterator[tuple[str, int, list[str]]]:
        """(file, line, values in the order of TABLES) of every row of a table, blank rows left out."""
        for part in self.tables.get(table, ()):
            file, places = part.file, part.places
            width = max(places) + 1
            for line, row in part.read():
                if len(row) < width:
                    row = row + [""] * (width - len(row))
                values = [row[p].strip() if p >= 0 else "" for p in places]
                if any(values):
                    yield file, line, values


def pack_files(path: Path) -> dict[str, bytes]:
    """The files of a folder or .zip that belong to a pack, by their name in it; an .xlsx is one file.

    Raises KnowledgeError when nothing can be read there.
    """
    try:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix.lower() in {".csv", ".txt"} and p.is_file())
            return {p.relative_to(path).as_posix(): p.read_bytes() for p in found}
        if not path.is_file():
            raise KnowledgeError(f"找不到分组方案“{path}”：请检查路径，方案应为文件夹、.zip 或 .xlsx。")
        if path.suffix.lower() in {".xlsx", ".xlsm"}:
            return {path.name: path.read_bytes()}
        if zipfile.is_zipfile(path):
            return _unzipped(path)
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


def read_pack(files: dict[str, bytes], title: str) -> Pack:
    """The tables in the files of a pack.

    Raises KnowledgeError when a needed table or column is absent.
    """
    pack = Pack(title)
    for name, data in sorted(files.items()):
        lowered = name.lower()
        if lowered.endswith((".xlsx", ".xlsm")):
            for sheet, rows in workbook_sheets(name, data):
                _add(pack, _table_of(sheet), sheet, partial(iter, rows))
        elif lowered.endswith(".csv"):
            _add(pack, _table_of(name), name, partial(_csv_rows, name, decode(name, data)))
        else:
            for table, statements in read_mdc_text(name, decode(name, data)).items():
                part = Part(name, tuple(range(len(TABLES[table]))), partial(iter, statements))
                pack.tables.setdefault(table, []).append(part)
    for table in ("scheme", "mdc", "mdc_dx", "adrg", "drg_rules"):
        if table not in pack.tables:
            raise KnowledgeError(f"分组方案“{title}”缺少 {table}.csv：请补全方案包（格式见手册“分组方案”一章）。")
    return pack


def _unzipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if PurePosixPath(n).suffix.lower() in {".csv", ".txt"}]
        names = [n for n in names if not n.startswith("__MACOSX/")]
        roots = {PurePosixPath(n).parent for n in names if PurePosixPath(n).name.lower() == "scheme.csv"}
        root = min(roots, key=lambda p: len(p.parts), default=PurePosixPath())
        inside = [n for n in names if PurePosixPath(n).is_relative_to(root)]
        return {str(PurePosixPath(n).relative_to(root)): archive.read(n) for n in inside}


def decode(name: str, data: bytes) -> str:
    """The text of a file in UTF-8 or GB18030.

    Raises KnowledgeError for any other encoding.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise KnowledgeError(f"分组方案中的 {name} 不是 UTF-8 或 GB18030 文本：请另存为 CSV UTF-8 后再试。")


def _csv_rows(name: str, text: str) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            if row and not row[0].startswith("#"):
                yield reader.line_num, row
    except csv.Error as error:
        raise KnowledgeError(f"分组方案中的 {name} 第{reader.line_num}行不是合格的 CSV：请检查引号和逗号。") from error


def workbook_sheets(name: str, data: bytes) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    """Sheet by sheet: its name, and its rows as (line from 1, cells); blank rows and comments are left out."""
    import python_calamine  # kept from the start of the program: only a workbook needs it

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            lines = [(at, [_cell(v) for v in row]) for at, row in enumerate(rows, 1)]
            yield sheet, [(at, row) for at, row in lines if any(row) and not row[0].startswith("#")]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise KnowledgeError(f"分组方案“{name}”不是可读的 .xlsx：请用表格软件另存后再试。") from error


def _cell(value: object) -> str:
    if isinstance(value, float):  # 37.5100 typed as a number lost its zeros: no other table column holds decimals
        return str(int(value)) if value.is_integer() else f"{value:07.4f}"
    return "" if value is None else str(value)


def _table_of(name: str) -> str | None:
    """The table that a file belongs to: ``adrg.csv``, ``adrg/MDCB.csv`` or a sheet ``adrg``."""
    path = PurePosixPath(name)
    for word in (path.stem if path.suffix.lower() == ".csv" else path.name, path.parent.name):
        if word.strip().lower() in TABLES:
            return word.strip().lower()
    return None


def _add(pack: Pack, table: str | None, file: str, read: Callable[[], Rows]) -> None:
    if table is None:
        return
    header = [h.strip().lower() for h in next(read(), (0, []))[1]]
    missing = [c for c in _NEEDED[table] if c not in header]
    if missing:
        raise KnowledgeError(f"分组方案“{pack.title}”的 {file} 缺少列 {'、'.join(missing)}：请按格式补上表头。")
    places = tuple(header.index(c) if c in header else -1 for c in TABLES[table])

    def body() -> Rows:
        rows = read()
        next(rows, None)
        return rows

    pack.tables.setdefault(table, []).append(Part(file, places, body))
