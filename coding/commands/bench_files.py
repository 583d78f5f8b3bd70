"""How fast files of a given size become pages on this machine, and how much memory that takes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.resources import resource_path
from coding.base.sheet_writer import csv_line, write_workbook
from coding.base.this_process import peak_mb
from coding.base.whole_file import whole_file
from coding.exchange.read import open_source, read_file

if TYPE_CHECKING:
    from collections.abc import Callable

#: As many columns as a usual N041 export has.
_COLUMNS = 130


def file_figures(rows: int, sheet_rows: int) -> dict[str, dict[str, float]]:
    """Seconds and megabytes for an N041 file of ``rows`` rows as CSV and one of ``sheet_rows`` as .xlsx."""
    with tempfile.TemporaryDirectory() as folder:
        table, book = Path(folder) / "n041.csv", Path(folder) / "n041.xlsx"
        write_many(table, rows)
        seconds = _seconds(lambda: sum(1 for _ in open_source(table).records()))
        figures = {"csv": {"rows": rows, "columns": _COLUMNS, "mb": _megabytes(table), "reading_alone_s": seconds}}
        figures["csv"]["pandas_read_csv_s"] = _seconds(lambda: _pandas(table))
        figures["csv"] |= _apart(table)
        write_many_in_a_book(book, sheet_rows)
        figures["xlsx"] = {"rows": sheet_rows, "columns": _COLUMNS, "mb": _megabytes(book), **_apart(book)}
    return figures


def write_many(path: Path, rows: int) -> None:
    """An N041 file of invented pages: the sample over and over, with record numbers of their own."""
    with whole_file(path, "gb18030") as file:
        file.writelines(csv_line(cells) + "\r\n" for cells in _rows(rows))


def write_many_in_a_book(path: Path, rows: int) -> None:
    """The same as a workbook."""
    write_workbook(path, _rows(rows))


def _rows(count: int) -> list[list[str]]:
    source = open_source(resource_path("sample/sample_n041.csv"))
    wanted = [p for p, c in enumerate(source.match.columns) if c][:_COLUMNS]
    number = next(n for n, p in enumerate(wanted) if source.match.header[p] == "BAH")
    sample = [[record.cells[p] for p in wanted] for record in source.records()]
    table = [[source.match.header[p] for p in wanted]]
    for row in range(count):
        cells = list(sample[row % len(sample)])
        cells[number] = f"{row:08}"
        table.append(cells)
    return table


def _pandas(path: Path) -> int:
    import pandas

    return len(pandas.read_csv(path, encoding="gb18030", dtype=str, low_memory=False))


def _apart(path: Path) -> dict[str, float]:
    """Reading into pages in a process of its own, so that its memory is its own."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(root), str(path)], capture_output=True, text=True, timeout=600, check=False
    )
    words = done.stdout.split()
    return {"into_pages_s": float(words[0]), "memory_mb": float(words[1])} if len(words) == 2 else {}


_CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from coding.commands.bench_files import measured
print(*measured(sys.argv[2]))
"""


def measured(name: str) -> tuple[float, float]:
    """Seconds and the most megabytes for reading this file into pages, in this process."""
    seconds = _seconds(lambda: read_file(Path(name)))
    return seconds, peak_mb()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 2)


def _megabytes(path: Path) -> float:
    return round(path.stat().st_size / (1 << 20), 1)
