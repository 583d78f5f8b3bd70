"""What JSON, XML and DBF files have in common: records that are kept as they stand beside what was read of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coding.base.encoding import BYTE_ERRORS
from coding.base.errors import UnknownLayoutError, UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.exchange.layout import Finder, HeaderMatch

#: The column under which a record is kept as it stood; "#" begins no column of any layout.
RAW = "#raw"
#: A file that is read as a whole is at most so large.
_MOST_BYTES = 768 << 20
_HALF = re.compile("[\ud800-\udfff]")


def whole_text(path: Path, encoding: str) -> str:
    """All of a file as text. Raises UnusableInputError beyond the bound."""
    if path.stat().st_size > _MOST_BYTES:
        raise UnusableInputError(f"文件“{path.name}”超过 {_MOST_BYTES >> 20} MB：请按月份分成几个文件后再试。")
    with path.open(encoding=encoding, errors=BYTE_ERRORS, newline="") as file:
        text = file.read()
    # in an interchange file that is read as a whole a broken byte is shown as such
    return _HALF.sub("\ufffd", text) if not text.isascii() else text


def recognised(path: Path, find: Finder, header: Sequence[str]) -> HeaderMatch:
    """The layout of these columns. Raises UnusableInputError."""
    match = find(header)
    if match is None:
        shown = "、".join(name for name in header[:6] if name != RAW)
        raise UnknownLayoutError(
            f"文件“{path.name}”的栏目（{shown or '无'}）不属于认识的首页或结算清单格式：请检查导出格式。"
        )
    return match


def frame_of(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, str, str]:
    """What stands before the first record, between two and after the last."""
    between = text[spans[0][1] : spans[1][0]] if len(spans) > 1 else ",\n"
    return text[: spans[0][0]], between, text[spans[-1][1] :]
