"""Whether two spellings are one person's name: spaces, width, case and dots do not tell persons apart."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: Stands for a character that a system could not write (``王?``), that was masked (``王*``), or that is a private one.
_ANY = "?"
_UNWRITTEN = frozenset("?*□■〓\ufffd")


def is_same_name(one: str, two: str) -> bool:
    """True where both may be the same name, or one of them is no name at all (blank, 无名氏)."""
    first, second = _spelled(one), _spelled(two)
    if not first or not second:
        return True
    return len(first) == len(second) and all(a == b or _ANY in (a, b) for a, b in zip(first, second, strict=True))


@lru_cache(maxsize=4096)
def _spelled(name: str) -> str:
    """The letters and characters alone; "" for nobody's name."""
    text = unicodedata.normalize("NFKC", name).casefold()
    if text.strip().startswith("无名"):
        return ""
    return "".join(_ANY if c in _UNWRITTEN or unicodedata.category(c) == "Co" else c for c in text if _tells(c))


def _tells(character: str) -> bool:
    return character.isalnum() or character in _UNWRITTEN or unicodedata.category(character) == "Co"
