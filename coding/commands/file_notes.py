"""What is to be said of files on their way in: a line a note; of a folder of hundreds of files the first lines only."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Final

from coding.exchange.parquetfile import PARQUET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coding.page.reading import Reading

#: Lines on files of data sets.
_TOLD: Final = 20


def file_notes(readings: Iterable[Reading]) -> Iterator[str]:
    """The lines, with the name of the file before each."""
    of_sets = []
    for reading in readings:
        lines = [f"{reading.file}：{note}" for note in reading.notes if note not in reading.unread]
        if reading.encoding == PARQUET:
            of_sets += lines
        else:
            yield from lines
    yield from _first(of_sets)


def tell_unread(readings: Iterable[Reading]) -> bool:
    """Tell which files of folders could not be read, however quiet the run; whether there are any."""
    unread = [note for reading in readings for note in reading.unread]
    for line in _first(unread):
        print(line, file=sys.stderr)
    return bool(unread)


def _first(lines: Sequence[str]) -> Iterator[str]:
    yield from islice(lines, _TOLD)
    if len(lines) > _TOLD:
        yield f"另有 {len(lines) - _TOLD:,} 条这样的说明：全部见 summary.json。"
