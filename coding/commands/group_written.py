"""The file of ``group``: a header and a line for every row, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.whole_file import whole_file
from coding.work.grouped_rows import LostLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from coding.work.grouped_rows import GroupedLines


@dataclass(frozen=True, slots=True)
class Written:
    """Rows that were written, how many of them were unreadable or had no day, and those that could not be done."""

    rows: int
    unreadable: int
    dayless: int
    lost: tuple[LostLines, ...] = ()


def write_rows(
    out: Path,
    header: str,
    lines: Iterable[GroupedLines | LostLines],
    step: Callable[[int, int], None] = lambda _done, _total: None,
    expected: int = 0,
) -> Written:
    """Write the lines as they come. ``step`` is told how many there are and how many are ``expected``."""
    rows = unreadable = dayless = 0
    lost = []
    with whole_file(out) as file:
        file.write(f"{header}\r\n")
        for one in lines:
            if isinstance(one, LostLines):
                lost.append(one)
            done = one.lines if isinstance(one, LostLines) else one
            file.write(done.text)
            rows += done.rows
            unreadable += done.unreadable
            dayless += done.dayless
            step(rows, expected)
    return Written(rows, unreadable, dayless, tuple(lost))
