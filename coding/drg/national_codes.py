"""The codes of the national workbook: whole codes of the insurance edition, compared exactly, so none is altered.

A code that is spelled otherwise is told with the reading that it probably has; an amendment mends it.
"""

from __future__ import annotations

import re
import unicodedata

from coding.codes.edition import spelled
from coding.codes.entry import CodeKind
from coding.codes.parse import is_well_formed

_RIGHT = {
    CodeKind.DIAGNOSIS: re.compile(r"[A-Z]\d\d\.[\dx]\d\d(?:x\d{3})?"),
    CodeKind.PROCEDURE: re.compile(r"\d\d\.\d{4}(?:x\d{3})?"),
}
#: A code with the name, or something else, stuck to it.
_STUCK = re.compile(r"([A-Z]\d\d\.[\dx]\d\d(?:x\d{3})?|\d\d\.\d{4}(?:x\d{3})?)[^\dx].*", re.DOTALL)
#: What a spreadsheet leaves of 01.2000 and 36.0100 when it takes them for numbers.
_EATEN = re.compile(r"\d{1,2}\.\d{1,4}")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


def is_right(code: str, kind: CodeKind) -> bool:
    """Whether a code is spelled as the insurance edition spells it."""
    if _RIGHT[kind].fullmatch(code):
        return True
    return is_well_formed(code, kind) and spelled(code, kind) == code


def probable_reading(code: str, kind: CodeKind) -> str:
    """The code that was probably meant; "" where nobody can say."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", code))
    if kind is CodeKind.PROCEDURE and _EATEN.fullmatch(plain):
        whole, _, rest = plain.partition(".")
        return f"{whole:0>2}.{rest:0<4}"
    stuck = _STUCK.fullmatch(plain)
    if stuck and is_right(stuck[1], kind):
        return stuck[1]
    return spelled(plain, kind) if is_well_formed(plain, kind) else ""


def in_words(code: str, kind: CodeKind) -> str:
    """The code as it stands, with its probable reading."""
    shown = code.encode("unicode_escape").decode() if _INVISIBLE.search(code) else code
    reading = probable_reading(code, kind)
    return f"“{shown[:24]}”（可能是 {reading}）" if reading else f"“{shown[:24]}”"
