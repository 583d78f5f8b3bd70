"""Which rules are asked of a page: of pages with the same columns it is told once, as a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from coding.page.finding import Dimension, NotJudged
    from coding.rules.facts import Facts

Group = TypeVar("Group")


@dataclass(frozen=True, slots=True)
class Asking:
    """Rules by number, and of which pages they are asked.

    ``always``: rules to ask of every page; ``beside_stays``: where another stay is near; ``by_category``: rules to ask
    where a code of the category stands; ``by_field``: rules to ask where the field is filled; ``if_blank``: rules that
    are not judged where it is not.
    """

    always: tuple[int, ...]
    beside_stays: tuple[int, ...]
    by_category: Mapping[str, tuple[int, ...]]
    by_field: Mapping[str, tuple[int, ...]]
    if_blank: Mapping[str, tuple[int, ...]]

    @property
    def rules(self) -> frozenset[int]:
        """All rules that may be asked of a page."""
        return frozenset({*self.always, *self.beside_stays, *numbers_in(self.by_category), *numbers_in(self.by_field)})

    def parts(self, group_of: Callable[[int], Group]) -> dict[Group, Asking]:
        """The same rules in groups."""
        always, beside = _grouped(self.always, group_of), _grouped(self.beside_stays, group_of)
        found = [_in_groups(some, group_of) for some in (self.by_category, self.by_field, self.if_blank)]
        groups = always.keys() | beside.keys() | found[0].keys() | found[1].keys()
        return {
            group: Asking(always.get(group, ()), beside.get(group, ()), *(some.get(group, {}) for some in found))
            for group in groups
        }

    def of_page(self, facts: Facts) -> set[int]:
        """The rules to be asked of a page: the others say nothing of it, or are among ``blank``."""
        asked = set(self.always)
        if self.beside_stays and facts.other_stays:
            asked.update(self.beside_stays)
        by_category, given = self.by_category, facts.given
        if by_category:
            for place in facts.categories:
                if place in by_category:
                    asked.update(by_category[place])
        for key, numbers in self.by_field.items():
            if key in given:
                asked.update(numbers)
        return asked

    def blank(self, facts: Facts) -> Iterator[tuple[int, str]]:
        """The rules that are not judged because the field that they read first is blank, each with its key."""
        given = facts.given
        for key, numbers in self.if_blank.items():
            if key not in given:
                for number in numbers:
                    yield number, key


@dataclass(frozen=True, slots=True)
class AskingPlan(Asking):
    """What is asked of pages with the same columns; what cannot be judged on them is told beforehand.

    ``judges``: of each dimension all these rules, by number and id, with the single fields that must be filled before
    they say anything, each a tuple of alternatives (none: they are asked of every page).
    ``unasked``: the ids of those told beforehand. ``asking``: the same rules as ``judges``, bit n for rule n, put
    together by the fields that must be filled.
    """

    not_judged: tuple[NotJudged, ...]
    judges: Mapping[Dimension, tuple[tuple[int, str, tuple[tuple[str, ...], ...]], ...]]
    unasked: frozenset[str]
    asking: tuple[tuple[tuple[tuple[str, ...], ...], int], ...] = ()


def numbers_in(found: Mapping[str, Iterable[int]]) -> set[int]:
    """All numbers of a mapping."""
    return {number for numbers in found.values() for number in numbers}


def _grouped(numbers: Iterable[int], group_of: Callable[[int], Group]) -> dict[Group, tuple[int, ...]]:
    found: dict[Group, list[int]] = {}
    for number in numbers:
        found.setdefault(group_of(number), []).append(number)
    return {group: tuple(some) for group, some in found.items()}


def _in_groups(
    numbers: Mapping[str, tuple[int, ...]], group_of: Callable[[int], Group]
) -> dict[Group, dict[str, tuple[int, ...]]]:
    found: dict[Group, dict[str, list[int]]] = {}
    for key, some in numbers.items():
        for number in some:
            found.setdefault(group_of(number), {}).setdefault(key, []).append(number)
    return {group: {key: tuple(some) for key, some in keyed.items()} for group, keyed in found.items()}
