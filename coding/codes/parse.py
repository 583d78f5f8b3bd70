"""Reading a code as people and exports write it, and the canonical form that everything compares by.

Diagnoses are ICD-10 with the national extensions (``I21.900``, ``I10.x00x002``, ``A01.002+G01*``),
morphology is ``M8500/3``, procedures are ICD-9-CM-3 (``51.2300``, ``01.6x00``, ``47.0100x001``, TCM
``17.91100``). Only readings that are certain are taken; an ambiguous text is left as it is and is malformed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from coding.codes.entry import CodeKind

_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff'\"`‘’“”]+")
_LOOKALIKES = str.maketrans(
    {"。": ".", "·": ".", "•": ".", "†": "+", "‡": "+", "×": "X", "х": "X", "Х": "X", "✱": "*", "∗": "*"}
)
_DIGIT_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})

_DX = re.compile(r"[A-Z]\d\d(?:\.(?:[\dx]|[\dx]\d|[\dx]\d\d(?:x\d{3,4}|[\dA-Z]{1,3})?|\dx\d{2,3}))?")
_PX = re.compile(r"\d\d(?:\.(?:[\dx]|[\dx][\dx]|[\dx][\dx]\d\d(?:x\d{3,4})?|\d{3}[\dA-Z]\d|\d00x\d{3,4}))?")
_MORPHOLOGY = re.compile(r"M(\d{4,6})/(\d)")
_LOOSE_DX = re.compile(r"([A-Z])([\dOIL]{2})(?:\.|(?=[\dOILX])|$)([\dOILX]?[\dOILX]*)(.*)")
_LOOSE_PX = re.compile(r"([\dOIL]{2})(?:\.|(?=[\dOILX])|$)([\dOILX]*)(.*)")
_LOST_ZERO = re.compile(r"\d(?:\.\d{1,4}(?:x\d{3})?)?")


@lru_cache(maxsize=65536)
def normalise_code(text: str, kind: CodeKind | None = None) -> str:
    """The code as it should be written: half width, letter upper, placeholder ``x`` lower, dot in its place.

    Letter O for zero and l or I for one are put right where only a digit can stand. The text keeps its
    length of meaning (``I219`` → ``I21.9``, not ``I21.900``; see ``six_place``). What cannot be read
    for certain is returned cleaned but unchanged, so that it shows as malformed.
    """
    cleaned = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).translate(_LOOKALIKES).upper()
    cleaned = unicodedata.normalize("NFKC", cleaned)
    if not cleaned:
        return ""
    morphology = re.fullmatch(r"M([\dOIL]{4,6})/([\dOIL])", cleaned)
    if morphology:
        return f"M{morphology[1].translate(_DIGIT_FOR)}/{morphology[2].translate(_DIGIT_FOR)}"
    if kind is CodeKind.PROCEDURE:
        return _procedure(cleaned) or cleaned
    if cleaned.strip("+*") and ("+" in cleaned or "*" in cleaned):
        return _pair(cleaned)
    return _diagnosis(cleaned) or (None if kind else _procedure(cleaned)) or cleaned


def _pair(cleaned: str) -> str:
    parts = [p for p in re.split(r"\++|(?<=\*)", cleaned) if p and p != "*"]
    if len(parts) == 2 and parts[0].endswith("*") and not parts[1].endswith("*"):
        parts.reverse()
    halves = [_diagnosis(p.rstrip("*")) for p in parts]
    if not all(halves) or len(halves) > 2:
        return cleaned
    if len(halves) == 2:
        return f"{halves[0]}+{halves[1]}*"
    return f"{halves[0]}{'*' if '*' in cleaned else '+'}"


def _diagnosis(text: str) -> str:
    """A diagnosis code out of upper-case text, or "" when it is none."""
    loose = _LOOSE_DX.fullmatch(text)
    if loose is None:
        return ""
    letter, category, places, rest = loose.groups()
    if places.startswith("XX") and len(places) > 2:  # I10xx02, an older spelling of I10.x02
        places = places[1:]
    code = f"{letter}{category.translate(_DIGIT_FOR)}"
    if places or rest:
        head, tail = places[:3], places[3:]
        code += "." + head.translate(_DIGIT_FOR).replace("X", "x")
        code += tail.translate(_DIGIT_FOR).replace("X", "x") if tail.startswith("X") else tail
        code += rest
    return code if _DX.fullmatch(code) else ""


def _procedure(text: str) -> str:
    """A procedure code out of upper-case text, or "" when it is none: a diagnosis code, or three bare digits
    (``512`` may be 51.2 or 05.12).
    """
    if _PX.fullmatch(text):
        return text
    if re.match(r"[A-Z]\d\d", text) or re.fullmatch(r"\d{3}", text):
        return ""
    loose = _LOOSE_PX.fullmatch(text)
    if loose is None:
        return ""
    category, places, rest = loose.groups()
    code = category.translate(_DIGIT_FOR)
    if places or rest:
        code += "." + places.translate(_DIGIT_FOR).replace("X", "x") + rest
    return code if _PX.fullmatch(code) else ""


@lru_cache(maxsize=16_384)
def is_well_formed(code: str, kind: CodeKind) -> bool:
    """True when the text, normalised, has the shape of a code of this kind (morphology is no diagnosis code)."""
    code = normalise_code(code, kind)
    if kind is CodeKind.PROCEDURE:
        return _PX.fullmatch(code) is not None
    return bool(code) and all(_DX.fullmatch(h) for h in code.rstrip("*").rstrip("+").split("+"))


def is_morphology(code: str) -> bool:
    """True for a morphology code of a neoplasm, ``M8500/3``."""
    return _MORPHOLOGY.fullmatch(normalise_code(code)) is not None


def lost_zero_readings(text: str) -> tuple[str, ...]:
    """What a procedure code may have been before a spreadsheet took its leading zero: ``3.1`` → ``03.1``, ``03.10``.

    Empty for a code that is well formed. Never chosen by the program: the caller shows them.
    """
    cleaned = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).lower()
    if not _LOST_ZERO.fullmatch(cleaned):
        return ()
    plain = "0" + cleaned
    if re.fullmatch(r"\d\d\.\d", plain):
        return plain, plain + "0"
    return (plain,) if _PX.fullmatch(plain) else ()


@lru_cache(maxsize=65536)
def six_place(code: str) -> str:
    """The canonical form for lookup and grouping: ``I21.9`` → ``I21.900``, ``I10`` → ``I10.x00``, ``47.01`` →
    ``47.0100``.

    A pair keeps its asterisk half short, as the national tables write it: ``A01.0+G01.x00*`` → ``A01.000+G01*``.
    A lone dagger or asterisk mark is dropped. Purely textual: whether ``K80`` may stand alone is the library's
    to say. Text that is no code is returned normalised.
    """
    code = normalise_code(code)
    dagger, asterisk = halves(code)
    if not all(_DX.fullmatch(h) or _PX.fullmatch(h) for h in (dagger, asterisk) if h):
        return code
    if dagger and asterisk:
        return f"{_lifted(dagger)}+{_shortened(asterisk)}*"
    return _lifted(dagger or asterisk) or code


def _lifted(code: str) -> str:
    if _DX.fullmatch(code):
        if len(code) == 3:
            return code + ".x00"
        return code.ljust(7, "0") if len(code) < 7 else code
    if _PX.fullmatch(code):
        if len(code) == 2:
            return code + ".xx00"
        return (code.ljust(5, "x") + "00") if len(code) < 7 else code
    return code


def _shortened(code: str) -> str:
    if re.fullmatch(r"[A-Z]\d\d\.x(0{1,2})?", code):
        return code[:3]
    return re.sub(r"(?<=\.\d)0{1,2}$", "", code)


def halves(code: str) -> tuple[str, str]:
    """Dagger and asterisk half without their marks; "" for the half that is not there.

    ``A01.002+G01*`` → (``A01.002``, ``G01``); ``G01*`` → ("", ``G01``); ``I10.x00`` → (``I10.x00``, "").
    """
    if not code.endswith(("*", "+")) and "+" not in code:
        return code, ""
    dagger, plus, asterisk = code.rstrip("*").partition("+")
    if plus:
        return dagger, asterisk
    return "", dagger


@lru_cache(maxsize=16_384)
def category(code: str) -> str:
    """The category: three places of a diagnosis (of its dagger half), two of a procedure; "" for no code."""
    first = next(filter(None, halves(normalise_code(code))), "")
    if _DX.fullmatch(first):
        return first[:3]
    return first[:2] if _PX.fullmatch(first) else ""


def subcategory(code: str) -> str:
    """The subcategory of the classification itself, without national extension.

    ``I21.900x001`` → ``I21.9``, ``I10.x00`` → ``I10``, ``47.0100`` → ``47.01``, ``01.6x00`` → ``01.6``;
    "" for no code. A code that is written shorter is returned as it is.
    """
    first = next(filter(None, halves(normalise_code(code))), "")
    if _DX.fullmatch(first):
        return first[:5].removesuffix(".x")
    return first[:5].rstrip("x").rstrip(".") if _PX.fullmatch(first) else ""
