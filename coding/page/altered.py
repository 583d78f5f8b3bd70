"""What of a page is no more as it was: field by field, rows followed where they have moved."""

from __future__ import annotations

from dataclasses import fields
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, field_key
from coding.page.rows import GROUP_WORDS, ROW_TYPES, row_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coding.page.fields import RowGroup
    from coding.page.front_page import FrontPage
    from coding.page.rows import Row

#: A cell: repeat group ("" for single fields), attribute or key, row. An attribute of "" is the whole row.
Cell = tuple[str, str, int]


def altered_cells(before: FrontPage, now: FrontPage) -> Mapping[Cell, str]:
    """Every cell of ``now`` that says another thing than it did, with what it said.

    A row that only stands elsewhere is not altered; one that was not there is altered as a whole, and said nothing.
    """
    single = (before.values.keys() | now.values.keys()) - ROW_ATTRIBUTES.keys()
    found = {("", key, 0): before.text(key) for key in single if before.text(key) != now.text(key)}
    for group in ROW_TYPES:
        found |= _rows(group, before.rows(group), now.rows(group))
    return found


def altered_names(before: FrontPage, now: FrontPage) -> tuple[str, ...]:
    """The names of what ``now`` says otherwise than it did, each once: what is of rows, then the other fields, in the
    order of the paper. No value is told.
    """
    catalogue = field_catalogue()
    cells = altered_cells(before, now)
    single = {key for group, key, _ in cells if not group}
    names = [name for group in ROW_TYPES for name in _row_names(group, before, now, cells)]
    names += [catalogue.label(key) for key in catalogue if key in single]
    names += sorted(single - catalogue.keys())
    return tuple(dict.fromkeys(names))


def _row_names(group: RowGroup, before: FrontPage, now: FrontPage, cells: Mapping[Cell, str]) -> Iterator[str]:
    if before.rows(group) == now.rows(group):
        return
    for of_group, attribute, at in cells:
        if of_group == group:
            yield _name(group, attribute, at)
    was = _partners(before.rows(group), now.rows(group))
    if len(was) < len(before.rows(group)):
        yield f"删除{GROUP_WORDS[group]}"
    stayed = [was[at] for at in sorted(was)]
    if stayed != sorted(stayed):
        yield f"{GROUP_WORDS[group]}次序"


def _name(group: RowGroup, attribute: str, at: int) -> str:
    return field_catalogue().label(field_key(group, attribute, at)) if attribute else f"增加{row_label(group, at)}"


def _rows(group: RowGroup, before: Sequence[Row], now: Sequence[Row]) -> dict[Cell, str]:
    if tuple(before) == tuple(now):
        return {}
    was = _partners(before, now)
    names = [f.name for f in fields(ROW_TYPES[group])]
    found: dict[Cell, str] = {}
    for at, row in enumerate(now):
        if at not in was:
            found[group, "", at] = ""
            continue
        old = before[was[at]]
        found |= {
            (group, name, at): str(getattr(old, name)) for name in names if getattr(old, name) != getattr(row, name)
        }
    return found


def _partners(before: Sequence[Row], now: Sequence[Row]) -> dict[int, int]:
    """Which row of ``before`` each row of ``now`` was: the same wherever it stands, then the most alike, then that at
    its place.
    """
    found: dict[int, int] = {}
    left = list(range(len(before)))

    def take(at: int, old: int) -> None:
        found[at] = old
        left.remove(old)

    for at, row in enumerate(now):
        if (same := next((old for old in left if before[old] == row), None)) is not None:
            take(at, same)
    alike = [(-_likeness(now[at], before[old]), at, old) for at in range(len(now)) if at not in found for old in left]
    for likeness, at, old in sorted(alike):
        if -likeness >= _ALIKE and at not in found and old in left:
            take(at, old)
    for at in range(len(now)):
        if at not in found and at in left:
            take(at, at)
    return found


#: Rows that share less than this are two rows, unless one stands where the other stood.
_ALIKE = 0.6


def _likeness(one: Row, other: Row) -> float:
    """0–1; rows of a code that share neither code nor name are two, however much their figures are alike."""
    told = [n for n in ("code", "name") if getattr(one, n, "") or getattr(other, n, "")]
    if told and all(getattr(one, n, "") != getattr(other, n, "") for n in told):
        return 0.0
    return SequenceMatcher(None, _text(one), _text(other)).ratio()


def _text(row: Row) -> str:
    return "|".join(filter(None, (str(getattr(row, f.name)) for f in fields(row))))
