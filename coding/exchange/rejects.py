"""Rows that were turned back, in the layout they came in with the reason before them: to be mended and read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.formula_guard import guarded
from coding.base.numbers import whole_number
from coding.exchange.column_names import REASON_COLUMNS, extra_names
from coding.exchange.layout import HeaderMatch
from coding.exchange.recordfile import RAW
from coding.exchange.write import match_of, write_rows
from coding.page.reading import Dialect, Reading, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_rejects(path: Path, reading: Reading) -> int:
    """Write the rejects of a file; CSV in UTF-8 or .xlsx, by the suffix. Their number.

    Raises UnusableInputError when the file cannot be written.
    """
    path = Path(path)
    match = match_of(reading)
    columns = [name for name in extra_names(match) if name not in (RAW, *REASON_COLUMNS)]
    # cells beyond the last column follow at the end, where whoever mends the row sees them
    spare = sorted({name for r in reading.rejects for name in r.raw if name not in columns and name != RAW}, key=_place)
    header = [*REASON_COLUMNS, *columns, *(s for s in spare if s not in REASON_COLUMNS)]
    is_sheet = path.suffix.lower() in (".xlsx", ".xlsm")
    # whatever the source was in: a reason must be legible in any spreadsheet program
    encoding = "xlsx" if is_sheet else "utf-8-sig"
    dialect = Dialect() if reading.dialect.kind else replace(reading.dialect, preamble=(), rows_above=(), below=())
    wide = HeaderMatch(match.layout, tuple(header), (None,) * len(header))
    write_rows(path, wide, _rows(reading.rejects, header), encoding, dialect)
    return len(reading.rejects)


def _rows(rejects: tuple[Reject, ...], header: list[str]) -> Iterator[list[str]]:
    for reject in rejects:
        reason = [str(reject.row), reject.case_no, reject.column, reject.reason]
        # people open it to mend the rows; whoever reads it again takes the guard off
        yield [guarded(cell) for cell in (*reason, *(reject.raw.get(name, "") for name in header[len(reason) :]))]


def _place(name: str) -> tuple[int, str]:
    return (whole_number(name.lstrip("#")) or 0, name)
