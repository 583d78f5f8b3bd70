"""Numbers as files and people write them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

#: Digits of a whole number that every part of the program takes: the database counts to 2**63, Python reads 4,300.
_MOST_DIGITS = 18
_NUMBER = re.compile(rf"[+-]?(\d{{1,{_MOST_DIGITS}}}(\.\d*)?|\.\d+)")


@lru_cache(maxsize=16_384)
def read_number(text: str) -> Decimal | None:
    """A plain decimal number, or None; ``1,200``, ``￥12`` and ``1.2E5`` are not plain.

    Nor is what is longer than any count or amount: as a floating number it would be infinite.
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text) or not text.isascii():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern admits only what Decimal reads
        return None


def whole_number(text: str) -> int | None:
    """A count or an id as the program itself writes it, or None; ``²`` is a digit to Python and no number."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
