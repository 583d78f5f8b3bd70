"""Which encoding a text is in: BOM, then UTF-16 without one, then strict UTF-8, then GB18030; never latin-1.

Read as a stream (``open_text``) undecodable bytes become lone surrogates, so that they cost their row and not the
file; a table that is taken as a whole (``decoded``) is refused.
"""

from __future__ import annotations

import codecs
import io
import re
from functools import lru_cache
from typing import IO, TYPE_CHECKING, TextIO

from coding.base.errors import UnreadableSheetError

if TYPE_CHECKING:
    from pathlib import Path

#: How bytes that the encoding does not know are carried into text.
BYTE_ERRORS = "surrogateescape"
_CHUNK = 1 << 20
#: The mark of big-endian text stays in the text, so that it is written back: Python has no codec that writes it.
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BROKEN = re.compile("[\udc80-\udcff]")
_WIDE = "[\u2e80-\u9fff\uff00-\uffef]"  # wide classes take long to compile, and few files ask for these
#: What stands in a table of ours: Latin, Greek, punctuation, signs, Chinese.
_PLAIN = "[\t\n\r -~\u00a0-\u03ff\u2000-\u27bf\u3000-\u33ff\u4e00-\u9fff\uff00-\uffef]"
_PARTS = re.compile("[,\t;|\n\r]")


def detect_encoding(path: Path) -> str:
    """utf-8-sig, utf-16, utf-16-le, utf-16-be, utf-8 or gb18030.

    Raises UnreadableSheetError for an empty or binary file.
    """
    state = path.stat()
    return _encoding_of_file(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=16)
def _encoding_of_file(path: Path, _size: int, _changed: int) -> str:
    """A file is asked for its encoding more than once before it is read."""
    with path.open("rb") as file:
        return _encoding_of(file, path.name)


def decoded(data: bytes, name: str) -> str:
    """The text of a table that was read as a whole; ``name`` is what users call the file.

    Raises UnreadableSheetError for what is empty, binary or damaged.
    """
    encoding = _encoding_of(io.BytesIO(data), name)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _no_text(name) from error
    if "\0" in text:
        raise _no_text(name)
    return text


def _encoding_of(file: IO[bytes], name: str) -> str:
    head = file.read(1 << 16)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise UnreadableSheetError(f"文件“{name}”是空的：请重新从病案系统导出后再试。")
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if (wide := _utf16_without_mark(head)) is not None:
        return wide
    if _looks_binary(head):
        raise UnreadableSheetError(f"文件“{name}”不是文本或 Excel 表格：请另存为 CSV 或 .xlsx 后再试。")
    return "utf-8" if _is_utf8(file) else "gb18030"


def _no_text(name: str) -> UnreadableSheetError:
    return UnreadableSheetError(
        f"文件“{name}”中有无法解读的字节（不是 UTF-8、UTF-16 或 GB18030）：请用表格软件另存为 CSV 或 .xlsx 后再试。"
    )


def has_broken_bytes(text: str) -> bool:
    """True when the text holds bytes that its encoding does not know."""
    return _BROKEN.search(text) is not None


def shown(text: str) -> str:
    """The text with broken bytes as �, fit for any file or screen."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not text.isascii() else text


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: no other text has zero bytes.

    Figures, Latin letters, separators and ends of line have a zero byte each, and a table is full of them. Read the
    wrong way round (, becomes Ⰰ) it has no separators at all.
    """
    start = head[:4096]
    start = start[: len(start) // 2 * 2]
    if 0 not in start:
        return None
    for encoding, high in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
        is_plain = len(re.findall(_PLAIN, text)) * 100 >= 95 * len(text)
        if is_plain and high.count(0) * 20 >= len(high) and _PARTS.search(text):
            return encoding
    return None


def _looks_binary(head: bytes) -> bool:
    control = sum(head.count(bytes((code,))) for code in range(32) if code not in (9, 10, 12, 13, 26))
    return control * 20 > len(head)


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _is_damaged_utf8(file)
    return True


def _is_damaged_utf8(file: IO[bytes]) -> bool:
    """True when the few bytes that are not UTF-8 stand in a text that otherwise plainly is.

    GB18030 read as UTF-8 is broken in nearly every word; a flipped bit is broken once.
    """
    file.seek(0)
    data = file.read(8 * _CHUNK)
    start = data[: _CHUNK // 8].decode("utf-8", BYTE_ERRORS)
    if len(_BROKEN.findall(start)) > len(start) // 8:  # no flipped bits
        return False
    text = data.decode("utf-8", BYTE_ERRORS)
    return len(re.findall(_WIDE, text)) > 4 * len(_BROKEN.findall(text))


def open_text(path: Path, encoding: str) -> TextIO:
    """The file as text, ends of line kept, broken bytes carried as surrogates."""
    errors = "replace" if encoding.startswith("utf-16") else BYTE_ERRORS
    return path.open(encoding=encoding, errors=errors, newline="")
