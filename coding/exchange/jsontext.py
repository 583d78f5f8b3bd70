"""JSON as text with places: where each value stands, so that a change touches nothing but itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Numbers stay the text that they are: ``12.60`` must not come back as ``12.6``.
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_BLANK = re.compile(r"[ \t\r\n]*")


class DoublesDecoder:
    """As ``DECODER``, of one record at a time; ``doubled`` are the members that say two things.

    JSON leaves open which one counts (RFC 8259, section 4), and Python takes the last.
    """

    def __init__(self) -> None:
        self.doubled: dict[str, None] = {}
        self._decoder = json.JSONDecoder(
            parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=self._object
        )

    def decode(self, text: str) -> Any:
        """The record. ValueError or RecursionError for what is no JSON."""
        self.doubled = {}
        return self._decoder.decode(text)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self.doubled.update(dict.fromkeys(key for key, value in pairs if made[key] != value))
        return made


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value in a text: from ``start`` to ``end``; its members, its elements, or neither for a scalar."""

    start: int
    end: int
    members: Mapping[str, JsonNode] | None = None
    elements: tuple[JsonNode, ...] | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A record in a text; ``problem`` is a Chinese sentence where it cannot be read."""

    start: int
    end: int
    problem: str = ""


def skip(text: str, at: int) -> int:
    """The place of the next sign that is no blank."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def parse_nodes(text: str, at: int = 0) -> JsonNode:
    """The value at ``at`` with the places of all within. ValueError or RecursionError for what is no JSON."""
    at = skip(text, at)
    sign = text[at : at + 1]
    if sign == "{":
        members = {}
        end = at
        for key, start in _members(text, at):
            node = parse_nodes(text, start)
            members[key] = node
            end = node.end
        return JsonNode(at, _closing(text, end if members else at + 1, "}"), members)
    if sign == "[":
        elements = []
        place = skip(text, at + 1)
        while text[place : place + 1] != "]":
            elements.append(parse_nodes(text, place))
            place = _next(text, elements[-1].end, "]")
        return JsonNode(at, place + 1, None, tuple(elements))
    return JsonNode(at, DECODER.raw_decode(text, at)[1])


def record_spans(text: str) -> list[Span]:
    """The records of a file: an array of objects, one object, objects line by line, or an array within a wrapping.

    ValueError or RecursionError when there is none to be found.
    """
    at = skip(text, 0)
    if text[at : at + 1] == "[":
        return list(_elements(text, at))
    first = _within(text, at)
    if first is not None:
        return first
    end = DECODER.raw_decode(text, at)[1]
    spans = [Span(at, end)]
    at = skip(text, end)
    patience = _Patience(text)
    while at < len(text):
        try:
            end = _end_of(text, at)
            spans.append(Span(at, end))
        except (ValueError, RecursionError) as error:
            line = text.find("\n", at)
            end = len(text) if line < 0 or patience.is_over(error) else line
            spans.append(Span(at, end, patience.said))
        at = skip(text, end)
    return spans


_BROKEN = "该条 JSON 不完整或有语法错误：请在源系统中重新导出该条。"
_DEEP = "该条 JSON 的括号没有闭合或嵌套过深，从这里到文件末尾都没有读入：请在源系统中重新导出。"
_TORN = "JSON 从该条起残缺过多，到文件末尾都没有读入：请在源系统中重新导出。"
#: A broken record is read as far as its error, and again from the next record on: so many times the length of the
#: file altogether, and so many signs of a small one. Files that are merely damaged stay below twice.
_MOST_READ_IN_VAIN = 16
_ALWAYS_READ_IN_VAIN = 1 << 24
#: With each error Python counts the lines before it: a record is read from a piece of so many signs, and from a longer
#: one where it does not end there.
_PIECE = 1 << 16
#: No word or escape of JSON is longer.
_LONGEST_WORD = 16


class _TornError(ValueError):
    """A record that cannot be read; ``cost``: how many signs were read to find out, or could have been meanwhile."""

    def __init__(self, cost: int) -> None:
        super().__init__(cost)
        self.cost = cost


