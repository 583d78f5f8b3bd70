"""The file beside a .dbf in which its memo fields have their texts: .dbt of dBase III and IV, .fpt of FoxPro.

A cell of the table holds the number of a block. Sources: dBase III+ and IV file structure; Visual FoxPro, "Memo File
Structure (.FPT)". A number may point anywhere: what is read for one table is bounded, whatever the numbers say.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from coding.base.encoding import has_broken_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The suffixes, by which the two families are told apart.
DBASE: Final = ".dbt"
FOXPRO: Final = ".fpt"
#: Tables of FoxPro by their first byte; all others keep memos as dBase does.
_OF_FOXPRO: Final = frozenset({0x30, 0x31, 0x32, 0xF5})
_OF_DBASE4: Final = frozenset({0x43, 0x63, 0x8B, 0x8C, 0xCB})
#: A text of a front page is far shorter; what is longer is a damaged length.
MOST_BYTES: Final = 1_000_000
#: All that is read for one pass through a table: memos that lie apart, as they do, come to the size of the file.
_MOST_TIMES, _AT_LEAST = 4, 16 << 20
#: dBase has blocks of this size; a memo of dBase III ends with the mark, one of dBase IV says its length first.
_BLOCK: Final = 512
_END: Final = b"\x1a"
_DBASE4: Final = b"\xff\xff\x08\x00"
#: Code pages of the language byte that say Chinese of the mainland: no other encoding is looked for.
_GBK: Final = frozenset({0x4D, 0x7A})


class LostMemoError(Exception):
    """A memo that cannot be read; the text says why, as part of a sentence."""


def memo_suffix(version: int) -> str:
    """The suffix of the memo file of a table with this first byte."""
    return FOXPRO if version in _OF_FOXPRO else DBASE


def memo_path(table: Path, version: int) -> Path | None:
    """The memo file beside a table, in whatever letters its name is written; None where there is none."""
    first = memo_suffix(version)
    wanted = [first, FOXPRO if first == DBASE else DBASE]
    for suffix in wanted:
        for name in (table.with_suffix(suffix), table.with_suffix(suffix.upper())):
            if name.is_file():
                return name
    try:
        beside = {path.name.casefold(): path for path in table.parent.iterdir()}
    except OSError:
        return None
    found = (beside.get(f"{table.stem}{suffix}".casefold()) for suffix in wanted)
    return next((path for path in found if path is not None and path.is_file()), None)


def block_of(raw: bytes) -> int | None:
    """The number of a block as a cell has it, 0 for no memo; None for what is no number."""
    if len(raw) == 4:
        return int(struct.unpack("<I", raw)[0])
    digits = raw.strip(b" \0")
    return int(digits) if digits.isdigit() else None if digits else 0


def block_bytes(block: int, width: int) -> bytes:
    """The number of a block as it stands in a cell."""
    if width == 4:
        return struct.pack("<I", block)
    return str(block).encode().rjust(width) if block else b" " * width


@dataclass(slots=True)
class MemoFile:
    """The memos of one table, for one pass through its rows."""

    file: IO[bytes]
    is_foxpro: bool
    block: int
    size: int
    is_gbk: bool
    left: int

    @classmethod
    def of(cls, path: Path, file: IO[bytes], language: int) -> MemoFile:
        """The memo file that ``file`` reads; ``language`` is the language byte of the table."""
        file.seek(0, 2)
        size = file.tell()
        file.seek(0)
        head = file.read(_BLOCK)
        is_foxpro = path.suffix.lower() == FOXPRO
        if is_foxpro:
            block = struct.unpack_from(">H", head, 6)[0] if len(head) >= 8 else 0
        else:  # dBase III says nothing here, or what was in memory: its blocks are of one size
            block = struct.unpack_from("<H", head, 20)[0] if len(head) >= 22 and head[16] != 3 else 0
            block = block if block % _BLOCK == 0 else 0
        return cls(
            file,
            is_foxpro,
            block or (1 if is_foxpro else _BLOCK),
            size,
            language in _GBK,
            max(size * _MOST_TIMES, _AT_LEAST),
        )

    def text(self, cell: bytes) -> str:
        """The text that a cell points to. Raises LostMemoError."""
        number = block_of(cell)
        if number is None:
            raise LostMemoError("该格不是备注块的编号")
        if number == 0:
            return ""
        at = number * self.block
        if at >= self.size or at < self.block:
            raise LostMemoError("指向备注文件以外")
        return _decoded(self._foxpro(at) if self.is_foxpro else self._dbase(at), is_gbk=self.is_gbk)

    def _foxpro(self, at: int) -> bytes:
        if at < _BLOCK:
            raise LostMemoError("指向备注文件的文件头")
        head = self._read(at, 8)
        if len(head) < 8:
            raise LostMemoError("备注文件在此处中断")
        kind, length = struct.unpack(">II", head)
        if kind in (0, 2):
            raise LostMemoError("是图片或对象，不是文字")
        if kind != 1:
            raise LostMemoError("所指之处不是一条备注的开头")
        return self._whole(at + 8, length)

    def _dbase(self, at: int) -> bytes:
        head = self._read(at, 8)
        if head.startswith(_DBASE4) and len(head) == 8:
            return self._whole(at + 8, max(struct.unpack_from("<I", head, 4)[0] - 8, 0))
        found = head
        while True:  # nothing is read twice
            text, mark, _ = found.partition(_END)
            if mark:
                return text
            if b"\0" in text:  # no text goes on behind it: a hole is not read to its end for every row
                raise LostMemoError("含有空字符（NUL）")
            if len(found) > MOST_BYTES:
                raise LostMemoError("没有结尾，长度不可信")
            more = self._read(at + len(found), max(_BLOCK - len(head), len(found)))
            if not more:
                raise LostMemoError("备注文件在此处中断")
            found += more

    def _whole(self, at: int, length: int) -> bytes:
        if length > MOST_BYTES:
            raise LostMemoError("所写长度不可信")
        found = self._read(at, length)
        if len(found) < length:
            raise LostMemoError("备注文件在此处中断")
        return found

    def _read(self, at: int, length: int) -> bytes:
        if self.left < length:
            raise LostMemoError("各行反复指向相同的大块，没有再读")
        self.file.seek(at)
        found = self.file.read(length)
        self.left -= len(found)
        return found


def _decoded(raw: bytes, *, is_gbk: bool) -> str:
    """The text of a memo: GBK as the cells are, UTF-8 where it can be nothing else. Raises LostMemoError."""
    raw = raw.rstrip(b" \0\r\n\x1a")
    if not is_gbk and (text := _utf8(raw)) is not None:
        return text
    text = raw.decode("gb18030", "surrogateescape")
    if has_broken_bytes(text):  # the word wrap of dBase III stands in the text as a return with its high bit set
        text = raw.replace(b"\x8d\n", b"").decode("gb18030", "surrogateescape")
    if has_broken_bytes(text):
        raise LostMemoError("文字无法解读")
    if "\0" in text:
        raise LostMemoError("含有空字符（NUL）")
    return text


def _utf8(raw: bytes) -> str | None:
    """The text where it is UTF-8 with two Chinese characters at least: one alone may be GBK by chance."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    chinese = sum("\u3000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef" for sign in text)
    return text if chinese >= 2 and "\0" not in text else None


