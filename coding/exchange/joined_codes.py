"""The codes that stand in one cell, as the lists of insurers have them: the principal or main one first."""

from __future__ import annotations

import re
from typing import Final

#: What may stand between two codes: comma, semicolon, the comma of an enumeration, a bar, any blank.
_BETWEEN: Final = re.compile(r"[\s|,，;；、｜]+")
#: Signs that only part codes: where nothing stands before the first, the principal place is empty.
_SIGNS: Final = tuple("|,，;；、｜")
_QUOTES: Final = "\"'“”‘’＂"


def codes_in(cell: str) -> list[str]:
    """The codes of a cell. An empty first one stays: no other may slip into the place of the principal diagnosis."""
    text = cell.strip().strip(_QUOTES)
    found = [code for part in _BETWEEN.split(text) if (code := part.strip(_QUOTES))]
    return ["", *found] if found and text.lstrip().startswith(_SIGNS) else found
