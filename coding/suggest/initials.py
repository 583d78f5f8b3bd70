"""First letters of the pinyin of a name: 高血压 → gxy.

The common characters stand in GB 2312 in the order of their pinyin, so the place gives the letter; the rarer ones
that medicine needs are in ``resources/terms/initials.csv``. Of several readings of a character one is taken.
"""

from __future__ import annotations

import csv
import unicodedata
from bisect import bisect_right
from functools import cache

from coding.resource import resource_path

#: Where each letter begins among the common characters of GB 2312 (rows 16–55), as two bytes in one number.
_STARTS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_LETTERS = "abcdefghjklmnopqrstwxyz"
_LAST = 0xD7F9


def initials(text: str) -> str:
    """The first letters of the characters; Latin letters and digits stay, other signs are left out."""
    return "".join(_initial(sign) for sign in unicodedata.normalize("NFKC", text).lower())


@cache
def _initial(sign: str) -> str:
    if sign.isascii():
        return sign if sign.isalnum() else ""
    try:
        data = sign.encode("gb2312")
    except UnicodeEncodeError:
        return _rare().get(sign, "")
    place = int.from_bytes(data, "big")
    if _STARTS[0] <= place <= _LAST:
        return _LETTERS[bisect_right(_STARTS, place) - 1]
    return _rare().get(sign, "")


@cache
def _rare() -> dict[str, str]:
    with resource_path("terms/initials.csv").open(encoding="utf-8", newline="") as lines:
        return {sign: row["initial"] for row in csv.DictReader(lines) for sign in row["characters"]}
