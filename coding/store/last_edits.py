"""Who touched each cell of a page last, and when: the entries in force gone through, rows followed where they moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.change import EditKind
from coding.page.fields import ROW_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.page.altered import Cell
    from coding.page.change import Edit
    from coding.store.kept_history import Entry

#: Of a row: attribute → the entry that touched it last; of the attribute "" the one that brought the row.
_Row = dict[str, "Entry"]


def last_edits(standing: Iterable[Entry]) -> Mapping[Cell, Entry]:
    """Cell → the entry that touched it last. A row that came has all its cells from whoever brought it.

    ``standing``: the entries in force, oldest first. Cells that nobody touched are left out.
    """
    single: dict[str, Entry] = {}
    rows: dict[str, list[_Row]] = {}
    for entry in standing:
        for edit in entry.change.edits:
            if edit.kind is EditKind.SET and edit.field not in ROW_ATTRIBUTES:
                single[edit.field] = entry
            else:
                _touch(rows, edit, entry)
    found: dict[Cell, Entry] = {("", key, 0): entry for key, entry in single.items()}
    for group, listed in rows.items():
        for at, row in enumerate(listed):
            found |= {(group, attribute, at): entry for attribute, entry in row.items()}
    return found


def _touch(rows: dict[str, list[_Row]], edit: Edit, entry: Entry) -> None:
    if edit.kind is EditKind.SET:
        group, attribute = ROW_ATTRIBUTES[edit.field]
        _upto(rows, group, edit.index)[edit.index][attribute] = entry
        return
    listed = _upto(rows, edit.group, edit.index)
    if edit.kind is EditKind.INSERT:
        listed.insert(edit.index, {"": entry})
        return
    row = listed.pop(edit.index)
    if edit.kind is EditKind.MOVE:
        _upto(rows, edit.group, edit.to - 1).insert(edit.to, row)


def _upto(rows: dict[str, list[_Row]], group: str, index: int) -> list[_Row]:
    """The rows of a group, with as many that nobody touched as it takes to have the one of this number."""
    listed = rows.setdefault(group, [])
    listed.extend({} for _ in range(index + 1 - len(listed)))
    return listed
