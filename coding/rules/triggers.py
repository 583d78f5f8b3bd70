"""Which categories a set of codes can lie in: rules are asked only of pages that have one of them."""

from __future__ import annotations

import re
from functools import lru_cache

_ITEM = re.compile(r"([A-Z]\d\d|\d\d)[\d.x]*(?:-([A-Z]\d\d|\d\d)[\d.x]*)?")


@lru_cache(maxsize=4096)
def categories_of(text: str) -> frozenset[str] | None:
    """The categories (``K80``; ``51``) of a set of codes; None where they cannot be told (morphology)."""
    found: set[str] = set()
    for part in re.split(r"[,，、;；|\s]+", re.sub(r" ?- ?", "-", " ".join(text.split()))):
        if not part or part.startswith("!"):
            continue
        match = _ITEM.fullmatch(part)
        if match is None:
            return None
        first, last = match[1], match[2] or match[1]
        if len(first) != len(last):
            return None
        found.update(_between(first, last))
    return frozenset(found)


def _between(first: str, last: str) -> list[str]:
    if len(first) == 2:
        return [f"{n:02d}" for n in range(int(first), int(last) + 1)]
    low = (ord(first[0]) - 65) * 100 + int(first[1:])
    high = (ord(last[0]) - 65) * 100 + int(last[1:])
    return [f"{chr(65 + n // 100)}{n % 100:02d}" for n in range(low, high + 1)]
