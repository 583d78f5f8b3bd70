"""A cell of a workbook as the text that a person typed: one way, whichever door the workbook came through."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

#: From here on a double no longer holds every digit, and the spreadsheet shows 3.3E+17.
_EXACT = 1e15


def cell_text(value: object) -> str:
    """Whole numbers without ``.0``, dates as ISO text, midnight as a date alone, yes and no as 1 and 0.

    A duration is hours:minutes:seconds. A cell that holds an error (#REF!, #DIV/0!) comes from the reader empty: see
    ``error_cells``.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration_text(value)
    return str(value)


def _number_text(value: float) -> str:
    if value != value:
        return ""
    if abs(value) >= _EXACT:
        mantissa, _, exponent = f"{value:.14E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    if value == int(value):
        return str(int(value))
    # fifteen digits are what the spreadsheet keeps; the rest is noise of the binary form
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.15f}".rstrip("0").rstrip(".")


def _duration_text(value: timedelta) -> str:
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < timedelta() else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
