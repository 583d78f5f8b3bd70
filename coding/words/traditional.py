"""Traditional characters → simplified (resources/terms/traditional.csv, from the tables of OpenCC, Apache-2.0)."""

from __future__ import annotations

from functools import cache

from coding.base.resources import resource_table


def simplified(text: str) -> str:
    """The text in simplified characters, one for one; what is simplified already stays."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    rows = resource_table("terms/traditional.csv", "traditional", "simplified")
    return {ord(row["traditional"]): row["simplified"] for row in rows}
