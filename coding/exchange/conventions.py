"""Ways in which a source writes a field other than the standard does: read into the standard, written back as found."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from coding.exchange.layout import ColumnReading
from coding.exchange.mend import Mend, mend_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_REVERSED = {"1": "2", "2": "1", "是": "2", "否": "1", "有": "2", "无": "1"}
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(.*)", re.DOTALL)
_STANDARD = re.compile(r"^(\d{4})-(\d{2})-(\d{2})", re.ASCII)
#: Year, month and day, in the order in which a source writes them.
_ORDERS = {ColumnReading.MONTH_DAY_YEAR: r"\2/\3/\1", ColumnReading.DAY_MONTH_YEAR: r"\3/\2/\1"}
_AGE = re.compile(r"(?:(\d{1,3})\s*岁)?(?:(\d{1,3})\s*个?月)?(?:(\d{1,3})\s*[天日])?")


def mend_of(key: str, reading: ColumnReading) -> Mend | None:
    """The repair of a cell: the source's own way first, without a word; then what any cell gets."""
    convert = _CONVERSIONS.get(reading)
    mend = mend_for(key)
    if convert is None:
        return mend

    def both(text: str) -> tuple[str, str] | None:
        converted = convert(text)
        again = mend(converted) if mend else None
        if again is not None:
            return again
        return (converted, "") if converted != text else None

    return both


def written(text: str, reading: ColumnReading) -> str:
    """A value as the source writes it."""
    return {"1": "2", "2": "1"}.get(text, text) if reading is ColumnReading.REVERSED else text


def in_source_order(date: str, reading: ColumnReading) -> str:
    """A date in the standard's spelling, in the order of a source that begins with the day or the month."""
    order = _ORDERS.get(reading)
    return _STANDARD.sub(order, date) if order else date


def age_parts(text: str) -> tuple[str, str]:
    """``54岁`` → 54 years; ``3月`` → 0 years, 90 days; ``15天`` → 0 years, 15 days: (years, days) as text."""
    text = text.strip()
    found = _AGE.fullmatch(text)
    if not found or not any(found.groups()):
        return text, ""
    years, months, days = (int(part) if part else 0 for part in found.groups())
    if found.group(1) and years:
        return str(years), ""
    return "0", str(min(months * 30 + days, 364))


def _turned(order: str) -> Callable[[str], str]:
    def turn(text: str) -> str:
        found = _SLASHED.fullmatch(text)
        if not found:
            return text
        one, two, year, rest = found.groups()
        month, day = (one, two) if order == "mdy" else (two, one)
        try:
            return date(int(year), int(month), int(day)).isoformat() + rest
        except ValueError:
            return text

    return turn


_CONVERSIONS: Mapping[ColumnReading, Callable[[str], str]] = {
    ColumnReading.REVERSED: lambda text: _REVERSED.get(text, text),
    ColumnReading.MONTH_DAY_YEAR: _turned("mdy"),
    ColumnReading.DAY_MONTH_YEAR: _turned("dmy"),
}
