"""dBase III and FoxPro tables (.dbf): fixed width, Chinese as GBK whatever the language byte says.

Own reader: what is on the package index decodes by the language byte, which exports leave 0 or wrong, and
gives no bytes back for a file that is to be returned as it came. Source: dBase III+ file structure.
"""

from __future__ import annotations

import struct
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.base.encoding import has_broken_bytes, shown
from coding.base.errors import UnusableInputError
from coding.base.standard_input import STANDARD_INPUT
from coding.exchange.dbf_cells import DbfField, cell_text
from coding.exchange.layout import Finder, HeaderMatch, match_header
from coding.exchange.memo import LostMemoError, MemoFile, block_of, memo_path, memo_suffix
from coding.exchange.recordfile import RAW, recognised
from coding.exchange.textfile import MOST_COLUMNS, Record
from coding.page.reading import Dialect, RejectKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

_VERSIONS = frozenset({0x02, 0x03, 0x04, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8C, 0xCB, 0xF5, 0xFB})
_MOST_RECORD = 1 << 20
#: The first byte of a new table that has memos: FoxPro 2, which says the length of each.
NEW_WITH_MEMO: Final = 0xF5
#: How a record begins: as one that counts, as one that was deleted; and what stands after the last one.
_LIVE, _DELETED, _END = b" ", b"*", b"\x1a"


@dataclass(frozen=True, slots=True)
class DbfFile:
    """A table whose columns were recognised. The last column of a record keeps its bytes, one character each."""

    path: Path
    encoding: str
    dialect: Dialect
    match: HeaderMatch
    fields: tuple[DbfField, ...]
    header_length: int
    record_length: int
    count: int
    notes: tuple[str, ...] = ()
    shifted_from: int | None = None
    memo: Path | None = None

    def records(self) -> Iterator[Record]:
        """The records that are not marked as deleted; a cut last one is told, and so are those that are shifted.

        ``shifted_from``: from this record of the file on, from 0, nothing stands where it belongs.
        """
        row = 0
        with ExitStack() as held:
            file = held.enter_context(self.path.open("rb"))
            memos = None
            if self.memo is not None:
                memos = MemoFile.of(self.memo, held.enter_context(self.memo.open("rb")), file.read(30)[29])
            file.seek(self.header_length)
            for number in range(self.count):
                raw = file.read(self.record_length)
                if not raw or raw[:1] == _END:
                    return
                if raw[:1] == _DELETED:
                    continue
                row += 1
                if len(raw) < self.record_length:
                    yield Record(row, [], "该行不完整，文件在此处中断：请重新导出该文件。")
                    return
                is_shifted = self.shifted_from is not None and number >= self.shifted_from
                yield self._record(row, raw, memos, is_shifted=is_shifted or raw[:1] != _LIVE)

    def _record(self, row: int, raw: bytes, memos: MemoFile | None, *, is_shifted: bool) -> Record:
        cells = [cell_text(raw[f.offset : f.offset + f.width], f) for f in self.fields]
        if is_shifted:
            return Record(row, [shown(cell) for cell in cells], "该行的数据错位，各列不可信：请重新导出该文件。")
        if any("\x00" in cell for cell in cells):
            return Record(row, cells, "该行含有空字符（NUL），数据已损坏：请重新导出该行。", RejectKind.CHARACTER)
        if any(has_broken_bytes(cell) for cell in cells):
            said = "该行含有无法解读的字节，文字已损坏或错位：请重新导出该行。"
            return Record(row, cells, said, RejectKind.ENCODING)
        lost = self._fill(cells, raw, memos) if memos is not None else ()
        return Record(row, [*cells, raw.decode("latin-1")], lost=lost)

    def _fill(self, cells: list[str], raw: bytes, memos: MemoFile) -> tuple[tuple[int, str, str], ...]:
        """Put the memos into the cells that point to them; the cells whose memo cannot be read."""
        lost = []
        for position, field in enumerate(self.fields):
            if not field.is_memo:
                continue
            pointer = raw[field.offset : field.offset + field.width]
            try:
                cells[position] = memos.text(pointer)
            except LostMemoError as error:
                block = block_of(pointer)
                lost.append((position, _shown_pointer(pointer) if block is None else f"第 {block} 块", str(error)))
        return tuple(lost)


def is_dbf(path: Path) -> bool:
    """True for a file that begins like a table: version, sane lengths, first field name."""
    with path.open("rb") as file:
        head = file.read(64)
    if len(head) < 33 or head[0] not in _VERSIONS:
        return False
    header, record = struct.unpack_from("<HH", head, 8)
    if header < 33 or not 1 <= head[2] <= 12 or not 1 <= head[3] <= 31 or record < 2:
        return path.suffix.lower() == ".dbf"
    return len(head) < 44 or chr(head[43]) in "CNFDLIMTYBGPV0@O+QW"


