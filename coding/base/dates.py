"""Dates and times of day as files and people write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from coding.base.errors import KnowledgeError

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})(?:[:时点](\d{1,2})?分?(?::(\d{1,2})(?:\.\d+)?)?)?秒?)?"
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(?:(\d{2})(\d{2})(\d{2})?)|[ T]*(\d{1,2})[:时点](?:(\d{1,2})(?::(\d{1,2}))?)?分?)?"
)


@lru_cache(maxsize=16_384)
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


def read_day(text: str, source: str) -> date | None:
    """The day in a cell of a knowledge table; None where it is empty. Raises KnowledgeError, telling ``source``."""
    if not text:
        return None
    moment = read_moment(text)
    if moment is None:
        raise KnowledgeError(f"{source}：日期“{text}”无法识别，请写成 2026-01-01。")
    return moment.date()


#: What a Chinese input method gives for the keys of figures, points, colons and strokes.
_HALF_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: " ", 0x3002: ".", 0x3001: "/"}
#: ``20260705 1430``: figures that stand apart.
_APART = re.compile(r"(\d{8})\s+(\d{4}|\d{6})", re.ASCII)
#: Databases end a time with ``.0``; other parts of a second are no part of a front page.
_NO_PART = re.compile(r"(:\d{1,2})\.0+$", re.ASCII)
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8}", re.ASCII)
#: No patient was born before.
_FIRST_YEAR = 1850
_HOUR_ONLY = re.compile(r"[ T]*\d{1,2}[时点]?", re.ASCII)


def standard_moment(text: str, *, with_time: bool) -> str:
    """A typed date as the interface standard wants it: ``2026-07-05``, with a time ``2026-07-05 14:30:00``.

    Any usual spelling, of full width too. An hour alone stays one (``2026-07-05 14时``): minutes are not invented.
    What is ambiguous, impossible, or says more than the field holds (a time of day without ``with_time``, parts of a
    second) stays as it was typed: a rule speaks of it.
    """
    plain = text.translate(_HALF_WIDTH).strip()
    plain = _NO_PART.sub(r"\1", "".join(found.groups()) if (found := _APART.fullmatch(plain)) else plain)
    moment = None if "." in plain.partition(":")[2] else read_moment(plain)
    day = _DAY.match(plain)
    if moment is None or day is None or moment.year < _FIRST_YEAR:
        return text
    date, time = f"{moment:%Y-%m-%d}", plain[day.end() :]
    if not time:
        return date
    if not with_time:
        return text
    return f"{date} {moment:%H}时" if _HOUR_ONLY.fullmatch(time) else f"{date} {moment:%H:%M:%S}"
