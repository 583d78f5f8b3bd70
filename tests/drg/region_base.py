"""A base scheme of invented codes that regions divide: the small pack, and further ADRGs where a test asks for them."""

from coding.base.sheet_writer import csv_line
from coding.drg.compiled import compile_pack
from coding.drg.pack import read_pack
from tests.drg.small_pack import SMALL


def files_of(tables):
    """The bytes of a pack's files."""
    lines = {name: "\r\n".join(csv_line(row) for row in rows) for name, rows in tables.items()}
    return {f"{name}.csv": text.encode() for name, text in lines.items()}


def base(**changed):
    """The small pack compiled, with other tables where a test gives them."""
    return compile_pack(read_pack(files_of({**SMALL, **changed}), "小方案"))
