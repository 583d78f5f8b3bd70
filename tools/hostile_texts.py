"""The most hostile texts that can be made out of a pattern: what it repeats, again and again, and what fails it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from re import _constants, _parser  # the tree of a pattern stands nowhere else

#: So many different texts are repeated for one pattern; those of its repeats come first.
MOST_PUMPS = 28


def hostile_texts(source: str, most_pumps: int = MOST_PUMPS) -> Iterator[tuple[str, str, str]]:
    """Texts to be made long: what stands before, what is repeated, what stands behind."""
    tree = _parser.parse(source)
    letters = _letters(tree)
    words = _words(tree, letters)
    repeats = list(_repeats(tree, "", letters))
    pumps = [pump for before, inner in repeats for pump in (inner, before + inner)]
    pumps += [before + letter for before, _ in repeats for letter in letters[:6]]
    pumps += [*letters, *words, *(a + b for a in letters[:4] for b in letters[:4] if a != b)]
    befores = ["", *(before for before, _ in repeats), *words]
    behinds = ("", "\x01", *letters[:1])
    for pump in list(dict.fromkeys(filter(None, pumps)))[:most_pumps]:
        for before in list(dict.fromkeys(befores))[:2]:
            for behind in behinds:
                yield before, pump, behind


def _letters(tree: _parser.SubPattern) -> list[str]:
    """A character of every sort that the pattern names, and some that it does not."""
    found: dict[str, None] = {}
    for op, value in _nodes(tree):
        if op is _constants.IN:
            found.update(dict.fromkeys(_sample_of(value)))
        elif op in (_constants.LITERAL, _constants.NOT_LITERAL):
            found[chr(value)] = None
        elif op is _constants.ANY:
            found["x"] = None
    return list(islice(found, 12)) + [c for c in (" ", "0", "a", "术") if c not in found]


def _sample_of(items: list[tuple[object, object]]) -> list[str]:
    """A character or two of a class."""
    found: list[str] = []
    is_not = False
    for op, value in items:
        if op is _constants.NEGATE:
            is_not = True
        elif op is _constants.LITERAL:
            found.append(chr(int(str(value))))
        elif op is _constants.RANGE:
            found.append(chr(value[0]))
        elif op is _constants.CATEGORY:
            found.append({"DIGIT": "0", "SPACE": " ", "WORD": "a"}.get(str(value).rpartition("_")[2], "a"))
    if is_not:
        return [c for c in "x0 术," if c not in found][:2]
    return found[:2]


def _nodes(tree: _parser.SubPattern) -> Iterator[tuple[object, object]]:
    for op, value in tree:
        yield op, value
        for inner in _inner(op, value):
            yield from _nodes(inner)


def _inner(op: object, value: object) -> list[_parser.SubPattern]:
    if op is _constants.BRANCH:
        return list(value[1])
    if op is _constants.SUBPATTERN:
        return [value[3]]
    if op in _REPEATS:
        return [value[2]]
    if op in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [value[1]]
    return [value] if op is _constants.ATOMIC_GROUP else []


_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def _words(tree: _parser.SubPattern, letters: list[str], most: int = 3) -> list[str]:
    """Some texts that a part of a pattern matches, or nearly."""
    words = [""]
    for op, value in tree:
        words = [a + b for a in words for b in _words_of(op, value, letters, most)][:most]
    return words


def _words_of(op: object, value: object, letters: list[str], most: int) -> list[str]:
    if op is _constants.LITERAL:
        return [chr(int(str(value)))]
    if op is _constants.NOT_LITERAL:
        return [next(c for c in (*letters, "x", "y") if ord(c) != value)]
    if op is _constants.ANY:
        return ["x"]
    if op is _constants.IN:
        return _sample_of(value) or ["x"]
    if op in _REPEATS:
        least = max(int(value[0]), 1)
        return [word * min(least, 3) for word in _words(value[2], letters, most)]
    if op is _constants.BRANCH:
        return [word for part in value[1] for word in _words(part, letters, 1)][:most]
    if op is _constants.SUBPATTERN:
        return _words(value[3], letters, most)
    return _words(value, letters, most) if op is _constants.ATOMIC_GROUP else [""]


def _repeats(tree: _parser.SubPattern, before: str, letters: list[str]) -> Iterator[tuple[str, str]]:
    """Every repeat of more than a few: what leads to it, and what it repeats in one way and another."""
    for op, value in tree:
        inner = _inner(op, value)
        if op in _REPEATS and int(value[1]) > 3:
            yield from ((before, word) for word in _words(value[2], letters))
        for part in inner:
            yield from _repeats(part, before, letters)
        before += (_words_of(op, value, letters, 1) or [""])[0]
