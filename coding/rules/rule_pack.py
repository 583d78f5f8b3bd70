"""A rule pack ``.fprules``: a zip with the table of rules in it and a page that says what it is."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from coding.base.encoding import decoded, detect_encoding, open_text
from coding.base.errors import UnusableInputError
from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_binary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

#: What the name of a rule pack ends with, and what is in it.
ENDING: Final = ".fprules"
TABLE: Final = "rules.csv"
ABOUT: Final = "说明.txt"
_WORDS: Final = (
    "住院病案首页编码与质控：规则包。\r\n"
    "双击它，或在规则库按“导入…”：先列出会改动哪些规则，同意后才采用。\r\n"
    f"{TABLE} 是同样的规则，可以用表格软件打开。\r\n"
)
#: A pack has no date: the same rules give the same bytes.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
#: The least that says of a table that its rows are rules.
_COLUMNS: Final = {"id", "kind", "params"}


def is_rule_pack(path: Path) -> bool:
    """Whether a file is called or made as a pack of rules. Raises OSError."""
    if path.suffix.lower() == ENDING:
        return True
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return TABLE in archive.namelist()


def is_rule_file(path: Path) -> bool:
    """Whether a file is a pack of rules or a table in their columns. Raises OSError, UnicodeError, CodingError."""
    if zipfile.is_zipfile(path) or path.suffix.lower() == ENDING:
        return is_rule_pack(path)
    with open_text(path, detect_encoding(path)) as file:
        header = {cell.strip().lstrip("\ufeff").lower() for cell in next(csv.reader(file), [])}
    return header >= _COLUMNS


def write_rule_pack(path: Path, lines: Iterable[Sequence[str]]) -> None:
    """Write a table, header first, as a pack: whole or not at all. Raises UnusableInputError."""
    table = "".join(f"{people_line(line)}\r\n" for line in lines)
    with whole_binary(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ((TABLE, table), (ABOUT, _WORDS)):
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), text.encode("utf-8-sig"), zipfile.ZIP_DEFLATED)


def table_in_pack(path: Path, most: int) -> IO[str]:
    """The table in a pack, to be read as text; ``most``: of so many bytes. Raises UnusableInputError, OSError."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(TABLE) as held:
            data = held.read(most + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnusableInputError(
            f"“{path.name}”不是规则包，或已损坏：请选择由规则库导出的 {ENDING} 或 CSV 文件。"
        ) from error
    if len(data) > most:
        raise UnusableInputError(f"“{path.name}”里的规则表太大，不像规则包：请选择从规则库导出的文件。")
    return io.StringIO(decoded(data, path.name), newline="")
