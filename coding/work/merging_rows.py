"""Three versions of the rows of a page (diagnoses, procedures, intensive care) brought together.

Rows are matched as rows, not as places: a diagnosis that was moved is the same diagnosis. Code and name of a row are
one thing, a code of one side never stands beside the words of the other. Which row stands first (主要诊断, 主要手术)
is a thing of its own: where both sides put another one there, a person says which.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from coding.page.fields import field_catalogue, field_key
from coding.page.rows import GROUP_WORDS, ROW_TYPES, row_label

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from coding.page.fields import RowGroup
    from coding.page.rows import Row

#: A row in all versions: ``b`` and its index in the base, or the side that added it (``o``, ``t``) and its index there.
Token: TypeAlias = tuple[str, int]

_FIRST_WORDS: Final = {"diagnosis": "主要诊断", "procedure": "主要手术操作"}
#: What belongs together in a row.
_WORDED: Final = ("code", "name")


@dataclass(frozen=True, slots=True)
class RowClash:
    """What both sides made different of the rows: ``place`` names it for a choice, ``label`` for a person."""

    place: str
    label: str
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class MergedRows:
    """The rows, with ours where both differ and nobody chose theirs; and what a person has to choose."""

    rows: tuple[Row, ...]
    clashes: tuple[RowClash, ...]


def merge_rows(
    group: RowGroup,
    base: Sequence[Row],
    ours: Sequence[Row],
    theirs: Sequence[Row],
    takes_theirs: Callable[[str], bool | None],
) -> MergedRows:
    """Bring the rows of a group together. ``takes_theirs`` tells of a place whether theirs was chosen there, None where
    nobody has chosen yet.
    """
    return _Rows(group, tuple(base), tuple(ours), tuple(theirs), takes_theirs).merged()


class _Rows:
    """One merge of the rows of a group."""

    def __init__(
        self,
        group: RowGroup,
        base: tuple[Row, ...],
        ours: tuple[Row, ...],
        theirs: tuple[Row, ...],
        takes_theirs: Callable[[str], bool | None],
    ) -> None:
        self._group = group
        self._base = base
        self._takes_theirs = takes_theirs
        self._clashes: list[RowClash] = []
        self._ours, self._theirs = _tokens(base, ours, theirs)
        self._our_rows = dict(zip(self._ours, ours, strict=True))
        self._their_rows = dict(zip(self._theirs, theirs, strict=True))
        self._row: dict[Token, Row] = {}

    def merged(self) -> MergedRows:
        for index in range(len(self._base)):
            self._settle(index)
        for added, rows in ((self._ours, self._our_rows), (self._theirs, self._their_rows)):
            self._row.update({token: rows[token] for token in added if token[0] != "b"})
        order = self._with_first(self._order())
        return MergedRows(tuple(self._row[token] for token in order), tuple(self._clashes))

    # -- rows of the base

    def _settle(self, index: int) -> None:
        """What becomes of a row of the base: kept with the edits of both sides, or gone."""
        token, row = ("b", index), self._base[index]
        our, their = self._our_rows.get(token), self._their_rows.get(token)
        if our is not None and their is not None:
            self._row[token] = self._with_both(index, row, our, their)
        elif our is not None and self._is_kept(index, our, self._ours, "removed"):
            self._row[token] = our
        elif their is not None and self._is_kept(index, their, self._theirs, "kept"):
            self._row[token] = their

    def _is_kept(self, index: int, row: Row, side: Sequence[Token], place: str) -> bool:
        """Whether a row stays that the other side removed: not where its side left it as it was."""
        token = ("b", index)
        if row == self._base[index] and not (self._has_first and index and side[0] == token):
            return False
        by_them = place == "removed"
        told = (_told(row), "（已删除）") if by_them else ("（已删除）", _told(row))
        takes_theirs = self._clash(f"{index}:row", self._label(index), _told(self._base[index]), *told)
        return takes_theirs != by_them

    def _with_both(self, index: int, base: Row, ours: Row, theirs: Row) -> Row:
        merged = ours
        for unit in _units(self._group):
            was, our, their = (_cells(row, unit) for row in (base, ours, theirs))
            if their in (was, our):
                continue
            if our != was:
                label = self._label(index, unit)
                if not self._clash(f"{index}:{unit[0]}", label, *map(_joined, (was, our, their))):
                    continue
            taken: dict[str, Any] = dict(zip(unit, their, strict=True))
            merged = replace(merged, **taken)
        return merged

    # -- their order

    def _order(self) -> list[Token]:
        """The order of the side that altered it, with what the other side added after the row it stood after."""
        both = [("b", i) for i in range(len(self._base)) if ("b", i) in self._row]
        both = [token for token in both if token in self._our_rows and token in self._their_rows]
        ours, theirs = ([token for token in side if token in both] for side in (self._ours, self._theirs))
        leads, follows = self._ours, self._theirs
        if theirs not in (both, ours):
            chosen = ours == both or self._clash(
                "order", f"{self._words}的顺序", *map(self._listed, (both, ours, theirs))
            )
            if chosen:
                leads, follows = follows, leads
        order = [token for token in leads if token in self._row]
        known = set(follows)
        before: Token | None = None
        for token in follows:
            if token not in self._row:
                continue
            if token not in order:
                self._put(order, token, before, known)
            before = token
        return order

    def _put(self, order: list[Token], token: Token, before: Token | None, known: set[Token]) -> None:
        """After ``before``; among rows that the other side added there in an order that is the same from both sides."""
        at = 0 if before is None else order.index(before) + 1
        own = astuple(self._row[token])
        while at < len(order) and order[at] not in known and astuple(self._row[order[at]]) <= own:
            at += 1
        order.insert(at, token)

    def _with_first(self, order: list[Token]) -> list[Token]:
        """The row that a side put first stands first; where both put another one there, the chosen one."""
        if not order or not self._has_first:
            return order
        base = next((("b", i) for i in range(len(self._base)) if ("b", i) in self._row), None)
        ours, theirs = (self._first(side, base) for side in (self._ours, self._theirs))
        wanted = ours if theirs == base else theirs
        if theirs not in (base, ours) and ours != base:
            told = (_told(self._row[one]) if one else "（空）" for one in (base, ours, theirs))
            if not self._clash("first", _FIRST_WORDS[self._group], *told):
                wanted = ours
        if wanted is None:
            return order
        return [wanted, *(token for token in order if token != wanted)]

    def _first(self, side: Sequence[Token], base: Token | None) -> Token | None:
        """What a side has put first; a side that only removed the first one has put nothing there."""
        if base is not None and base not in side:
            return base
        return next((token for token in side if token in self._row), None)

    # -- words

    @property
    def _has_first(self) -> bool:
        return self._group in _FIRST_WORDS

    @property
    def _words(self) -> str:
        return GROUP_WORDS[self._group]

    def _label(self, index: int, unit: Sequence[str] = ()) -> str:
        row = row_label(self._group, index)
        if not unit:
            return row
        label = field_catalogue().label
        return f"{row}·" + "、".join(label(field_key(self._group, attribute, index)) for attribute in unit)

    def _listed(self, tokens: Sequence[Token]) -> str:
        return "、".join(_told(self._row[token]) for token in tokens)

    def _clash(self, place: str, label: str, base: str, ours: str, theirs: str) -> bool:
        """Whether theirs is taken; what nobody has chosen yet is told."""
        clash = RowClash(f"{self._group}:{place}", label, base, ours, theirs)
        chosen = self._takes_theirs(clash.place)
        if chosen is None:
            self._clashes.append(clash)
        return bool(chosen)


def _units(group: RowGroup) -> Iterator[tuple[str, ...]]:
    """The parts of a row that are altered on their own."""
    names = [field.name for field in fields(ROW_TYPES[group])]
    if set(_WORDED) <= set(names):
        yield _WORDED
        names = [name for name in names if name not in _WORDED]
    yield from ((name,) for name in names)


def _cells(row: Row, unit: Sequence[str]) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in unit)


def _joined(texts: Sequence[str]) -> str:
    return " ".join(filter(None, texts))


def _told(row: Row) -> str:
    """A row in a line: code and name, or whatever it says."""
    worded = [getattr(row, name, "") for name in _WORDED]
    return _joined(worded if any(worded) else astuple(row)) or "（空行）"


def _tokens(base: Sequence[Row], ours: Sequence[Row], theirs: Sequence[Row]) -> tuple[list[Token], list[Token]]:
    """What each row is: one of the base, one that both sides have alike, one of its side alone.

    A row is the same row of the base; else the same new row of the other side; else the one of the base with its code,
    with its words, or at last in its place.
    """
    our_place, their_place = _placed(base, ours, {}, _is_same), _placed(base, theirs, {}, _is_same)
    alike = _alike(ours, our_place, theirs, their_place)
    tokens = []
    for side, rows, place, shared in (
        ("o", ours, our_place, {index: ("o", index) for index in alike.values()}),
        ("t", theirs, their_place, {index: ("o", other) for index, other in alike.items()}),
    ):
        for fits in (_has_code, _has_name, None):
            place = _placed(base, rows, place, fits, shared)
        own: list[Token] = [shared.get(n) or (("b", place[n]) if n in place else (side, n)) for n in range(len(rows))]
        tokens.append(own)
    return tokens[0], tokens[1]


def _placed(
    base: Sequence[Row],
    rows: Sequence[Row],
    before: Mapping[int, int],
    fits: Callable[[Row, Row], bool] | None,
    passed_over: Container[int] = (),
) -> dict[int, int]:
    """Which row of the base each row is, ``before`` and those that fit, nearest place first; None: the same place."""
    found = dict(before)
    left = {at: row for at, row in enumerate(base) if at not in found.values()}
    for index, row in enumerate(rows):
        if index in found or index in passed_over:
            continue
        fitting = [at for at, other in left.items() if (at == index if fits is None else fits(row, other))]
        if fitting:
            found[index] = index if index in fitting else fitting[0]
            del left[found[index]]
    return found


def _alike(
    ours: Sequence[Row], our_place: Container[int], theirs: Sequence[Row], their_place: Container[int]
) -> dict[int, int]:
    """Rows of theirs that are not in the base, and the same rows of ours."""
    free: dict[Row, list[int]] = {}
    for index, row in enumerate(ours):
        if index not in our_place:
            free.setdefault(row, []).append(index)
    new = [(index, row) for index, row in enumerate(theirs) if index not in their_place]
    return {index: free[row].pop(0) for index, row in new if free.get(row)}


def _is_same(row: Row, other: Row) -> bool:
    return row == other


def _has_code(row: Row, other: Row) -> bool:
    return bool(getattr(row, "code", "")) and getattr(row, "code", "") == getattr(other, "code", "")


def _has_name(row: Row, other: Row) -> bool:
    return bool(getattr(row, "name", "")) and getattr(row, "name", "") == getattr(other, "name", "")
