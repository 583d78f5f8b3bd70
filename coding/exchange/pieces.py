"""A text file in pieces of whole lines that can be read apart, each in a process of its own.

A piece holds nothing that reaches over its end: from the first quotation mark on, and wherever lines may end otherwise
than by a line feed, the rest of the file is one piece.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from coding.base.encoding import BYTE_ERRORS, has_broken_bytes
from coding.exchange.textfile import RECORD_CHARS, Record, TextFile, records_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coding.exchange.read import Source

#: Bytes of a piece: some thousands of cases.
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of a file; ``data`` None = from ``start`` to its end. Small and plain, so that it can be sent."""

    path: Path
    encoding: str
    delimiter: str
    width: int
    start: int
    data: bytes | None = None

    def records(self) -> Iterator[Record]:
        """The data rows of this piece, as the file itself gives them; their numbers begin anew."""
        delimiter, width = self.delimiter, self.width
        if self.data is None:
            with self.path.open("rb") as raw:
                raw.seek(self.start)
                yield from records_in(_as_text(raw, self.encoding), delimiter, width)
            return
        text = self.data.decode(self.encoding, BYTE_ERRORS)
        lines = text.split("\n")
        if not _is_plain(text, lines):
            yield from records_in(io.StringIO(text, newline=""), delimiter, width)
            return
        row = 0
        for line in lines:
            line = line.rstrip("\r")
            if line:
                row += 1
                cells = line.split(delimiter)
                if len(cells) == width:
                    yield Record(row, cells)
                else:  # what is wrong with it is said in one place
                    yield from records_in(io.StringIO(line, newline=""), delimiter, width)


def pieces_of(source: Source, size: int = _PIECE) -> Iterator[Piece]:
    """The pieces of a file, in order, of some ``size`` bytes; none where it cannot be taken apart and is read whole."""
    file = source.file
    if not isinstance(file, TextFile) or source.dialect.below or file.encoding.startswith("utf-16"):
        return
    whole = Piece(file.path, file.encoding, file.dialect.delimiter, len(file.match.header), 0)
    with file.path.open("rb") as raw:
        header = b"".join(raw.readline() for _ in range(file.header_lines))
        if not _ends_by_line_feeds(header):
            return
        start = len(header)
        while data := raw.read(size):
            data += raw.readline(RECORD_CHARS)
            if b'"' in data or not data.endswith(b"\n") or not _ends_by_line_feeds(data):
                yield replace(whole, start=start)
                return
            yield replace(whole, start=start, data=data)
            start += len(data)


def _as_text(raw: IO[bytes], encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding=encoding, errors=BYTE_ERRORS, newline="")


def _ends_by_line_feeds(data: bytes) -> bool:
    return data.count(b"\r") == data.count(b"\r\n")


def _is_plain(text: str, lines: list[str]) -> bool:
    """Whether nothing in the text needs a second look."""
    is_sound = "\x00" not in text and (text.isascii() or not has_broken_bytes(text))
    return is_sound and max(map(len, lines)) < RECORD_CHARS
