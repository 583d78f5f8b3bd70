"""Figures in the files that a command writes."""

from __future__ import annotations


def number_text(value: float | None, digits: int) -> str:
    """A number without trailing zeros; "" where it is unknown."""
    if value is None:
        return ""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
