r"""What of a pattern can be told before any text is seen: whether it is finite, and whether its repeats are sane.

A repeat in a repeat that may read the same text in several ways, ``(a+)+`` or ``(\d+,?)+``, doubles its readings with
every character. It always has a plain form that says the same, so it is refused where it is written. Everything else
that ``LinearMatcher`` can match is let through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from coding.base.errors import KnowledgeError
from coding.rules.patterns.linear_matcher import one_letter
from coding.rules.patterns.pattern_tree import At, Either, Letter, Look, PatternPart, Repeat, Row

#: A finite pattern that tries more than this at one place of a text is not left to the ``re`` module.
MOST_STEPS = 1000
#: The letters that a repeat may hold, written out.
_MOST_LETTERS = 300
_SAMPLE = "\x00\t\n\r\x0b 059amzAMZ_-.,、中龥é٣Ａ\uffff"
_CODED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


def most_steps(tree: PatternPart) -> int | None:
    """The most steps that trying a finite pattern at one place can take; None when it is not finite or takes many."""
    steps, _ = _steps_and_ways(tree)
    return int(steps) if steps <= MOST_STEPS else None


def _steps_and_ways(part: PatternPart) -> tuple[float, float]:
    """Steps, and in how many ways the part can be over, each of which the rest is tried behind."""
    match part:
        case Letter() | At():
            return 1, 1
        case Look(inner=inner):
            return _steps_and_ways(inner)[0], 1
        case Row(parts=parts):
            steps, ways = 0.0, 1.0
            for inner in parts:
                more, times = _steps_and_ways(inner)
                steps, ways = steps + ways * more, ways * times
            return steps, ways
        case Either(parts=parts):
            found = [_steps_and_ways(inner) for inner in parts]
            return sum(steps for steps, _ in found), sum(ways for _, ways in found)
        case Repeat(most=None):
            return float("inf"), float("inf")
        case Repeat(inner=inner, least=least, most=most):
            assert most is not None
            once, times = _steps_and_ways(inner)
            steps, ways, total = 1.0, 1.0, float(least == 0)
            for count in range(1, most + 1):
                steps, ways = steps + ways * once, ways * times
                total += ways if count >= least else 0
                if steps > MOST_STEPS:
                    return float("inf"), float("inf")
            return steps, total


def refuse_many_readings(tree: PatternPart, text: str) -> None:
    """Raises KnowledgeError, naming the place, for a repeat that may read the same text in several ways."""
    for repeat in _endless(tree):
        ways = _ways_of(repeat, text)
        if len(ways.letters) > 1 or len(ways.follow) > len(set(ways.follow)):
            _judge(ways, repeat, text)


def _judge(ways: _Ways, repeat: Repeat, text: str) -> None:
    if len(ways.follow) > len(set(ways.follow)) or _comes_together(ways, text):
        raise KnowledgeError(
            f"第{repeat.start + 1}个字起的“{_shown(repeat, text)}”在重复里又有可长可短的部分，同一段文字有许多种读法，"
            "请只留一层重复，如把 (a+)+ 写成 a+，把 (\\d+,?)+ 写成 \\d+(,\\d+)*"
        )


def _endless(part: PatternPart) -> list[Repeat]:
    match part:
        case Row(parts=parts) | Either(parts=parts):
            return [found for inner in parts for found in _endless(inner)]
        case Look(inner=inner):
            return _endless(inner)
        case Repeat(inner=inner, most=most):
            return ([part] if most is None else []) + _endless(inner)
        case _:
            return []


@dataclass(slots=True)
class _Ways:
    """The letters of a part by position and which may follow which (Glushkov 1961); twice where in two ways."""

    letters: list[Letter] = field(default_factory=list)
    follow: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ends:
    """Whether a part may be empty, and the positions that it may begin and end with."""

    is_empty: bool
    first: frozenset[int]
    last: frozenset[int]


_NOTHING = _Ends(is_empty=True, first=frozenset(), last=frozenset())


def _ways_of(repeat: Repeat, text: str) -> _Ways:
    ways = _Ways()
    try:
        ends = _placed(repeat.inner, ways)
    except _TooManyLettersError:
        raise KnowledgeError(
            f"第{repeat.start + 1}个字起的“{_shown(repeat, text)}”重复的部分太长，请拆成几条规则，或去掉外面的重复"
        ) from None
    ways.follow += [(a, b) for a in ends.last for b in ends.first]
    return ways


class _TooManyLettersError(Exception):
    """A repeat that cannot be written out."""


def _placed(part: PatternPart, ways: _Ways) -> _Ends:
    match part:
        case Letter():
            if len(ways.letters) >= _MOST_LETTERS:
                raise _TooManyLettersError
            ways.letters.append(part)
            here = frozenset({len(ways.letters) - 1})
            return _Ends(is_empty=False, first=here, last=here)
        case Row(parts=parts):
            return _in_a_row([_placed(inner, ways) for inner in parts], ways)
        case Either(parts=parts):
            found = [_placed(inner, ways) for inner in parts]
            return _Ends(
                any(e.is_empty for e in found),
                frozenset().union(*(e.first for e in found)),
                frozenset().union(*(e.last for e in found)),
            )
        case Repeat():
            return _repeated(part, ways)
        case _:
            return _NOTHING


def _in_a_row(ends: list[_Ends], ways: _Ways) -> _Ends:
    whole = _NOTHING
    for behind in ends:
        ways.follow += [(a, b) for a in whole.last for b in behind.first]
        whole = _Ends(
            whole.is_empty and behind.is_empty,
            whole.first | behind.first if whole.is_empty else whole.first,
            whole.last | behind.last if behind.is_empty else behind.last,
        )
    return whole


def _repeated(repeat: Repeat, ways: _Ways) -> _Ends:
    """The copies of a counted repeat one behind the other; it may be over behind each that is not asked for."""
    copies = max(repeat.least, 1) if repeat.most is None else repeat.most
    if copies > _MOST_LETTERS:
        raise _TooManyLettersError
    ends = [_placed(repeat.inner, ways) for _ in range(copies)]
    if repeat.most is None:
        ways.follow += [(a, b) for a in ends[-1].last for b in ends[-1].first]
    if any(e.is_empty for e in ends) or not ends:
        return _in_a_row(ends, ways)
    for before, behind in pairwise(ends):
        ways.follow += [(a, b) for a in before.last for b in behind.first]
    over = ends[max(repeat.least, 1) - 1 :]
    return _Ends(repeat.least == 0, ends[0].first, frozenset().union(*(e.last for e in over)))


def _comes_together(ways: _Ways, text: str) -> bool:
    """Whether two readings of the same text can part and come together again; within a repeat, again and again."""
    letters = _samples(ways.letters, text)
    behind: dict[int, list[int]] = {}
    for a, b in ways.follow:
        behind.setdefault(a, []).append(b)
    todo = [(p, p) for p in range(len(ways.letters))]
    seen = set(todo)
    while todo:
        one, other = todo.pop()
        for a in behind.get(one, ()):
            for b in behind.get(other, ()):
                if not letters[a] & letters[b]:
                    continue
                if a == b and one != other:
                    return True
                if (a, b) not in seen:
                    seen.add((a, b))
                    todo.append((a, b))
    return False


def _samples(letters: list[Letter], text: str) -> list[frozenset[str]]:
    """Which characters each letter is, out of those at the borders of the classes and of every sort."""
    written = [*text, *(chr(int("".join(filter(None, found)), 16)) for found in _CODED.findall(text))]
    near = {chr(code) for c in written for code in range(ord(c) - 1, ord(c) + 2) if 0 <= code < 0x110000}
    alphabet = near | set(_SAMPLE)
    known = {
        letter: frozenset(c for c in alphabet if one_letter(letter).fullmatch(c)) for letter in dict.fromkeys(letters)
    }
    return [known[letter] for letter in letters]


def _shown(repeat: Repeat, text: str) -> str:
    part = text[repeat.start : repeat.end]
    return part if len(part) <= 40 else part[:40] + "…"
