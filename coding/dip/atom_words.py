"""What a condition of an auxiliary type says, in a coder's words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARTS = re.compile(r"([A-Z_]+)(?:\(([^()]*)\)|\s*([<>=!]+)\s*(\S+))?")
_SIGNS = {">=": "≥", "<=": "≤", "==": "=", "=": "=", "!=": "≠", "<": "<", ">": ">"}


@cache
def atom_words(text: str) -> str:
    """The condition in words: ``LOS>3`` is 住院天数 > 3 天; as it stands where no words are known for it."""
    match = _PARTS.fullmatch(text)
    if match is None or match[1] not in _words():
        return text
    words, unit = _words()[match[1]]
    if match[3]:
        return f"{words} {_SIGNS.get(match[3], match[3])} {match[4]}{unit}"
    return words.replace("{v}", (match[2] or "").replace(",", "、"))


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    rows = resource_table("dip/atom_words.csv", "atom", "words", "unit")
    return {row["atom"]: (row["words"], f" {row['unit'].strip()}" if row["unit"].strip() else "") for row in rows}
