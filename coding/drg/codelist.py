"""Codes → the lists that hold them, and codes → a value, with patterns.

An entry is a code, ``~K80.0`` (every code that begins so) or ``!K80.01`` (the codes that begin so are
taken out again). An exact code wins over a pattern, a longer pattern over a shorter. ``~K80.1x`` stands for the
codes of the subcategory that carry a national extension (``K80.100x001``); it counts as longer than ``~K80.1``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

T = TypeVar("T")

#: Codes remembered by a Memo before it starts afresh: more than any code table has, less than hurts.
_ROOM = 60_000


class Memo(dict[str, T], Generic[T]):
    """A dict that works out a missing value by a function, and remembers it."""

    def __init__(self, work_out: Callable[[str], T]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, code: str) -> T:
        if len(self) >= _ROOM:
            self.clear()
        value = self[code] = self._work_out(code)
        return value


def beginnings(code: str, longest: int) -> Iterator[str]:
    """The patterns that fit a code, from the longest to the shortest."""
    for length in range(min(longest, len(code)), -1, -1):
        if length == 5 and code[7:8] == "x" and code[0].isalpha():
            yield code[:5] + "x"
        yield code[:length]


class Membership:
    """Which lists (by number) hold a code.

    ``exact`` maps a code to a profile, ``profiles`` a profile to list numbers; ``patterns`` maps a
    beginning to (lists it is in, lists it is taken out of).
    """

    __slots__ = ("_exact", "_longest", "_of_list", "_patterns", "_profiles")

    def __init__(
        self,
        exact: Mapping[str, int],
        profiles: Sequence[tuple[int, ...]],
        patterns: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]],
    ) -> None:
        self._exact = exact
        self._profiles = profiles
        self._patterns = patterns
        self._longest = max(map(len, patterns), default=-1)
        self._of_list: dict[int, list[str]] | None = None

    def __call__(self, code: str) -> tuple[int, ...]:
        """Numbers of all lists that hold the code."""
        at = self._exact.get(code)
        exact = self._profiles[at] if at is not None else ()
        if self._longest < 0:
            return exact
        held, decided = list(exact), set(exact)
        for beginning in beginnings(code, self._longest):
            found = self._patterns.get(beginning)
            if found is None:
                continue
            fresh = [n for n in found[0] if n not in decided and n not in found[1]]
            held += fresh
            decided.update(found[0], found[1])
        return tuple(held)

    def pattern_for(self, code: str, number: int) -> str | None:
        """The beginning by which a list holds a code; None when it names the code itself or does not hold it."""
        at = self._exact.get(code)
        if at is not None and number in self._profiles[at]:
            return None
        for beginning in beginnings(code, self._longest):
            taken, out = self._patterns.get(beginning, ((), ()))
            if number in out:
                return None
            if number in taken:
                return beginning
        return None

    def exact_codes(self, number: int) -> list[str]:
        """The codes written out in one list, patterns not counted."""
        if self._of_list is None:  # asked for by cards and booklets alone: made when first asked for
            found: dict[int, list[str]] = {}
            for code, at in self._exact.items():
                for one in self._profiles[at]:
                    found.setdefault(one, []).append(code)
            self._of_list = found
        return list(self._of_list.get(number, ()))

    def pattern_prefixes(self, number: int) -> list[str]:
        """The beginnings that one list takes in."""
        return [prefix for prefix, (taken, _) in self._patterns.items() if number in taken]


class ValueTable:
    """Code → value (an exclusion table, a body region); None where no entry fits."""

    __slots__ = ("_exact", "_longest", "_patterns")

    def __init__(self, exact: Mapping[str, str], patterns: Mapping[str, str | None]) -> None:
        self._exact = exact
        self._patterns = patterns
        self._longest = max(map(len, patterns), default=-1)

    def __call__(self, code: str) -> str | None:
        """The value of the entry that wins for this code."""
        value = self._exact.get(code)
        if value is not None or self._longest < 0:
            return value
        for beginning in beginnings(code, self._longest):
            if beginning in self._patterns:
                return self._patterns[beginning]
        return None
