"""What a newer export says differently, as a Change, so that an import is in the audit like any edit."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from coding.page.change import Change, ChangeSource, Edit, EditKind
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_key
from coding.page.rows import ROW_TYPES

if TYPE_CHECKING:
    from coding.page.front_page import FrontPage


def difference(old: FrontPage, new: FrontPage, reason: str = "") -> Change:
    """The Change that brings values and rows of ``old`` to those of ``new``; its source is import."""
    edits = []
    single = (old.values.keys() | new.values.keys() | (old.supplied ^ new.supplied)) - ROW_ATTRIBUTES.keys()
    for key in sorted(single):
        edit = _set(old, new, key, 0)
        if edit.before != edit.after or edit.was_supplied != edit.supplied:
            edits.append(edit)
    for group in ROW_TYPES:
        edits.extend(_rows(old, new, group))
    return Change(tuple(edits), reason, ChangeSource.IMPORT)


def _rows(old: FrontPage, new: FrontPage, group: RowGroup) -> list[Edit]:
    before, after = old.rows(group), new.rows(group)
    edits = []
    for index in range(min(len(before), len(after))):
        for attribute in fields(ROW_TYPES[group]):
            edit = _set(old, new, field_key(group, attribute.name, index), index)
            if edit.before != edit.after:
                edits.append(edit)
    edits += [
        Edit(EditKind.REMOVE, group=group, index=i, row=before[i]) for i in reversed(range(len(after), len(before)))
    ]
    edits += [Edit(EditKind.INSERT, group=group, index=i, row=after[i]) for i in range(len(before), len(after))]
    return edits


def _set(old: FrontPage, new: FrontPage, key: str, index: int) -> Edit:
    return Edit(
        EditKind.SET,
        field=key,
        index=index,
        before=old.text(key, index),
        after=new.text(key, index),
        was_supplied=old.is_supplied(key),
        supplied=new.is_supplied(key),
    )
