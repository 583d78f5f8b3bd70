"""The class of mortality risk of a group: as a table imported, or the tariff, words it; nothing else makes one."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Mapping


def risk_class(word: str) -> str:
    """low, mid_low, mid_high or high for a class in any of its words; "" for none that is known."""
    return _risks().get(word.strip().lower(), "")


@cache
def _risks() -> Mapping[str, str]:
    rows = resource_table("indicators/risk_classes.csv", "word", "risk")
    return MappingProxyType({row["word"]: row["risk"] for row in rows})
