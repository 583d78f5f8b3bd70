"""Words made comparable: width, case, punctuation, Roman numerals, laterality, and one spelling for synonyms."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from coding.codes.entry import CodeKind

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_CHINESE_DIGIT = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}
_STAGE = re.compile(
    r"(?<![a-z])(iii|ii|iv|vi|i|v)(?=[型期级度类]|[a-c](?:[型期级度]|$)|$)|(?<![a-z])([一二三四五])(?=[型期级度])"
)
_COMPARED = str.maketrans({"≥": "大于", ">": "大于", "≤": "小于", "<": "小于", "°": "度"})
_PUNCTUATION = re.compile(r"[\W_]+")
_DOUBTS = re.compile(
    r"待查|待排查?|待除外|待诊|原因待查|性质待定|查因|可能性?大?|考虑|疑似|\?|？|^术后诊断|^诊断|^主要手术名称|^主要诊断|^术中诊断"
)
_NUMBERING = re.compile(r"^\s*[\(（]?\d{1,2}[\)）.、．]\s*|手术代码[;；:：]?[\d.x]+")
_WEEKS = re.compile(r"(?:宫内)?(?:妊娠|孕|停经)(\d{1,2})(?:\+\d)?周(?:\+?\d天?)?")
_SIDE = re.compile(r"左侧|右侧|左|右")
_BOTH_SIDES = re.compile(r"双侧|两侧|双|两")
_NOT_SIDE = re.compile(
    r"左心|右心|左旋|右旋|双胎|双子宫|双角|双相|双重|双腔|双上|双下|双输|双肾盂|双极|双j|双氢|双氯|两性"
)


def _is_plain(text: str) -> bool:
    """Chinese characters alone, as most names are: there is nothing to make comparable in them."""
    return bool(text) and min(text) >= "\u4e00" and max(text) <= "\u9fff"


def fold(text: str) -> str:
    """Half width, lower case, no punctuation and blanks; Roman numerals of types and stages as digits."""
    if _is_plain(text) and _CHINESE_DIGIT.keys().isdisjoint(text):
        return text
    text = unicodedata.normalize("NFKC", text).lower().translate(_COMPARED)
    text = _STAGE.sub(lambda m: _ROMAN.get(m[1] or "", "") or _CHINESE_DIGIT.get(m[2] or "", ""), text)
    return _PUNCTUATION.sub("", text)


def exact_key(text: str) -> str:
    """What two names are compared by when they are asked to be the same: letters and digits only."""
    if _is_plain(text):
        return text
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).lower())


@lru_cache(maxsize=4096)
def cleaned_query(text: str) -> str:
    """The doctor's words without numbering and without words of doubt (待查, 考虑 …)."""
    text = unicodedata.normalize("NFKC", text)
    cleaned = _DOUBTS.sub("", _NUMBERING.sub("", text))
    cleaned = _WEEKS.sub(r"孕\1周", cleaned)
    return cleaned if exact_key(cleaned) else text


def sides(text: str) -> str:
    """What the words say of laterality: ``both``, ``one`` or nothing."""
    text = _NOT_SIDE.sub("", text)
    left, right = "左" in text, "右" in text
    if _BOTH_SIDES.search(text) or (left and right):
        return "both"
    return "one" if left or right or "单侧" in text else ""


def without_sides(text: str) -> str:
    """The words without laterality; 左心, 双胎 and the like are no laterality."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return chr(0xE000 + len(kept) - 1)

    text = _NOT_SIDE.sub(keep, text)
    text = _BOTH_SIDES.sub("", _SIDE.sub("", text)).replace("单侧", "")
    return re.sub("[\ue000-\ue0ff]", lambda m: kept[ord(m[0]) - 0xE000], text)


class Rewriter:
    """Brings words to one spelling (resources/terms/rewrites.csv), the longest match first."""

    def __init__(self, pairs: dict[str, str]) -> None:
        self._pairs = {a: b for a, b in pairs.items() if a != b}
        ordered = sorted(self._pairs, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")

    def __call__(self, text: str) -> str:
        """The folded text in one spelling; two rounds, since one rewriting may open the way for another."""
        once = self._pattern.sub(self._replace, text)
        return self._pattern.sub(self._replace, once) if once != text else once

    def _replace(self, match: re.Match[str]) -> str:
        return self._pairs[match[0]]


@cache
def rewriter(kind: CodeKind) -> Rewriter:
    """The embedded rewriting for one kind of words."""
    rows = resource_table("terms/rewrites.csv", "from", "to", "kind")
    return Rewriter({fold(r["from"]): fold(r["to"]) for r in rows if r["kind"] in ("both", kind.value)})
