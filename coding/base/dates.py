"""Dates and times of day as files and people write them."""

from __future__ import annotations

import re
from datetime import datetime

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})(?:[:时点](\d{1,2})?分?(?::(\d{1,2})(?:\.\d+)?)?)?秒?)?"
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(?:(\d{2})(\d{2})(\d{2})?)|[ T]*(\d{1,2})[:时点](?:(\d{1,2})(?::(\d{1,2}))?)?分?)?"
)


def read_moment(text: str) -> datetime | None:
    """A date with or without time in the spellings that exports use, or None.

    ``2024-03-01``, ``2024/3/1 8:05``, ``20240301``, ``20240301083000``, ``2024年3月1日8时5分``.
    """
    text = text.strip()
    match = _MOMENT.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None or not text.replace("年", "").replace("月", "").replace("日", "").strip():
        return None
    parts = [int(p) if p else 0 for p in match.groups()[:6]]
    if len(match.groups()) > 6 and match.group(7):
        parts[3:] = [int(p) if p else 0 for p in match.groups()[6:]]
    try:
        return datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        return None
