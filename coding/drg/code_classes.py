"""Codes that no condition of a scheme tells apart, as one class and one bit: a set of codes is a number then.

A scheme names tens of thousands of codes and asks some thousand questions of them; what answers all questions alike
need be tried once only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

#: More codes of a class than any condition counts are not kept.
_KEPT = 40


class CodeClasses:
    """The classes of the codes of one kind. ``answers`` says of a code all that the scheme asks of it: codes with
    equal answers are one class. ``plain`` puts the classes that are asked of least first.

    ``boundless``: classes that a beginning (``~K80``) fills, hence with more codes than are kept here.
    """

    def __init__(
        self,
        codes: Iterable[str],
        begun: Iterable[str],
        answers: Callable[[str], Hashable],
        plain: Callable[[str], object],
    ) -> None:
        found: dict[Hashable, list[str]] = {}
        endless: set[Hashable] = set()
        for code in codes:
            kept = found.setdefault(answers(code), [])
            if len(kept) < _KEPT:
                kept.append(code)
        for code in begun:
            answer = answers(code)
            endless.add(answer)
            found.setdefault(answer, []).append(code)
        ordered = sorted(found.items(), key=lambda item: (plain(item[1][0]), item[1][0]))
        self.codes: tuple[tuple[str, ...], ...] = tuple(tuple(dict.fromkeys(codes)) for _, codes in ordered)
        self._class_of = {code: 1 << at for at, codes in enumerate(self.codes) for code in codes}
        self.every = (1 << len(ordered)) - 1
        self.boundless = sum(1 << at for at, (answer, _) in enumerate(ordered) if answer in endless)

    def where(self, fits: Callable[[str], bool]) -> int:
        """The classes whose codes fit."""
        return sum(1 << at for at, codes in enumerate(self.codes) if fits(codes[0]))

    def by(self, values: Callable[[str], Iterable[Hashable]]) -> dict[Hashable, int]:
        """Value → the classes whose codes have it; a code may have several."""
        found: dict[Hashable, int] = {}
        for at, codes in enumerate(self.codes):
            for value in values(codes[0]):
                found[value] = found.get(value, 0) | 1 << at
        return found

    def first(self, classes: int) -> str:
        """A code of the plainest of some classes."""
        return self.codes[(classes & -classes).bit_length() - 1][0]

    def has_so_many(self, classes: int, count: int) -> bool:
        """Whether some classes hold so many codes, as far as can be told: a beginning makes it any number."""
        if classes & self.boundless:
            return True
        held = 0
        while classes and held < count:
            low = classes & -classes
            classes ^= low
            codes = len(self.codes[low.bit_length() - 1])
            held += count if codes >= _KEPT else codes
        return held >= count

    def holds(self, classes: int, code: str) -> bool:
        """Whether a code that was given out here is of one of some classes."""
        return bool(self._class_of.get(code, 0) & classes)

    def codes_in(self, classes: int) -> Iterator[str]:
        """Codes of some classes, the plainest class first."""
        while classes:
            low = classes & -classes
            yield from self.codes[low.bit_length() - 1]
            classes ^= low


def beginning_examples(prefix: str) -> tuple[str, ...]:
    """Codes that begin so, such that every longer beginning of a pack may be missed: the beginning itself, codes in
    full, one with a national extension, and one that goes on like no code.
    """
    padded = (prefix if "." in prefix else f"{prefix}.").ljust(7, "0")
    found = [prefix, f"{prefix}?", padded, f"{prefix}9".ljust(7, "0")]
    if prefix[:1].isalpha():
        if len(prefix) == 6 and prefix.endswith("x"):
            found += [f"{prefix[:5]}00x001"]
        elif len(padded) == 7:
            found += [f"{padded}x001"]
    return tuple(dict.fromkeys(code for code in found if code.startswith(prefix) or prefix.endswith("x")))
