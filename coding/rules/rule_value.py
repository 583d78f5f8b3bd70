"""The values that conditions reckon with, and how they stand in a message."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from coding.page.fields import ROW_ATTRIBUTES, field_catalogue

#: What a field, a row's attribute or a part of a condition can be; None where a row's attribute is blank.
Value = (
    None
    | bool
    | int
    | float
    | Decimal
    | str
    | date
    | datetime
    | timedelta
    | list[str]
    | frozenset["str | int | float"]
    | tuple["str | int | float", ...]
)


class ValueKind(StrEnum):
    """What a field reads as in a rule."""

    NUMBER = "number"
    MOMENT = "moment"
    TEXT = "text"


_KINDS = {
    "int": ValueKind.NUMBER,
    "decimal": ValueKind.NUMBER,
    "date": ValueKind.MOMENT,
    "datetime": ValueKind.MOMENT,
}
#: What each field reads as, and each attribute of a row by its group.
VALUE_KINDS: dict[str, ValueKind] = {key: _KINDS.get(f.type, ValueKind.TEXT) for key, f in field_catalogue().items()}
ROW_VALUE_KINDS: dict[tuple[str, str], ValueKind] = {
    pair: VALUE_KINDS.get(key, ValueKind.TEXT) for key, pair in ROW_ATTRIBUTES.items()
}


def show(value: Value) -> str:
    """A value as it stands in a message: no trailing zeros, hours with one place."""
    if isinstance(value, float):
        return f"{value:.1f}".rstrip("0").rstrip(".")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value:f}"
    return "" if value is None else str(value)


def day(value: date | datetime) -> date:
    """The calendar day of a moment."""
    return value.date() if isinstance(value, datetime) else value