def open_dbf_file(path: Path, find: Finder = match_header) -> DbfFile:
    """Read the header of a table. Raises UnusableInputError."""
    broken = UnusableInputError(f"文件“{path.name}”不是完好的 dBase/FoxPro 表（.dbf）：请在源系统中重新导出后再试。")
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            raise broken
        count, header_length, record_length = struct.unpack_from("<IHH", head, 4)
        file.seek(0)
        template = file.read(header_length)
    if header_length < 65 or len(template) < header_length or not 2 <= record_length <= _MOST_RECORD:
        raise broken
    fields = _fields(template, record_length)
    if not fields or len(fields) > MOST_COLUMNS:
        raise broken
    marks = _marks(path, header_length, record_length, count)
    notes = []
    shown_width = 1 + sum(f.width for f in fields)
    if shown_width > record_length or (shown_width < record_length and not _has_hidden(template)):
        notes.append(f"各列宽度合计 {shown_width} 字节，文件头写明每行 {record_length} 字节：列可能错位，请核对。")
    memo = _memo_of(path, template[0], fields, notes)
    if count > len(marks.whole) + marks.has_part:
        notes.append(f"文件头写明 {count:,} 行，实际只有 {len(marks.whole):,} 行：文件可能不完整，请核对。")
    elif count < len(marks.whole):
        notes.append(f"文件头写明 {count:,} 行，实际有 {len(marks.whole):,} 行，已按实际行数读取：请核对。")
    shifted_from = None
    if not marks.is_even:
        shifted_from = _shifted_from(path, header_length, record_length, fields, marks.whole)
        if shifted_from is not None:
            notes.append(f"从第 {shifted_from + 1:,} 行起数据错位，没有读取：请重新导出该文件。")
        elif count <= len(marks.whole):
            notes.append("文件长度不是每行长度的整数倍，数据可能有错位：请核对，或重新导出该文件。")
    if deleted := marks.whole.count(_DELETED):
        notes.append(f"有 {deleted:,} 行带删除标记，没有读取。")
    count = len(marks.whole) + marks.has_part
    match = recognised(path, find, [*_whole_names([f.name for f in fields]), RAW])
    dialect = Dialect(
        kind="dbf",
        template=template.decode("latin-1"),
        frame=("", "", _tail(path)),
        memo=memo.suffix.lower() if memo is not None else "",
    )
    told = tuple(notes)
    return DbfFile(
        path, "gb18030", dialect, match, fields, header_length, record_length, count, told, shifted_from, memo
    )


def _memo_of(path: Path, version: int, fields: Sequence[DbfField], notes: list[str]) -> Path | None:
    """The memo file, where the table has memos and it can be read; what is to be said of memos goes to the notes."""
    if pictures := [f.name for f in fields if f.is_no_text]:
        notes.append(f"列“{'、'.join(pictures[:10])}”是图片、对象或二进制内容，不是文字，没有读取。")
    names = "、".join([f.name for f in fields if f.is_memo][:10])
    if not names:
        return None
    memo = memo_path(path, version)
    if memo is None:
        suffix = memo_suffix(version)
        if path.name == STANDARD_INPUT:
            notes.append(
                f"备注列“{names}”是空的：它们的文字在 {suffix} 文件里，从标准输入读入时带不进来。其他各列照常读入。"
                f"要读备注，请把 .dbf 和同名的 {suffix} 放在同一文件夹，不写 - 而写 .dbf 的文件名。"
            )
            return None
        wanted = path.stem + suffix
        notes.append(
            f"备注列“{names}”是空的：它们的文字在“{wanted}”里，没有找到这个文件。其他各列照常读入。"
            f"请把“{wanted}”放在同一文件夹，再读一次。"
        )
        return None
    try:
        with memo.open("rb") as file:
            file.read(1)
    except OSError:
        notes.append(
            f"备注列“{names}”是空的：“{memo.name}”打不开，可能被其他程序占用或没有权限。请关闭占用它的程序，再读一次。"
        )
        return None
    return memo


def _shown_pointer(raw: bytes) -> str:
    """What stands in a cell in the place of the number of a block."""
    return raw.decode("ascii", "replace").strip()[:20]


def _whole_names(names: list[str]) -> list[str]:
    """Names that were cut to ten bytes, whole again where only one column of the layout begins so.

    Two that were cut to the same get a mark, so that neither is taken for the other.
    """
    match = match_header(names)
    whole = []
    for position, name in enumerate(names):
        found = name
        if match is not None and len(name.encode("gb18030")) == 10 and match.layout.column(name) is None:
            longer = [c.name for c in match.layout.columns if c.name.upper().startswith(name.upper())]
            found = longer[0] if len(longer) == 1 else name
        whole.append(f"{found}#{position + 1}" if found in whole else found)
    return whole


