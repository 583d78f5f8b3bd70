"""Code → mask of the nodes that it lets through: one bit a node, one AND a code."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import or_
from typing import TYPE_CHECKING

from coding.drg.codelist import Memo

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.drg.conditions import CaseReader

#: What a mask can be asked for: the principal diagnosis, the main procedure, any diagnosis, any procedure.
PLACES = ("pdx", "ppx", "anydx", "anypx")


@dataclass(slots=True)
class _Slot:
    """One clause of every node that asks for the same place: nodes without such a clause pass by default."""

    default: int = 0
    asked: int = 0
    let_in: dict[int, int] = field(default_factory=dict)


class Masks:
    """Code → mask of nodes, for the principal diagnosis, the main procedure, any diagnosis, any procedure."""

    def __init__(self) -> None:
        self.slots: dict[str, list[_Slot]] = {place: [] for place in PLACES}
        self.barred: dict[str, dict[int, int]] = {place: {} for place in PLACES}

    def add(self, place: str, bit: int, clauses: list[frozenset[int]], barred: frozenset[int]) -> None:
        """A node (its bit) with the lists of each clause, one of which must hold the code."""
        slots = self.slots[place]
        while len(slots) < len(clauses):
            slots.append(_Slot())
        for slot, lists in zip(slots, clauses, strict=False):
            slot.asked |= bit
            for number in lists:
                slot.let_in[number] = slot.let_in.get(number, 0) | bit
        for number in barred:
            self.barred[place][number] = self.barred[place].get(number, 0) | bit

    def close(self, every: int) -> None:
        """Work out the defaults once all nodes are in."""
        for slots in self.slots.values():
            for slot in slots:
                slot.default = every & ~slot.asked

    def of(self, place: str, lists: tuple[int, ...], every: int) -> int:
        """The nodes that a code in these lists lets through."""
        mask = every
        for slot in self.slots[place]:
            let = slot.default
            for number in lists:
                let |= slot.let_in.get(number, 0)
            mask &= let
        barred = self.barred[place]
        for number in lists:
            if number in barred:
                mask &= ~barred[number]
        return mask


def any_mask(masks: Masks, reader: CaseReader, place: str, every: int) -> Callable[[tuple[str, ...]], int]:
    """Nodes that some of the codes let through: each clause may be met by another code."""
    slots = masks.slots[place]
    lists_of = reader.lists_of
    defaults = tuple(slot.default for slot in slots)
    nothing = masks.of(place, (), every)

    def work_out(code: str) -> tuple[int, ...] | None:
        let = tuple(_let_in(slot, lists_of[code]) for slot in slots)
        return let if any(let) else None

    lets: Memo[tuple[int, ...] | None] = Memo(work_out)

    def mask(codes: tuple[str, ...]) -> int:
        found: tuple[int, ...] | None = None
        for code in codes:
            more = lets[code]
            if more is not None:
                found = more if found is None else tuple(map(or_, found, more))
        if found is None:
            return nothing
        result = every
        for let, default in zip(found, defaults, strict=True):
            result &= let | default
        return result

    return mask


def _let_in(slot: _Slot, lists: tuple[int, ...]) -> int:
    let = 0
    for number in lists:
        let |= slot.let_in.get(number, 0)
    return let