class MemoWriter:
    """A new memo file for a table with this first byte: takes texts, gives the number of the block of each."""

    def __init__(self, suffix: str, version: int) -> None:
        self._is_foxpro = suffix == FOXPRO
        self._is_fourth = version in _OF_DBASE4
        self._block = 64 if self._is_foxpro else _BLOCK
        self._pieces: list[bytes] = []
        self._next = _BLOCK // self._block

    def add(self, text: str) -> int:
        """The number of the block in which the text stands now; 0 for none."""
        raw = text.encode("gb18030", "replace")
        if not raw:
            return 0
        if self._is_foxpro:
            piece = struct.pack(">II", 1, len(raw)) + raw
        elif self._is_fourth:
            piece = _DBASE4 + struct.pack("<I", len(raw) + 8) + raw
        else:
            piece = raw.replace(_END, b" ") + _END * 2
        at = self._next
        self._next += -(-len(piece) // self._block)
        self._pieces.append(piece.ljust((self._next - at) * self._block, b"\0"))
        return at

    def pieces(self) -> Iterator[bytes]:
        """The file, piece by piece: the header says where the next memo would go."""
        if self._is_foxpro:
            yield struct.pack(">IHH", self._next, 0, self._block).ljust(_BLOCK, b"\0")
        elif self._is_fourth:
            yield (struct.pack("<I", self._next).ljust(20, b"\0") + struct.pack("<H", _BLOCK)).ljust(_BLOCK, b"\0")
        else:
            yield (struct.pack("<I", self._next).ljust(16, b"\0") + b"\x03").ljust(_BLOCK, b"\0")
        yield from self._pieces
