"""What becomes of the groups of a scheme: those that vanish, appear, split, merge, or only have another code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.payment.scheme_switch import SchemeSwitch


class Fate(StrEnum):
    """What becomes of a group."""

    VANISHED = "vanished"
    APPEARED = "appeared"
    SPLIT = "split"
    MERGED = "merged"
    RENAMED = "renamed"

    @property
    def label(self) -> str:
        """The word for it."""
        return _LABELS[self]


_LABELS = {
    Fate.VANISHED: "新方案中没有",
    Fate.APPEARED: "新方案新增",
    Fate.SPLIT: "拆分到几个病组",
    Fate.MERGED: "由几个病组合并",
    Fate.RENAMED: "只换了编码",
}


@dataclass(frozen=True, slots=True)
class GroupFate:
    """A group of one of the schemes, the pages in it, and where they go or come from: (code, pages), most first.

    ``RENAMED``: all its pages, and no others, stand in one group of another code; known for these pages only.
    """

    fate: Fate
    drg: str
    name: str
    pages: int
    others: tuple[tuple[str, int], ...] = ()


def group_fates(switch: SchemeSwitch) -> list[GroupFate]:
    """The fates of all groups, by fate, most pages first; groups without a page come last."""
    going: dict[str, Counter[str]] = {}
    coming: dict[str, Counter[str]] = {}
    for case in switch.cases:
        was, will = case.was.drg or case.was.status, case.will.drg or case.will.status
        if case.was.is_grouped:
            going.setdefault(was, Counter())[will] += 1
        if case.will.is_grouped:
            coming.setdefault(will, Counter())[was] += 1
    found = [*_moved(switch, going, coming)]
    if switch.is_across:  # no group of one method of payment is one of the other: only where its pages go can be told
        found = [one for one in found if one.fate is not Fate.RENAMED]
    else:
        found += _named_by_one(switch, going, coming)
    order = list(Fate)
    return sorted(found, key=lambda one: (not one.pages, order.index(one.fate), -one.pages, one.drg))


def _named_by_one(
    switch: SchemeSwitch, going: dict[str, Counter[str]], coming: dict[str, Counter[str]]
) -> Iterator[GroupFate]:
    old, new = dict(switch.old.groups), dict(switch.new.groups)
    for fate, named, other, ways in (
        (Fate.VANISHED, old, new, going),
        (Fate.APPEARED, new, old, coming),
    ):
        for drg, name in named.items():
            if drg not in other:
                yield _fate(fate, drg, name, ways.get(drg, Counter()))


def _moved(
    switch: SchemeSwitch, going: dict[str, Counter[str]], coming: dict[str, Counter[str]]
) -> Iterator[GroupFate]:
    old, new = dict(switch.old.groups), dict(switch.new.groups)
    for drg, to in going.items():
        if len(to) > 1:
            yield _fate(Fate.SPLIT, drg, old.get(drg, ""), to)
            continue
        (only,) = to
        if only != drg and set(coming.get(only, ())) == {drg}:
            yield _fate(Fate.RENAMED, drg, old.get(drg, ""), to)
    for drg, by in coming.items():
        if len(by) > 1:
            yield _fate(Fate.MERGED, drg, new.get(drg, ""), by)


def _fate(fate: Fate, drg: str, name: str, others: Counter[str]) -> GroupFate:
    ordered = sorted(others.items(), key=lambda one: (-one[1], one[0]))
    return GroupFate(fate, drg, name, sum(others.values()), tuple(ordered))
