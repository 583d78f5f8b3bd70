"""The cells of dBase and FoxPro tables: bytes ⇄ text, by the type of the field."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from coding.base.dates import read_moment

#: Day 0 of the FoxPro date-time is Julian day 0; date(1, 1, 1) is day 1721426.
_JULIAN: Final = 1721425
#: Widths of the fields that are numbers or times in binary; of other widths they are text.
_BINARY: Final = {"I": (4,), "+": (4,), "T": (4, 8), "B": (8,), "Y": (8,)}


@dataclass(frozen=True, slots=True)
class DbfField:
    """One field: name, type letter, offset in the record (deletion mark first) and width in bytes."""

    name: str
    type: str
    offset: int
    width: int
    decimals: int

    @property
    def is_memo(self) -> bool:
        """Its text stands in a file beside the table."""
        return self.type == "M"

    @property
    def is_no_text(self) -> bool:
        """Pictures, objects, bytes: of dBase a B as well, which is a number in FoxPro."""
        return self.type in "GPWQ" or (self.type == "B" and self.width != 8)

    @property
    def is_pointer(self) -> bool:
        """A text, a picture or an object that stands in the file beside the table; bytes (Q) stand in the record."""
        return self.is_memo or (self.is_no_text and self.type != "Q")


def cell_text(raw: bytes, field: DbfField) -> str:
    """A field as text; a date as ``2024-03-01``. Half a character at a cut end is dropped."""
    kind = field.type
    if field.is_memo or field.is_no_text:
        return ""
    if field.width in _BINARY.get(kind, ()) and len(raw) == field.width:
        return _binary(raw, kind, field.decimals)
    if kind == "V" and raw and raw[-1] < len(raw) and (raw[-1] < 0x20 or not raw[raw[-1] : -1].strip(b" \0")):
        raw = raw[: raw[-1]]  # what is shorter than the field says its length in the last byte
    text = raw.rstrip(b" \x00").decode("gb18030", "surrogateescape")
    while text and "\udc80" <= text[-1] <= "\udcff":
        text = text[:-1]
    if kind in "NF":
        return text.strip().strip("*")
    if kind == "D":
        day = text.strip()
        return f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 and day.isdecimal() else day
    if kind == "L":
        return {"T": "1", "Y": "1", "F": "0", "N": "0"}.get(text.strip().upper(), "")
    return text


def cell_bytes(text: str, field: DbfField) -> bytes | None:
    """A text as it stands in a field; None when it does not fit."""
    if field.is_memo or field.is_no_text or field.type == "V":
        return None
    if field.width in _BINARY.get(field.type, ()):
        return _binary_bytes(text.strip(), field)
    if field.type == "D":
        digits = "".join(c for c in text[:10] if c.isdecimal())
        text = digits if len(digits) == 8 else ""
    if field.type == "L":
        text = {"1": "T", "0": "F", "2": "F"}.get(text, "")
    raw = text.encode("gb18030", "replace")
    if len(raw) > field.width:
        return None
    return raw.rjust(field.width) if field.type in "NF" else raw.ljust(field.width)


def _binary(raw: bytes, kind: str, decimals: int) -> str:
    if kind in "I+" and len(raw) == 4:
        return str(struct.unpack("<i", raw)[0])
    if kind == "B":
        return _double(struct.unpack("<d", raw)[0], decimals)
    if kind == "Y":
        whole, part = divmod(abs(value := struct.unpack("<q", raw)[0]), 10_000)
        return f"{'-' if value < 0 else ''}{whole}.{part:04}".rstrip("0").rstrip(".")
    if kind != "T" or len(raw) != 8:
        return raw.decode("gb18030", "replace").strip()
    day, milliseconds = struct.unpack("<ii", raw)
    if not 1 <= day - _JULIAN <= 3_000_000 or not 0 <= milliseconds < 86_400_000:
        return ""
    moment = datetime(1, 1, 1) + timedelta(days=day - _JULIAN - 1, seconds=round(milliseconds / 1000))
    return moment.isoformat(" ")


def _double(value: float, decimals: int) -> str:
    if not math.isfinite(value) or abs(value) >= 1e15:
        return ""
    if 0 < decimals <= 15:
        text = f"{value:.{decimals}f}"
    else:
        text = format(Decimal(repr(value)), "f")  # as it was written: 36.6, not 36.600000000000001
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.removeprefix("-") if not text.strip("-0.") else text


def _binary_bytes(text: str, field: DbfField) -> bytes | None:
    """A number or a time in binary; None where the text is none, or is none of these."""
    if field.type == "T":
        if not text:
            return bytes(8)
        found = read_moment(text) if field.width == 8 else None
        if found is None:
            return None
        moment = datetime(found.year, found.month, found.day)
        return struct.pack("<ii", moment.toordinal() + _JULIAN, round((found - moment).total_seconds() * 1000))
    try:
        number = float(text or "0")
        if field.type == "B":
            return struct.pack("<d", number) if math.isfinite(number) else None
        scaled = _scaled(text or "0", 10_000 if field.type == "Y" else 1)
        return None if scaled is None else struct.pack("<q" if field.type == "Y" else "<i", scaled)
    except (ValueError, OverflowError, struct.error):
        return None


def _scaled(text: str, times: int) -> int | None:
    """A decimal number times so much as a whole number, None where it would lose anything."""
    try:
        scaled = Decimal(text) * times
        return int(scaled) if scaled == int(scaled) else None
    except (InvalidOperation, OverflowError):
        return None
