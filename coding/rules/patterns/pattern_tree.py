r"""A regular expression as a tree that knows where each part stands, so that a sentence can name the part.

Only what a pattern of a rule may be is read: characters and classes, groups, alternatives, repeats, ``^ $ \b``, and
looking ahead or behind. What makes the time of matching unforeseeable (back references, conditions, possessive
repeats) is refused here, in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from coding.base.errors import KnowledgeError

#: Groups in groups deeper than this are no pattern that a person can read.
_DEEPEST = 40
_REPEAT = re.compile(r"\{([0-9]*)(?:(,)([0-9]*))?\}")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|0[0-7]{0,2}|N\{[^}]*\}|.)", re.DOTALL)
_NAMED = re.compile(r"\(\?P<[^>]*>")
_FLAGS = re.compile(r"\(\?([aimsu]*)(?:-([ims]+))?([:)])")
_OPENINGS = {"(?=": True, "(?!": False, "(?<=": True, "(?<!": False}


class Spot(StrEnum):
    """Where an assertion without width holds; the values are what is written."""

    START = "^"
    END = "$"
    VERY_START = r"\A"
    VERY_END = r"\Z"
    EDGE = r"\b"
    NO_EDGE = r"\B"


@dataclass(frozen=True, slots=True)
class Letter:
    """One character: ``source`` with ``flags`` (of ``i``, ``s``, ``a``) says which, as the ``re`` module reads it."""

    source: str
    flags: str


@dataclass(frozen=True, slots=True)
class At:
    """A place between two characters. ``lines``: ``^`` and ``$`` hold at every line."""

    spot: Spot
    lines: bool
    ascii: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Looking ahead or behind: what has to stand there, or must not."""

    inner: PatternPart
    is_behind: bool
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One part after the other."""

    parts: tuple[PatternPart, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    parts: tuple[PatternPart, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part ``least`` to ``most`` times, None without end; it stands from ``start`` to ``end`` of the pattern."""

    inner: PatternPart
    least: int
    most: int | None
    start: int
    end: int


PatternPart = Letter | At | Look | Row | Either | Repeat


def read_pattern(text: str) -> PatternPart:
    """The tree of a pattern that the ``re`` module takes. Raises KnowledgeError for what a rule may not use."""
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def whole(self) -> PatternPart:
        flags = ""
        head = _FLAGS.match(self._text)
        if head is not None and head[3] == ")":
            self._at, flags = head.end(), head[1]
        tree = self._either(flags)
        if self._at < len(self._text):
            raise self._wrong("这里读不懂", self._at, self._at + 1, "请改写")
        return tree

    def _wrong(self, what: str, start: int, end: int, instead: str) -> KnowledgeError:
        return KnowledgeError(f"第{start + 1}个字起的“{self._text[start:end]}”{what}，{instead}")

    def _either(self, flags: str) -> PatternPart:
        parts = [self._row(flags)]
        while self._text[self._at : self._at + 1] == "|":
            self._at += 1
            parts.append(self._row(flags))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _row(self, flags: str) -> PatternPart:
        parts: list[PatternPart] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            start = self._at
            part = self._one(flags)
            if part is not None:
                parts.append(self._repeated(part, start))
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def _repeated(self, part: PatternPart, start: int) -> PatternPart:
        found = self._times()
        if found is None:
            return part
        follows = self._text[self._at : self._at + 1]
        if follows == "+":
            raise self._wrong("是占有式的重复", start, self._at + 1, "请去掉后一个加号")
        if follows == "?":  # the shortest first: the same texts match
            self._at += 1
        return Repeat(part, found[0], found[1], start, self._at)

    def _times(self) -> tuple[int, int | None] | None:
        sign = self._text[self._at : self._at + 1]
        if sign and sign in "*+?":
            self._at += 1
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        found = _REPEAT.match(self._text, self._at)
        if found is None or found[0] == "{}":
            return None
        self._at = found.end()
        least = int(found[1] or 0)
        most = least if found[2] is None else int(found[3]) if found[3] else None
        return least, most

    def _one(self, flags: str) -> PatternPart | None:
        """The next part; None for what stands for nothing (a comment)."""
        sign = self._text[self._at]
        if sign == "(":
            return self._group(flags)
        if sign == "\\":
            return self._escape(flags)
        if sign in "^$":
            self._at += 1
            return At(Spot(sign), "m" in flags)
        if sign == "[":
            return self._class(flags)
        self._at += 1
        return Letter(sign if sign == "." else re.escape(sign), flags)

    def _escape(self, flags: str) -> PatternPart:
        start = self._at
        found = _ESCAPE.match(self._text, start)
        source = found[0] if found else "\\"
        self._at = start + len(source)
        if source[1:2] in "123456789":
            raise self._wrong("引用了前面的括号", start, self._at, "请把要重复的内容直接写出来，如 (00+|11+|22+)")
        if source in (r"\A", r"\Z", r"\b", r"\B"):
            return At(Spot(source), lines=False, ascii="a" in flags)
        return Letter(source, flags)

    def _class(self, flags: str) -> PatternPart:
        start = self._at
        end = start + 1 + (self._text[start + 1 : start + 2] == "^")
        end += self._text[end : end + 1] == "]"  # a bracket that stands first is one of the characters
        while end < len(self._text) and self._text[end] != "]":
            end += 2 if self._text[end] == "\\" else 1
        self._at = end + 1
        return Letter(self._text[start : self._at], flags)

    def _group(self, flags: str) -> PatternPart | None:
        start = self._at
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong("套了太多层括号", start, start + 1, f"请减到{_DEEPEST}层以内")
        text = self._text
        opening = next((o for o in ("(?<=", "(?<!", "(?=", "(?!") if text.startswith(o, start)), "")
        named, flagged = _NAMED.match(text, start), _FLAGS.match(text, start)
        if text.startswith("(?#", start):
            self._at = text.index(")", start) + 1
            self._depth -= 1
            return None
        if opening:
            self._at += len(opening)
        elif named is not None:
            self._at = named.end()
        elif flagged is not None and flagged[3] == ":":
            self._at = flagged.end()
            flags = "".join(f for f in flags + flagged[1] if f not in (flagged[2] or ""))
        elif text.startswith("(?", start):
            raise self._wrong("是规则里不能用的写法", start, start + 4, "请改用普通的括号 ( )")
        else:
            self._at += 1
        inner = self._either(flags)
        self._at += 1
        self._depth -= 1
        return Look(inner, "<" in opening, _OPENINGS[opening]) if opening else inner
