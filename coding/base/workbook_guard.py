"""How large a zipped workbook (.xlsx) really is, found out before any reader lays it out in memory.

Nothing that the file says of itself is believed: not the sizes in its directory, not ``<dimension>``. What counts is
what unpacks, and where its cells say that they stand.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Bytes of all parts when unpacked, and of a part without cells: shared texts are held in memory as a whole, under
#: whatever name. 300,000 rows of 130 columns have some 100 MB of them.
MOST_UNPACKED = 2 << 30
MOST_SHARED = 512 << 20
#: A workbook shrinks some tenfold, one full of the same word fiftyfold; what shrinks more was made to fill a memory.
MOST_RATIO = 400
_RATIO_FROM = 64 << 20
#: Cells of all sheets, counted from A1 to the last row and the widest column, as the reader lays them out.
MOST_CELLS = 40_000_000
_CHUNK = 1 << 20
#: A tag, or a text without one, that goes on for longer was made to fool.
_LONGEST_TAG = 8 << 20

#: Column and, from row 100,000 on, row of a cell as all programs spell it: <c r="AB12" …>.
_CELL = re.compile(rb'<c r="([A-Z]+(?:\d{6,})?)')
_NEAR = 99_999
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Other names of a sheet that begin as a cell's or a row's does: cols, conditionalFormatting, customSheetViews …
_LIKE_CELLS = (b"<co", b"<cf", b"<cu", b"<ce")
_LIKE_ROWS = (b"<rowB",)
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_REFERENCE = re.compile(r"\s*([A-Za-z]+)(\d+)\s*")


class TooLargeError(Exception):
    """The workbook would fill the memory."""


class BrokenError(Exception):
    """The parts of the workbook cannot be read."""


def check_zipped(file: IO[bytes]) -> None:
    """Raise TooLargeError or BrokenError for a workbook that must not be given to a reader."""
    try:
        with zipfile.ZipFile(file) as archive:
            left = MOST_UNPACKED
            packed = file.seek(0, 2)
            if _declared(archive) > max(_RATIO_FROM, MOST_RATIO * packed):
                raise TooLargeError
            left = min(left, max(_RATIO_FROM, MOST_RATIO * packed))
            sheets: list[tuple[_Part, int]] = []
            for info in archive.infolist():
                part = _Part(file, info, left)
                if info.filename.lower().endswith(".xml"):
                    sheets.append((part, _bound(part)))
                else:
                    part.drain(MOST_SHARED)
                left -= part.size
            if sum(bound for _, bound in sheets) > MOST_CELLS:
                _check_exactly([part for part, bound in sheets if bound])
    except (zipfile.BadZipFile, zlib.error, LookupError, EOFError, RuntimeError, ValueError, OSError) as error:
        raise BrokenError from error


def _declared(archive: zipfile.ZipFile) -> int:
    """What the archive says itself that it unpacks to: to be believed where it is too much."""
    return sum(info.file_size for info in archive.infolist())


def _check_exactly(parts: Sequence[_Part]) -> None:
    cells = 0
    for part in parts:
        cells += _exact_area(part)
        if cells > MOST_CELLS:
            raise TooLargeError


class _Part:
    """One file of the archive, unpacked as far as it goes: the directory may lie about its size."""

    def __init__(self, file: IO[bytes], info: zipfile.ZipInfo, most: int) -> None:
        self._file = file
        self._info = info
        self._most = most
        self.size = 0

    def blocks(self) -> Iterator[bytes]:
        """The unpacked bytes, from the start."""
        self.size = 0
        for block in self._unpacked():
            self.size += len(block)
            if self.size > self._most:
                raise TooLargeError
            yield block

    def drain(self, most: int) -> None:
        """Find out the size; TooLargeError beyond ``most``."""
        for _ in self.blocks():
            if self.size > most:
                raise TooLargeError

    def _unpacked(self) -> Iterator[bytes]:
        packed = self._packed()
        if self._info.compress_type == zipfile.ZIP_STORED:
            yield from packed
            return
        if self._info.compress_type != zipfile.ZIP_DEFLATED or self._info.flag_bits & 1:
            raise BrokenError
        unpacker = zlib.decompressobj(-15)
        for block in packed:
            while block and not unpacker.eof:
                yield unpacker.decompress(block, _CHUNK)
                block = unpacker.unconsumed_tail
        if rest := unpacker.flush():
            yield rest

    def _packed(self) -> Iterator[bytes]:
        at = self._info.header_offset
        self._file.seek(at)
        head = self._file.read(30)
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise BrokenError
        at += 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        left = self._info.compress_size
        while left > 0:
            self._file.seek(at)
            block = self._file.read(min(_CHUNK, left))
            if not block:
                return
            at += len(block)
            left -= len(block)
            yield block


def _bound(part: _Part) -> int:
    """Rows × columns that the cells of a part take up at most, quickly; where that cannot be said, exactly."""
    columns: set[bytes] = set()
    rows = _NEAR
    tail = b""
    is_odd = False
    for piece in part.blocks():
        if is_odd:
            continue  # to the end all the same, for the size
        block = tail + piece
        cut = max(block.rfind(b"<"), 0)
        block, tail = block[:cut], block[cut:]
        if len(tail) > _LONGEST_TAG:
            raise BrokenError
        found = _CELL.findall(block)
        is_odd = _is_odd(block, len(found))
        if part.size > MOST_SHARED and not columns and not found:
            raise TooLargeError  # no sheet
        distinct = set(found)
        columns.update(ref for ref in distinct if ref.isalpha())
        far = {ref for ref in distinct if not ref.isalpha()}
        columns.update(ref.rstrip(b"0123456789") for ref in far)
        rows = max(rows, max((int(ref.lstrip(_LETTERS)[:9]) for ref in far), default=0))
    # what stands after the last "<" is no cell: a whole part ends with a closing tag
    if is_odd:
        return _exact_area(part)
    return rows * max(map(_column_number, columns), default=0)


def _is_odd(block: bytes, cells: int) -> bool:
    """True where a cell or a row may be spelled otherwise than all programs do: that is left to an XML parser."""
    return (
        _count(block, b"<c", _LIKE_CELLS, cells) != cells
        or _count(block, b"<row", _LIKE_ROWS, rows := block.count(b'<row r="')) != rows
        or ((b":c" in block or b":row" in block) and _PREFIXED.search(block) is not None)
        or b"\0" in block  # UTF-16
    )


def _count(block: bytes, start: bytes, others: Sequence[bytes], expected: int) -> int:
    """How many tags begin so; the others are looked for only where the number is not the expected one."""
    found = block.count(start)
    return found if found == expected else found - sum(map(block.count, others))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _exact_area(part: _Part) -> int:
    """The area by the book: every row and cell as an XML parser sees it."""
    place = _Place()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = place.start
    parser.StartDoctypeDeclHandler = place.refuse
    try:
        for block in part.blocks():
            parser.Parse(block, False)
            if place.rows * place.columns > MOST_CELLS:
                raise TooLargeError
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BrokenError from error
    return place.rows * place.columns


class _Place:
    """Where the cells of a sheet stand that have been seen so far."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            told = _REFERENCE.fullmatch(attributes.get("r", ""))
            row = self._row
            if told:
                self._column = _column_number(told[1].encode("ascii", "replace"))
                row = int(told[2][:9])
            else:
                self._column += 1
            self.columns = max(self.columns, self._column)
            self.rows = max(self.rows, row)
        elif tag == "row":
            told_row = attributes.get("r", "").strip()
            self._row = int(told_row[:9]) if told_row.isdecimal() else self._row + 1
            self._column = 0

    def refuse(self, *_: object) -> None:
        raise BrokenError  # no spreadsheet program writes a document type
