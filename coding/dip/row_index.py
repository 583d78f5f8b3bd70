"""The rows of one layer by category of diagnosis and by procedure, so that a case sees only those that may fit."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from coding.dip.items import ANYTHING, MOST_REMEMBERED, WHOLE, DiagnosisItem, closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.dip.packet_catalogue import CoreRow
    from coding.grouping.case import Case

#: Rows that fit a diagnosis, each with how closely; the same by a procedure that must be there.
_Found = list[tuple[int, "CoreRow"]]
_ByProcedure = dict[str, _Found]
#: What a row is kept under that does not look at procedures.
_NOT_JUDGED = "-"
#: So many signs of a code a subcategory has.
_SUBCATEGORY = 5
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class RowIndex:
    """The rows of a layer; what a code of a diagnosis meets is found once and remembered.

    ``falls_back``: rows without procedures are asked whatever the procedures are. ``is_any``: procedures are compared
    with all of a case by every row.
    """

    def __init__(self, rows: Iterable[CoreRow], *, falls_back: bool = False, is_any: bool = False) -> None:
        self._by_category: dict[str, list[CoreRow]] = defaultdict(list)
        self._of_any: dict[str, list[CoreRow]] = defaultdict(list)
        self._whole: set[str] = set()
        self._of_code: dict[str, tuple[_ByProcedure, _ByProcedure]] = {}
        self._of_pair: dict[tuple[str, str], tuple[_Found, _ByProcedure]] = {}
        self._always = (_NOT_JUDGED, "") if falls_back else (_NOT_JUDGED,)
        self._is_any = is_any
        for row in rows:
            takes_all = any(item.closeness == ANYTHING for item in row.dx)
            kept = self._of_any if row.looks_at_all_dx and not takes_all else self._by_category
            for category in dict.fromkeys(key for item in row.dx for key in categories_of(item)):
                kept[category].append(row)
            self._whole.update(item.text[:3] for item in row.dx if item.closeness == WHOLE)

    def candidates(self, case: Case, procedures: Sequence[str]) -> _Found:
        """The rows that may take a case, in the order of the catalogue, each with how closely it names the diagnosis.

        ``procedures``: the principal one first ("" = none).
        """
        code = case.dx[0]
        if code[:3] not in self._whole:
            code = code[:_SUBCATEGORY]  # no row asks for more of it
        pair = self._of_pair.get((code, procedures[0]))
        found, anywhere = self._remember_pair(code, procedures[0]) if pair is None else pair
        more: _Found = []
        if anywhere:
            for procedure in procedures:
                if procedure in anywhere:
                    more += anywhere[procedure]
        if self._of_any:
            for dx in case.dx:
                if dx[:3] in self._of_any or "*" in self._of_any:
                    more += self._of_all_diagnoses(case)
                    break
        return _in_order([*found, *more]) if more else found

    def _of_all_diagnoses(self, case: Case) -> _Found:
        categories = {"*", *(code[:3] for code in case.dx)}
        rows = [row for category in categories & self._of_any.keys() for row in self._of_any[category]]
        return [(near, row) for row in rows if (near := closest(row.dx, case.dx)) >= 0]

    def _remember_pair(self, code: str, principal: str) -> tuple[_Found, _ByProcedure]:
        at_principal, anywhere = self._rows_of(code)
        wanted = dict.fromkeys((*self._always, principal))
        found = _in_order([one for key in wanted for one in at_principal.get(key, ())])
        if len(self._of_pair) >= MOST_REMEMBERED:
            self._of_pair.clear()
        self._of_pair[code, principal] = found, anywhere
        return found, anywhere

    def _rows_of(self, code: str) -> tuple[_ByProcedure, _ByProcedure]:
        """The rows that a code meets: by the principal procedure that they ask for; by one that may stand anywhere."""
        if code in self._of_code:
            return self._of_code[code]
        at_principal: _ByProcedure = defaultdict(list)
        anywhere: _ByProcedure = defaultdict(list)
        for category in (code[:3], "*"):
            for row in self._by_category.get(category, ()):
                closeness = closest(row.dx, (code,))
                if closeness >= 0:
                    kept = anywhere if row.px and (row.looks_at_all_px or self._is_any) else at_principal
                    for procedure in dict.fromkeys(_procedures_of(row)):
                        kept[procedure].append((closeness, row))
        if len(self._of_code) >= MOST_REMEMBERED:
            self._of_code.clear()
        self._of_code[code] = dict(at_principal), dict(anywhere)
        return self._of_code[code]


def _in_order(found: _Found) -> _Found:
    return found if len(found) < 2 else sorted({row.place: (near, row) for near, row in found}.values(), key=_place)


def _place(found: tuple[int, CoreRow]) -> int:
    return found[1].place


def _procedures_of(row: CoreRow) -> Iterable[str]:
    """One procedure of each alternative: where it is absent the alternative is not met."""
    if row.px is None:
        return (_NOT_JUDGED,)
    return [min(codes) for codes in row.px] if row.px else ("",)


def categories_of(item: DiagnosisItem) -> tuple[str, ...]:
    """The categories of the diagnoses that an item may meet; ``*`` for all, and for a range over several letters."""
    if item.closeness == ANYTHING or item.first[:1] != item.last[:1]:
        return ("*",)
    return _categories(item.first, item.last) if item.first else (item.text[:3],)


@cache
def _categories(first: str, last: str) -> tuple[str, ...]:
    """The categories from ``first`` to ``last``, of one letter: digits, or a letter in the third place."""
    if first == last:
        return (first,)
    every = (f"{first[0]}{tens}{sign}" for tens in _SIGNS[:10] for sign in _SIGNS)
    return tuple(category for category in every if first <= category <= last)
