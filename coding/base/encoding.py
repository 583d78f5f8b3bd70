"""Which encoding a text file is in: BOM, then strict UTF-8, then GB18030; never latin-1.

Undecodable bytes are read as lone surrogates, so that they cost their row and not the file.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TextIO

from coding.base.errors import UnusableInputError

#: How bytes that the encoding does not know are carried into text.
BYTE_ERRORS = "surrogateescape"
_CHUNK = 1 << 20
#: The mark of big-endian text stays in the text, so that it is written back: Python has no codec that writes it.
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BROKEN = re.compile("[\udc80-\udcff]")
_WIDE = re.compile("[\u2e80-\u9fff\uff00-\uffef]")


def detect_encoding(path: Path) -> str:
    """utf-8-sig, utf-16, utf-16-le, utf-16-be, utf-8 or gb18030.

    Raises UnusableInputError for an empty or binary file.
    """
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise UnusableInputError(f"文件“{path.name}”是空的：请重新从病案系统导出后再试。")
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if (wide := _utf16_without_mark(head)) is not None:
        return wide
    if _looks_binary(head):
        raise UnusableInputError(f"文件“{path.name}”不是文本或 Excel 表格：请另存为 CSV 或 .xlsx 后再试。")
    return "utf-8" if _is_utf8(path) else "gb18030"


def has_broken_bytes(text: str) -> bool:
    """True when the text holds bytes that its encoding does not know."""
    return _BROKEN.search(text) is not None


def shown(text: str) -> str:
    """The text with broken bytes as �, fit for any file or screen."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not text.isascii() else text


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: in a header of Latin names every second byte is zero."""
    start = head[:64]
    for encoding, zeros, letters in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if len(start) >= 16 and zeros.count(0) * 10 >= len(zeros) * 9 and not letters.count(0):
            return encoding
    return None


def _looks_binary(head: bytes) -> bool:
    control = sum(head.count(bytes((code,))) for code in range(32) if code not in (9, 10, 12, 13, 26))
    return control * 20 > len(head)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _is_damaged_utf8(path)
    return True


def _is_damaged_utf8(path: Path) -> bool:
    """True when the few bytes that are not UTF-8 stand in a text that otherwise plainly is.

    GB18030 read as UTF-8 is broken in nearly every word; a flipped bit is broken once.
    """
    with path.open("rb") as file:
        sample = file.read(8 * _CHUNK)
    text = sample.decode("utf-8", BYTE_ERRORS)
    return len(_WIDE.findall(text)) > 4 * len(_BROKEN.findall(text))


def open_text(path: Path, encoding: str) -> TextIO:
    """The file as text, ends of line kept, broken bytes carried as surrogates."""
    errors = "replace" if encoding.startswith("utf-16") else BYTE_ERRORS
    return path.open(encoding=encoding, errors=errors, newline="")