def _end_of(text: str, at: int) -> int:
    """Where the record at ``at`` ends. _TornError or RecursionError for what is no JSON."""
    size, cost = _PIECE, 0
    while True:
        piece = text[at : at + size]
        try:
            return at + DECODER.raw_decode(piece)[1]
        except json.JSONDecodeError as error:
            cost += len(piece)
            is_cut = error.msg.startswith("Unterminated") or error.pos > len(piece) - _LONGEST_WORD
            if not is_cut or at + size >= len(text):
                raise _TornError(cost if is_cut else error.pos + _PIECE // 8) from error
        size *= 8


class _Patience:
    """How much of a file may be read in vain: open brackets would otherwise be read as often as there are any."""

    def __init__(self, text: str) -> None:
        self._left = _MOST_READ_IN_VAIN * len(text) + _ALWAYS_READ_IN_VAIN
        self.said = _BROKEN

    def is_over(self, error: ValueError | RecursionError) -> bool:
        """True when the rest of the file, from the record with this error on, is given up; ``said`` says why."""
        if isinstance(error, RecursionError):
            self.said = _DEEP
            return True
        self._left -= getattr(error, "cost", 0)
        if self._left < 0:
            self.said = _TORN
        return self._left < 0


#: Arrays of a settlement list are parts of one record, not records.
_PARTS = frozenset({"payinfo", "opspdiseinfo", "diseinfo", "iteminfo", "oprninfo", "icuinfo", "bldinfo"})


_FIRST_KEY = re.compile(r'\{\s*"[^"\\]{1,60}"\s*:')


def _elements(text: str, at: int) -> Iterator[Span]:
    """The objects of an array. A broken one ends where the next begins: with the same first key as the first."""
    place = skip(text, at + 1)
    found = _FIRST_KEY.match(text, place)
    begin = re.compile(r"\{\s*" + re.escape(found.group()[1:].strip())) if found else None
    patience = _Patience(text)
    while place < len(text) and text[place] != "]":
        try:
            end = _end_of(text, place)
            after = _next(text, end, "]")
        except (ValueError, RecursionError) as error:
            is_over = patience.is_over(error)
            again = begin.search(text, place + 1) if begin and not is_over else None
            end = after = again.start() if again else len(text)
            yield Span(place, end, patience.said)
        else:
            yield Span(place, end)
        place = after


def _within(text: str, at: int, depth: int = 0) -> list[Span] | None:
    """Records in an array that is a member of the object at ``at``; None when the object is the record."""
    if text[at : at + 1] != "{" or depth > 3:
        return None
    starts = []
    for key, start in _members(text, at):
        if key == "setlinfo":
            return None
        starts.append((key, start))
    for key, start in starts:
        if key in _PARTS:
            continue
        if text[start] == "[" and text[skip(text, start + 1) : skip(text, start + 1) + 1] == "{":
            # the same member twice: the records of both
            return [span for other, at in starts if other == key and text[at] == "[" for span in _elements(text, at)]
        if text[start] == "{" and (found := _within(text, start, depth + 1)):
            return found
    return None


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Key and place of the value for every member of the object at ``at``."""
    place = skip(text, at + 1)
    while text[place : place + 1] != "}":
        key, end = DECODER.raw_decode(text, place)
        place = skip(text, end)
        if not isinstance(key, str) or text[place : place + 1] != ":":
            raise ValueError(place)
        place = skip(text, place + 1)
        yield key, place
        place = _next(text, DECODER.raw_decode(text, place)[1], "}")


def _next(text: str, at: int, closing: str) -> int:
    """After a member or element: the place of the next one, or of the closing bracket."""
    at = skip(text, at)
    if text[at : at + 1] == ",":
        return skip(text, at + 1)
    if text[at : at + 1] == closing:
        return at
    raise ValueError(at)


def _closing(text: str, at: int, sign: str) -> int:
    at = skip(text, at)
    if text[at : at + 1] != sign:
        raise ValueError(at)
    return at + 1


def scalar_text(value: Any) -> str:
    """A value as a cell: null is empty, true and false are 1 and 0; "" for what has parts of its own."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    return ""


_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


def spelled(text: str, like: str, ascii_only: bool = False) -> str:
    """A cell as JSON, of the same kind as the value that stood there: a number stays a number."""
    if like[:1] in "-0123456789" and like and _NUMBER.fullmatch(text):
        return text
    if not text and like == "null":
        return like
    return json.dumps(text, ensure_ascii=ascii_only)


def replaced(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with other words at some places; the places must not overlap."""
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def with_values(text: str, node: JsonNode, values: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """The edits that set members of the object ``node``; members that it lacks are added at its end."""
    ascii_only = text.isascii() and "\\u" in text
    members = node.members or {}
    edits = []
    new = []
    for key, value in values.items():
        found = members.get(key)
        if found is not None:
            edits.append((found.start, found.end, spelled(value, text[found.start : found.end], ascii_only)))
        elif value:
            new.append(f"{json.dumps(key, ensure_ascii=ascii_only)}:{json.dumps(value, ensure_ascii=ascii_only)}")
    if new:
        last = max((n.end for n in members.values()), default=node.start + 1)
        edits.append((last, last, ("," if members else "") + ",".join(new)))
    return edits
