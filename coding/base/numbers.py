"""Numbers as files and people write them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def read_number(text: str) -> Decimal | None:
    """A plain decimal number, or None; ``1,200``, ``￥12`` and ``1.2E5`` are not plain."""
    text = text.strip()
    if not _NUMBER.fullmatch(text) or not text.isascii():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern admits only what Decimal reads
        return None
