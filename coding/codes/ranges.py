"""Sets of codes as rules write them: ``C00-C97, D00-D48, N39.0, !D47.3``; ``74.0-74.2, 72, 36.06``."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from coding.base.errors import KnowledgeError
from coding.codes.parse import halves, normalise_code

_SEPARATORS = re.compile(r"[,，、;；|\s]+")
_DASH = re.compile(r"(?<=[\w.])(?:-|–|—|－|~|～|至|到|\.\.)(?=[A-Za-z\d])")
_ITEM = re.compile(
    r"[A-Z]\d{2}(?:\.[\dx]{1,3}(?:x\d{3,4})?)?|\d{2}(?:\.[\dx]{1,4}(?:x\d{3,4})?)?|M\d{4,6}(?:/\d)?|[A-Z]"
)
_WITHOUT_PLACES = re.compile(r"[A-Z]\d\d\.x")
_MORPHOLOGY = re.compile(r"M\d{4,6}(/\d)?")
_MEMORY = 20_000
_PLACES = re.compile(r"([A-Z]\d\d|\d\d)[\d.x]*(?:-([A-Z]\d\d|\d\d)[\d.x]*)?")


class CodeSet:
    """A compiled set of codes; ``"I21.900x001" in CodeSet.parse("I20-I25")`` is True.

    An item stands for itself and all below it. A range is inclusive at the places that it shows: ``C00-C97``
    goes by categories, ``K80.0-K80.2`` by subcategories. ``!`` takes an item out again. Text that is no
    code is never in a set. ``in`` judges the dagger half of a pair; ``any_half`` judges both.
    """

    __slots__ = ("_exact", "_known", "_lengths", "_out", "_ranges", "text")

    def __init__(self, text: str, items: list[tuple[str, str]], out: list[tuple[str, str]]) -> None:
        self.text = text
        self._ranges = tuple((low, high) for low, high in items if low != high)
        self._exact = frozenset(low for low, high in items if low == high)
        self._lengths = tuple(sorted({len(p) for p in self._exact}))
        self._out = tuple(out)
        self._known: dict[str, bool] = {}

    @staticmethod
    def parse(text: str) -> CodeSet:
        """Compile a set; the same text gives the same object. Raises KnowledgeError where an item cannot be read."""
        return _parsed(text)

    def __contains__(self, code: str) -> bool:
        known = self._known.get(code)
        if known is None:
            known = self._judge(halves(normalise_code(code))[0])
            if len(self._known) >= _MEMORY:
                self._known.clear()
            self._known[code] = known
        return known

    def any_half(self, code: str) -> bool:
        """True when the dagger or the asterisk half of the code is in the set."""
        return code in self or self._judge(halves(normalise_code(code))[1])

    def __bool__(self) -> bool:
        return bool(self._exact or self._ranges)

    def __repr__(self) -> str:
        return f"CodeSet({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CodeSet) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return _parsed, (self.text,)

    def _judge(self, code: str) -> bool:
        key = _key(code)
        if not key:
            return False
        found = any(key[:n] in self._exact for n in self._lengths) or any(_between(key, r) for r in self._ranges)
        return found and not any(_between(key, r) for r in self._out)


def in_ranges(code: str, ranges: str) -> bool:
    """True when the code lies in the set that the text describes; sets are compiled once."""
    return code in _parsed(ranges)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> CodeSet:
    items: list[tuple[str, str]] = []
    out: list[tuple[str, str]] = []
    cleaned = unicodedata.normalize("NFKC", text).strip()
    cleaned = re.sub(r" ?(-|–|—|~|至|到) ?", r"\1", " ".join(cleaned.split()))
    for part in filter(None, _SEPARATORS.split(cleaned)):
        target = out if part[0] in "!！" else items
        ends = _DASH.split(part.lstrip("!！~").rstrip("*-"))
        if not 1 <= len(ends) <= 2:
            raise KnowledgeError(f"编码范围“{text}”中的“{part}”无法识别，请写成 I20-I25 或 K80.0 的形式。")
        low, high = _bound(ends[0], part, text), _bound(ends[-1], part, text)
        if low[0].isdigit() != high[0].isdigit() or low[: len(high)] > high:
            raise KnowledgeError(f"编码范围“{text}”中的“{part}”前后颠倒或不是同一类编码，请改正。")
        target.append((low, high))
    return CodeSet(text, items, out)


def _bound(item: str, part: str, text: str) -> str:
    item = item.strip().rstrip(".*-")
    item = item[:1].upper() + item[1:].replace("X", "x")
    if item.endswith(".x") and _WITHOUT_PLACES.fullmatch(item):
        item = item[:3]
    if not _ITEM.fullmatch(item):
        raise KnowledgeError(f"编码范围“{text}”中的“{part}”无法识别，请写成 I20-I25 或 K80.0 的形式。")
    return _key(item)


def _key(code: str) -> str:
    """What is compared: the code without dot; morphology apart, since M80 is also a category."""
    if code[:1] == "M" and _MORPHOLOGY.fullmatch(code):
        return "#" + code[1:]
    return code.replace(".", "")


def _between(key: str, bounds: tuple[str, str]) -> bool:
    low, high = bounds
    if (key[0] == "#") != (low[0] == "#"):
        return False
    return low <= key[: len(low)] and key[: len(high)] <= high


@lru_cache(maxsize=4096)
def categories_of(text: str) -> frozenset[str] | None:
    """The categories (``K80``; ``51``) of a set of codes; None where they cannot be told (morphology)."""
    found: set[str] = set()
    for part in re.split(r"[,，、;；|\s]+", re.sub(r" ?- ?", "-", " ".join(text.split()))):
        if not part or part.startswith("!"):
            continue
        match = _PLACES.fullmatch(part)
        if match is None:
            return None
        first, last = match[1], match[2] or match[1]
        if len(first) != len(last):
            return None
        found.update(_categories_between(first, last))
    return frozenset(found)


def _categories_between(first: str, last: str) -> list[str]:
    if len(first) == 2:
        return [f"{n:02d}" for n in range(int(first), int(last) + 1)]
    low = (ord(first[0]) - 65) * 100 + int(first[1:])
    high = (ord(last[0]) - 65) * 100 + int(last[1:])
    return [f"{chr(65 + n // 100)}{n % 100:02d}" for n in range(low, high + 1)]
