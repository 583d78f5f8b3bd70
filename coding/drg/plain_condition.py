"""Conditions as people type them: full-width signs, small letters, ``=>`` for ``>=``, read where they have one meaning.

What is read otherwise than it stands is told; what stays unreadable never holds and is told too.
"""

from __future__ import annotations

import re

from coding.drg.atoms import LIST_ATOMS, NUMBERS, PLAIN_ATOMS, UnknownAtomError, parse_rule

_WORDS = frozenset(
    {
        *LIST_ATOMS,
        *(f"COUNT_{name}" for name in LIST_ATOMS),
        *NUMBERS,
        *PLAIN_ATOMS,
        *("TRAUMA_REGIONS", "DEPT", "PXCLASS", "ANYDX_PREFIX", "LEAVING_IN", "NOT"),
    }
)
#: Full-width forms of the signs, digits and letters of ASCII, and what else stands for a sign.
_HALF = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_MEANT = {"\u3000": " ", "≥": ">=", "≤": "<=", "≠": "!=", "≧": ">=", "≦": "<="}
_SIGNS = {**_HALF, **{ord(sign): meant for sign, meant in _MEANT.items()}}
#: The department is a text of the hospital's own: its signs are its own too.
_DEPT = re.compile(r"((?<![A-Za-z_])DEPT\s*[=＝]\s*[=＝]?\s*)([^&|{}＆｜｛｝]+)", re.IGNORECASE)
_WORD = re.compile(r"(?<![A-Za-z_@.\d])[A-Za-z_]+(?![A-Za-z_.\d])")
_LISTS = re.compile(r"((?:COUNT_)?(?:ANY|S|P|NO_P|NO_)?[DP]X(?:_NOT)?_IN\s*\()([^()]*)\)")
_LIST = re.compile(r"mdc|valid|else|(?:d|p|pc)\d{1,2}", re.IGNORECASE)
_PAIRS = (
    (re.compile(r"([<>=!])\s+(?=[<>=])"), r"\1"),
    (re.compile(r"=>"), ">="),
    (re.compile(r"=<"), "<="),
    (re.compile(r"<>"), "!="),
    (re.compile(r"&\s*&"), "&"),
    (re.compile(r"\|\s*\|"), "|"),
)


def plain_condition(text: str) -> str:
    """The condition in the signs and words of the language, where that can be read; else the text as it stands."""
    text = text.strip()
    plain = _plain(text)
    if plain == text:
        return text
    try:
        parse_rule(plain)
    except UnknownAtomError:
        return text
    return plain


def plain_else_rule(text: str) -> str:
    """The same for ``condition=>result``; the last arrow is the one before the result."""
    shown = text.replace("＝＞", "=>").replace("＝>", "=>").replace("=＞", "=>").strip()
    condition, arrow, result = shown.rpartition("=>")
    return f"{plain_condition(condition)}=>{result.strip()}" if arrow and condition else shown


def _plain(text: str) -> str:
    parts: list[str] = []
    at = 0
    for match in _DEPT.finditer(text):
        parts += (_signs(text[at : match.start()]), _signs(match[1]), match[2].rstrip())
        at = match.end()
    return "".join((*parts, _signs(text[at:]))).strip()


def _signs(text: str) -> str:
    plain = text.translate(_SIGNS)
    for pattern, sign in _PAIRS:
        plain = pattern.sub(sign, plain)
    plain = _WORD.sub(lambda m: m[0].upper() if m[0].upper() in _WORDS else m[0], plain)
    return _LISTS.sub(lambda m: f"{m[1]}{'+'.join(_list_name(p) for p in m[2].split('+'))})", plain)


def _list_name(part: str) -> str:
    return part.upper() if _LIST.fullmatch(part.strip()) else part
