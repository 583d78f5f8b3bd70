"""Which column of a sheet that a hospital brings is what, by its header."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def fold_header(text: str) -> str:
    """A header as it is compared: width, case, blanks and punctuation folded."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def find_column(header: Sequence[str], names: Sequence[str], taken: Sequence[int] = ()) -> int | None:
    """The column whose header is one of ``names`` (best first), else the first that contains one; None when absent."""
    folded = [fold_header(h) for h in header]
    wanted = [fold_header(n) for n in names]
    for name in wanted:
        for i, head in enumerate(folded):
            if head == name and i not in taken:
                return i
    for name in wanted:
        for i, head in enumerate(folded):
            if len(name) > 1 and name in head and i not in taken:
                return i
    return None


_EDITIONS = (
    (re.compile(r"国[家]?临[床]?版?|临床版|国临"), "临床版"),
    (re.compile(r"医保|yibao|yb", re.IGNORECASE), "医保版"),
    (re.compile(r"北京|bj", re.IGNORECASE), "北京版"),
)
_NUMBER = re.compile(r"(?<![\d.])(\d\.\d)(?!\d|\.\d)")


def stated_edition(text: str) -> str:
    """Which edition of a classification a name says: ``医保版2.0诊断.xlsx`` → 医保版 2.0; "" where it says none."""
    found = next((word for pattern, word in _EDITIONS if pattern.search(text)), "")
    number = _NUMBER.search(text)
    return f"{found} {number[1]}" if found and number else found
