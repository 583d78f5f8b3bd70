"""Matching in a time that grows with the text and with nothing else: all readings of the pattern at once.

The tree becomes an automaton (Thompson 1968); each character moves the set of states that are possible, and a move
that was made before is looked up. No reading is ever taken back, so no text can make the time explode. Only *whether*
a text matches is told, which does not depend on the order in which alternatives stand.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.rules.patterns.pattern_tree import At, Either, Letter, Look, PatternPart, Repeat, Row, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Repeats that are counted are written out; a pattern that needs more states than this is refused.
MOST_STATES = 4000
#: Moves and characters that are remembered before memory is begun anew.
_MOST_REMEMBERED = 20_000

States = frozenset[int]


class _Automaton:
    """The states of a tree. From a state a letter leads on, or a condition that holds there, or free ways."""

    def __init__(self, tree: PatternPart, *, backwards: bool) -> None:
        self.letters: dict[Letter, int] = {}
        self.conditions: dict[At | Look, int] = {}
        self.on_letter: dict[int, tuple[int, int]] = {}  # state → number of the letter, next state
        self.on_condition: dict[int, tuple[int, int]] = {}
        self.free: list[list[int]] = []
        self._backwards = backwards
        self.start = self._state()
        self.end = self._add(tree, self.start)

    def _state(self) -> int:
        if len(self.free) >= MOST_STATES:
            raise KnowledgeError("重复的次数合起来太大，请把花括号里的次数写小，或改用 + 或 *")
        self.free.append([])
        return len(self.free) - 1

    def _add(self, part: PatternPart, start: int) -> int:
        """Put a part in behind ``start``; the state where it is over."""
        match part:
            case Letter():
                end = self._state()
                self.on_letter[start] = (self.letters.setdefault(part, len(self.letters)), end)
                return end
            case At() | Look():
                end = self._state()
                self.on_condition[start] = (self.conditions.setdefault(part, len(self.conditions)), end)
                return end
            case Row(parts=parts):
                for inner in reversed(parts) if self._backwards else parts:
                    start = self._add(inner, self._after(start))
                return start
            case Either(parts=parts):
                end = self._state()
                for inner in parts:
                    self.free[self._add(inner, self._after(start))].append(end)
                return end
            case Repeat():
                return self._repeat(part, start)

    def _after(self, state: int) -> int:
        """A fresh state behind one, so that each part begins at a state of its own."""
        fresh = self._state()
        self.free[state].append(fresh)
        return fresh

    def _repeat(self, part: Repeat, start: int) -> int:
        for _ in range(part.least):
            start = self._add(part.inner, self._after(start))
        end = self._state()
        self.free[start].append(end)
        if part.most is None:
            begin = self._after(start)
            last = self._add(part.inner, begin)
            self.free[last] += [begin, end]
            return end
        for _ in range(part.most - part.least):
            start = self._add(part.inner, self._after(start))
            self.free[start].append(end)
        return end


class LinearMatcher:
    """Whether texts match a tree; each character of a text costs one look-up, or one walk over the states.

    ``backwards`` reads the text from its end.
    """

    def __init__(self, tree: PatternPart, *, backwards: bool = False) -> None:
        self._automaton = _Automaton(tree, backwards=backwards)
        self._backwards = backwards
        self._letters = tuple(one_letter(letter) for letter in self._automaton.letters)
        self._looks = {c: LinearMatcher(c.inner, backwards=not c.is_behind) for c in self._conditions_that_look()}
        self._start = frozenset({self._automaton.start})
        self._kinds: dict[str, int] = {}
        self._moves: dict[tuple[States, int, int], States] = {}
        self._ends: dict[tuple[States, int], bool] = {}

    def search(self, text: str) -> bool:
        """Whether a part of the text matches."""
        return any(self._reached(text, anywhere=True))

    def fullmatch(self, text: str) -> bool:
        """Whether the whole text matches."""
        reached = False
        for reached in self._reached(text, anywhere=False):  # noqa: B007 - the last one is asked for
            pass
        return reached

    def _conditions_that_look(self) -> list[Look]:
        return [c for c in self._automaton.conditions if isinstance(c, Look)]

    def _reached(self, text: str, *, anywhere: bool) -> Iterator[bool]:
        """For every place of the text, in reading order, whether the pattern can be over there."""
        holding = self._holding(text)
        places = range(len(text), -1, -1) if self._backwards else range(len(text) + 1)
        states = self._start
        for place in places:
            held = holding[place] if holding else 0
            over = self._ends.get((states, held))
            yield self._is_end(states, held) if over is None else over
            reading = place - 1 if self._backwards else place
            if not 0 <= reading < len(text):
                return
            letter = text[reading]
            kind = self._kinds.get(letter)
            if kind is None:
                kind = self._kind(letter)
            moved = self._moves.get((states, held, kind))
            if moved is None:
                moved = self._moved(states, held, kind)
            states = moved | self._start if anywhere and not self._start <= moved else moved
            if not states:
                yield False
                return

    def _holding(self, text: str) -> Sequence[int]:
        """For every place of the text, which conditions hold there, one bit each; nothing where there are none."""
        conditions = self._automaton.conditions
        if not conditions:
            return ()
        holding = [0] * (len(text) + 1)
        for condition, number in conditions.items():
            for place in self._places(condition, text):
                holding[place] |= 1 << number
        return holding

    def _places(self, condition: At | Look, text: str) -> Iterator[int]:
        if isinstance(condition, At):
            yield from _spots(condition, text)
            return
        reached = list(self._looks[condition]._reached(text, anywhere=True))  # noqa: SLF001 - one of its own kind
        if not condition.is_behind:
            reached.reverse()
        yield from (place for place, is_there in enumerate(reached) if is_there == condition.is_wanted)

    def _kind(self, letter: str) -> int:
        """Which letters of the pattern a character is, one bit each."""
        if len(self._kinds) >= _MOST_REMEMBERED:
            self._kinds.clear()
        kind = sum(1 << number for number, is_it in enumerate(self._letters) if is_it.fullmatch(letter))
        self._kinds[letter] = kind
        return kind

    def _moved(self, states: States, held: int, kind: int) -> States:
        if len(self._moves) >= _MOST_REMEMBERED:
            self._moves.clear()
        leads = self._automaton.on_letter
        open_ways = (leads[state] for state in self._closed(states, held) if state in leads)
        moved = frozenset(target for number, target in open_ways if kind >> number & 1)
        self._moves[states, held, kind] = moved
        return moved

    def _is_end(self, states: States, held: int) -> bool:
        if len(self._ends) >= _MOST_REMEMBERED:
            self._ends.clear()
        over = self._automaton.end in self._closed(states, held)
        self._ends[states, held] = over
        return over

    def _closed(self, states: States, held: int) -> set[int]:
        """The states and all that free ways and conditions that hold lead to."""
        automaton, found, todo = self._automaton, set(states), list(states)
        while todo:
            state = todo.pop()
            further = list(automaton.free[state])
            condition = automaton.on_condition.get(state)
            if condition is not None and held >> condition[0] & 1:
                further.append(condition[1])
            fresh = [target for target in further if target not in found]
            found.update(fresh)
            todo += fresh
        return found


_FLAG = {"i": re.IGNORECASE, "s": re.DOTALL, "a": re.ASCII}


@lru_cache(maxsize=1024)
def one_letter(letter: Letter) -> re.Pattern[str]:
    """What tells whether a character is this letter, as the ``re`` module reads it."""
    flags = sum(_FLAG.get(flag, re.NOFLAG) for flag in letter.flags)
    return re.compile(letter.source, flags)


def _spots(at: At, text: str) -> Iterator[int]:
    """The places of a text where an assertion holds."""
    last = len(text)
    match at.spot:
        case Spot.VERY_START:
            yield 0
        case Spot.VERY_END:
            yield last
        case Spot.START:
            yield 0
            if at.lines:
                yield from (place + 1 for place, letter in enumerate(text) if letter == "\n")
        case Spot.END:
            yield last
            if at.lines:
                yield from (place for place, letter in enumerate(text) if letter == "\n")
            elif text.endswith("\n"):
                yield last - 1
        case Spot.EDGE | Spot.NO_EDGE:
            yield from _edges(at, text)


def _edges(at: At, text: str) -> Iterator[int]:
    word = re.compile(r"\w", re.ASCII if at.ascii else re.NOFLAG)
    inside = [False, *(word.fullmatch(letter) is not None for letter in text), False]
    for place in range(len(text) + 1):
        is_edge = inside[place] != inside[place + 1]
        if text and is_edge == (at.spot is Spot.EDGE):
            yield place
