"""Reading a scheme pack: a folder, a .zip or one .xlsx with a sheet per file → plain tables.

A pack is CSV tables (``docs/schemes.md``); one table may be split over several files of a folder of its
name (``adrg_codes/MDCB.csv``), and what concerns one MDC may stand in a ``MDCB.txt`` (``mdc_text``).
Lines that begin with ``#`` are comments. Encodings: UTF-8 with or without BOM, GB18030.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from coding.base.archive import is_archive
from coding.base.delimited import delimited_rows
from coding.base.encoding import decoded
from coding.base.errors import KnowledgeError
from coding.base.sheets import Sheet, is_workbook, read_workbook
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


_BOOKS = (".xlsx", ".xlsm", ".xls")
_SHORT = re.compile(r"\d{1,2}\.\d{1,4}")
#: The text of a pack is some megabytes; what unpacks to more was made to fill the memory.
_MOST_UNPACKED = 512 << 20

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
        if path.suffix.lower() in _BOOKS or (is_workbook(path) and not is_archive(path)):
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
        if lowered.endswith(_BOOKS) or is_workbook(data):
            for sheet in read_workbook(data, name):
                _add(pack, _table_of(sheet.name), sheet.name, partial(iter, _sheet_rows(sheet)))
        elif lowered.endswith(".csv"):
            _add(pack, _table_of(name), name, partial(_csv_rows, name, _text(name, data)))
        else:
            for table, statements in read_mdc_text(name, _text(name, data)).items():
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
        if sum(archive.getinfo(n).file_size for n in names) > _MOST_UNPACKED:
            raise KnowledgeError(f"分组方案“{path.name}”解开后过大：请检查压缩包里是否只有方案的各张表。")
        inside = [n for n in names if PurePosixPath(n).is_relative_to(root)]
        return {str(PurePosixPath(n).relative_to(root)): archive.read(n) for n in inside}


def _text(name: str, data: bytes) -> str:
    return decoded(data, name) if data.strip() else ""


def _csv_rows(name: str, text: str) -> Rows:
    return ((line, row) for line, row in delimited_rows(text, name, ",") if row and not row[0].startswith("#"))


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