def fields_of(template: str) -> tuple[DbfField, ...]:
    """The fields of a header that was kept as text."""
    raw = template.encode("latin-1")
    return _fields(raw, struct.unpack_from("<H", raw, 10)[0])


def new_header(
    names: Sequence[str], widths: Sequence[int], count: int, day: date, memos: frozenset[int] = frozenset()
) -> bytes:
    """The header of a table of character fields, last written on ``day``: of dBase III, with ``memos`` of FoxPro 2."""
    fields = b"".join(
        struct.pack("<11sc4xBB14x", name, b"M" if at in memos else b"C", width, 0)
        for at, (name, width) in enumerate(zip(_cut_names(names), widths, strict=True))
    )
    date_parts = (day.year - 1900, day.month, day.day)
    version = NEW_WITH_MEMO if memos else 3
    head = struct.pack("<BBBBIHH20x", version, *date_parts, count, 33 + len(fields), 1 + sum(widths))
    return head + fields + b"\r"


def _cut_names(names: Sequence[str]) -> list[bytes]:
    """Names of ten bytes at most; the number of a repeated column stays."""
    cut: list[bytes] = []
    for name in names:
        raw = name.encode("gb18030")
        if len(raw) > 10:
            digits = name[len(name.rstrip("0123456789")) :].encode()
            raw = name.encode("gb18030")[: 10 - len(digits)] + digits
        cut.append(raw if raw not in cut else raw[:7] + f"{len(cut):03}".encode())
    return cut


def _fields(template: bytes, record_length: int) -> tuple[DbfField, ...]:
    fields = []
    offset = 1
    for at in range(32, len(template) - 31, 32):
        if template[at] in (0x0D, 0x00):
            break
        name = template[at : at + 11].split(b"\x00")[0].decode("gb18030", "replace").strip()
        kind, width, decimals = chr(template[at + 11]), template[at + 16], template[at + 17]
        if kind == "C" and decimals:  # FoxPro and Clipper keep the high byte of a long text here
            width += decimals << 8
        if kind != "0" or not name.startswith("_"):
            fields.append(DbfField(name, kind, offset, width, decimals))
        offset += width
        if offset > record_length:
            return ()
    return tuple(fields)


@dataclass(frozen=True, slots=True)
class _Marks:
    """The first byte of every whole record; whether a part of one follows; whether the records come out even."""

    whole: bytes
    has_part: bool
    is_even: bool


def _marks(path: Path, start: int, length: int, told: int) -> _Marks:
    """What the file really holds, whatever its header has ``told``: writers that die leave the count behind.

    Beyond that count only what begins as a record is one.
    """
    marks = bytearray()
    last = record = b""
    with path.open("rb") as file:
        file.seek(start)
        while (record := file.read(length)) and record[:1] != _END:
            if len(marks) >= told and record[:1] not in (_LIVE, _DELETED):
                break
            if len(record) < length:
                break
            marks += record[:1]
            last = record
    if not record and last[-1:] == _END:  # the end mark of the file has slipped into the last record
        return _Marks(bytes(marks[:-1]), has_part=True, is_even=False)
    rest = record.rstrip(_END) if len(record) < length else b""
    is_part = bool(rest) and (len(marks) < told or bool(rest.strip(b"\0 \r\n")))
    return _Marks(bytes(marks), is_part, not rest.strip(b"\0\r\n"))


def _shifted_from(path: Path, start: int, length: int, fields: Sequence[DbfField], marks: bytes) -> int | None:
    """The record in which bytes were lost or came in between; only asked where the records do not come out even.

    The one before the first that does not begin as a record (one odd mark in an even file is a byte that was hit), or
    the first in which a text begins with a blank: texts are left-justified. None where there is no such sign.
    """
    texts = [f for f in fields if f.type == "C"]
    with path.open("rb") as file:
        file.seek(start)
        for number, mark in enumerate(marks):
            record = file.read(length)
            if mark not in _LIVE + _DELETED:
                return max(number - 1, 0)
            for field in texts:
                text = record[field.offset : field.offset + field.width]
                if text[:1] == b" " and text.strip():
                    return number
    return None


def _has_hidden(template: bytes) -> bool:
    """True where the table has columns of the system's own, which are not shown."""
    return any(template[at + 11] == ord("0") for at in range(32, len(template) - 31, 32))


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return "\x1a" if file.read(1) == b"\x1a" else ""
