"""What a workbook can hold: text that no spreadsheet runs, names of sheets, how many rows and signs."""

from __future__ import annotations

import re
from functools import lru_cache

from coding.base.encoding import shown
from coding.base.formula_guard import guarded

#: Rows of a sheet of Excel, the header among them; characters of a cell that we write at most.
MOST_ROWS, MOST_SIGNS = 1_048_576, 32_000
_LONGEST_NAME = 31
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: What Excel refuses in the name of a sheet, the wide kin too, and the apostrophe that would have to be doubled.
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f'：＊？／＼［］＇]")


@lru_cache(maxsize=1 << 16)
def book_text(text: str) -> str:
    """The text as a cell may hold it: without control characters, guarded, not too long. Words repeat on many pages."""
    return guarded(_CONTROL.sub("", shown(text)))[:MOST_SIGNS]


def sheet_name(text: str) -> str:
    """A name that a sheet may have."""
    return _NO_NAME.sub("_", text)[:_LONGEST_NAME] or "_"
