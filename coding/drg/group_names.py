"""What the name of a group says of its condition: 癫痫病，年龄≤17岁，伴严重并发症或合并症.

The words are data (``resources/schemes/name_words.csv``). A name is the name of its ADRG and parts behind it; a part
that no row of the table fits is unknown, and the group with it: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = "schemes/name_words.csv"
_COLUMNS = ("kind", "words", "condition", "sure", "glued", "not_in", "hint")
_NUMBER = r"(\d{1,5}(?:\.\d{1,2})?)"
_SIGNS = {"op": "<=|>=|<|>|=", "op2": "<=|<", "rop": "<=|>=|<|>", "lt": "<=|<", "gt": ">=|>", "day": "天|日"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_PLACE = re.compile(r"\{(n|m|op2|op|rop|lt|gt|day)\}|\[([^\[\]]{1,9})\]")
_FILLED = re.compile(r"\{(n|m|op2|op|rop|lt|gt)\}")
#: A bracket behind the words it belongs to is a part of its own: 早产儿（出生体重1500-1999g），伴…
_BRACKET = re.compile(r"\(([^()]{1,60})\)(?=[,;(]|$)")
#: 克 and 至 are folded beside a figure only: 休克 is no weight.
_GRAMS, _UNTIL = re.compile(r"(?<=\d)克"), re.compile(r"(?<=[\d岁天日g])至(?=\d)")
_PARTED = re.compile(r"[,;]+")
_ALWAYS = "ALWAYS"
#: More than any name has.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class NamePart:
    """A part of a name that the table knows. ``condition`` None: known, but it does not say enough; ALWAYS: it asks
    for nothing. ``is_sure`` False: regions differ, a person has to say yes. ``hint`` says why.
    """

    words: str
    condition: str | None
    is_sure: bool
    hint: str


@dataclass(frozen=True, slots=True)
class NameReading:
    """A name read: the known parts and those that nothing is known of, both in their order."""

    parts: tuple[NamePart, ...]
    unknown: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the name says its whole condition."""
        return not self.unknown and all(part.condition is not None for part in self.parts)

    @property
    def is_sure(self) -> bool:
        """Whether all of it is meant alike everywhere."""
        return self.is_complete and all(part.is_sure for part in self.parts)

    @property
    def condition(self) -> str:
        """What the known parts ask for, in the language of conditions; ALWAYS where they ask for nothing."""
        asked = [p.condition for p in self.parts if p.condition and p.condition != _ALWAYS]
        return "&".join(dict.fromkeys(asked)) or _ALWAYS

    @property
    def open_words(self) -> tuple[str, ...]:
        """What the name does not say enough of, with the hint of the table."""
        told = [
            f"“{part.words}”：{part.hint}" if part.hint else f"“{part.words}”"
            for part in self.parts
            if not part.condition
        ]
        return (*(f"“{words}”" for words in self.unknown), *told)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why a person has to look, where regions differ."""
        return tuple(f"“{p.words}”：{p.hint}" for p in self.parts if p.condition and not p.is_sure and p.hint)


@dataclass(frozen=True, slots=True)
class _Template:
    whole: re.Pattern[str]
    names: tuple[str, ...]
    condition: str
    is_sure: bool
    is_glued: bool
    not_in: str
    hint: str

    def part(self, words: str, mdc: str) -> NamePart | None:
        match = self.whole.fullmatch(words)
        if match is None or (mdc and mdc in self.not_in):
            return None
        found = dict(zip(self.names, match.groups(), strict=True))
        found["rop"] = _MIRRORED.get(found.get("rop", ""), "")
        condition = _FILLED.sub(lambda m: _plain(found[m[1]]), self.condition)
        return NamePart(words, condition or None, self.is_sure, self.hint)


def _plain(text: str) -> str:
    return "==" if text == "=" else text.removesuffix(".0")


@cache
def _folds() -> tuple[tuple[str, str], ...]:
    table = resource_table(WORDS, *_COLUMNS)
    return tuple((row["words"], row["condition"]) for row in table if row["kind"] == "fold")


@cache
def name_templates() -> tuple[_Template, ...]:
    """The parts of names that the table knows, in its order."""
    return tuple(_template(row) for row in resource_table(WORDS, *_COLUMNS) if row["kind"] == "part")


@cache
def _glued_templates() -> tuple[_Template, ...]:
    return tuple(template for template in name_templates() if template.is_glued)


def _template(row: Mapping[str, str]) -> _Template:
    pattern, names, at = "", [], 0
    for match in _PLACE.finditer(row["words"]):
        pattern += re.escape(row["words"][at : match.start()])
        at = match.end()
        if match[2]:
            pattern += f"(?:{re.escape(match[2])})?"
        else:
            names.append(match[1])
            pattern += _NUMBER if match[1] in "nm" else f"({_SIGNS[match[1]]})"
    pattern += re.escape(row["words"][at:])
    return _Template(
        re.compile(pattern),
        tuple(names),
        row["condition"],
        row["sure"] == "是",
        row["glued"] == "是",
        row["not_in"],
        row["hint"],
    )


def folded(name: str) -> str:
    """A name as it is compared: width, case, blanks and spellings of the same words folded."""
    text = "".join(unicodedata.normalize("NFKC", name[:_LONGEST]).lower().split())
    for words, instead in _folds():
        text = text.replace(words, instead)
    text = _GRAMS.sub("g", _UNTIL.sub("-", text))
    while True:
        opened = _BRACKET.sub(r",\1", text)
        if opened == text:
            return text.strip(",;")
        text = opened


@lru_cache(maxsize=8192)
def peeled(name: str, mdc: str = "") -> tuple[str, tuple[NamePart, ...]]:
    """What is left of a name when the known parts behind it are taken off, and those parts."""
    tokens = [token for token in _PARTED.split(folded(name)) if token]
    parts: list[NamePart] = []
    while len(tokens) > 1 and (part := _known(tokens[-1], mdc)):
        parts.insert(0, part)
        tokens.pop()
    while tokens and (glued := _glued(tokens[-1], mdc)):
        tokens[-1] = tokens[-1].removesuffix(glued.words)
        parts.insert(0, glued)
    return ",".join(tokens), tuple(parts)


def _known(words: str, mdc: str) -> NamePart | None:
    return next((part for template in name_templates() if (part := template.part(words, mdc))), None)


def _glued(token: str, mdc: str) -> NamePart | None:
    """The longest known part that a name ends with without a comma; something is left before it."""
    for at in range(2, len(token)):
        for template in _glued_templates():
            if part := template.part(token[at:], mdc):
                return part
    return None


def read_family(names: Mapping[str, str], mdc: str, base_stem: str = "") -> dict[str, NameReading]:
    """The names of all groups of one ADRG, by code. ``base_stem``: the name of the ADRG in the base scheme.

    The name of the ADRG is what all of them begin with; what stands between it and the known parts is unknown.
    """
    read = {code: peeled(name, mdc) for code, name in names.items()}
    stem = _stem([found[0] for found in read.values()], folded(base_stem))
    readings = {}
    for code, (left, parts) in read.items():
        rest = left.removeprefix(stem) if stem is not None and left.startswith(stem) else left
        unknown = tuple(token for token in _PARTED.split(rest) if token)
        readings[code] = NameReading(parts, unknown)
    return readings


def _stem(lefts: list[str], base: str) -> str | None:
    """What all names begin with, at the borders of their parts; the base's name of the ADRG where some have it."""
    if len(set(lefts)) == 1:
        return lefts[0]
    if base and any(left == base for left in lefts):
        return base
    shortest = min(lefts, key=len)
    if all(left.startswith(shortest) for left in lefts):
        return shortest
    tokens = [_PARTED.split(left) for left in lefts]
    common: list[str] = []
    for at, token in enumerate(tokens[0]):
        if not all(at < len(other) and other[at] == token for other in tokens):
            break
        common.append(token)
    return ",".join(common) if common else None
