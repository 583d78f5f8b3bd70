"""What is to be said of files on their way in: a line a note; of a folder of hundreds of files the first lines only."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from coding.exchange.parquetfile import PARQUET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coding.page.reading import Reading

#: Lines on files of data sets.
_TOLD: Final = 20


def file_notes(readings: Iterable[Reading]) -> Iterator[str]:
    """The lines, with the name of the file before each."""
    of_sets = []
    for reading in readings:
        lines = [f"{reading.file}：{note}" for note in reading.notes]
        if reading.encoding == PARQUET:
            of_sets += lines
        else:
            yield from lines
    yield from islice(of_sets, _TOLD)
    if len(of_sets) > _TOLD:
        yield f"另有 {len(of_sets) - _TOLD:,} 条这样的说明：全部见 summary.json。"
