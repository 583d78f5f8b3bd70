"""The Changes that people make of a page: set a field, set, insert, remove or move a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.change import Change, ChangeSource, Edit, EditKind
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_key
from coding.page.step import PageState, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from coding.page.front_page import FrontPage
    from coding.page.rows import Row


def set_field(
    page: FrontPage,
    key: str,
    value: str,
    index: int = 0,
    *,
    reason: str = "",
    source: ChangeSource = ChangeSource.TYPED,
    rule: str = "",
) -> Change:
    """Set one field (``index``: row of a repeated field, from 0) to ``value``, the code of a coded field.

    ``key`` is that of ``resources/fields/fields.csv``; one that is not known is refused where the Change is applied.
    """
    key = _own_key(key, index)
    return Change((_set_edit(page, key, index, value),), reason, source, rule)


def go_on(state: PageState, to: PageState, reason: str = "", until: date | None = None) -> Change:
    """Bring a page from one state of the work to another; the page itself stays as it is.

    ``until``: of a page that is put off, the day on which somebody looks again.
    """
    return Change((), reason, ChangeSource.STEP, step=Step(state, to, until))


def set_row(
    page: FrontPage,
    group: RowGroup,
    index: int,
    attributes: Mapping[str, str],
    *,
    reason: str = "",
    source: ChangeSource = ChangeSource.TYPED,
    rule: str = "",
) -> Change:
    """Set several attributes of one row (``index`` from 0) at once: code and name of a diagnosis, say.

    Raises IndexError where there is no such row when the Change is applied.
    """
    edits = []
    for attribute, value in attributes.items():
        key = field_key(group, attribute, index)
        if page.text(key, index) != value:
            edits.append(_set_edit(page, key, index, value))
    return Change(tuple(edits), reason, source, rule)


def insert_row(
    page: FrontPage,
    group: RowGroup,
    row: Row,
    index: int | None = None,
    *,
    reason: str = "",
    source: ChangeSource = ChangeSource.TYPED,
) -> Change:
    """Insert a row before ``index`` (from 0; 0 makes it the principal diagnosis or main procedure); by default last."""
    at = len(page.rows(group)) if index is None else index
    return Change((Edit(EditKind.INSERT, group=group, index=at, row=row),), reason, source)


def remove_row(
    page: FrontPage, group: RowGroup, index: int, *, reason: str = "", source: ChangeSource = ChangeSource.TYPED
) -> Change:
    """Remove one row (``index`` from 0). Raises IndexError where there is no such row."""
    return Change((Edit(EditKind.REMOVE, group=group, index=index, row=page.rows(group)[index]),), reason, source)


def move_row(
    page: FrontPage,
    group: RowGroup,
    index: int,
    to: int,
    *,
    reason: str = "",
    source: ChangeSource = ChangeSource.TYPED,
) -> Change:
    """Move a row; ``move_row(page, "diagnosis", 2, 0)`` makes the third diagnosis the principal one.

    Raises IndexError where there is no such row.
    """
    return Change((Edit(EditKind.MOVE, group=group, index=index, to=to, row=page.rows(group)[index]),), reason, source)


def _set_edit(page: FrontPage, key: str, index: int, value: str) -> Edit:
    before = page.text(key, index)
    return Edit(EditKind.SET, field=key, index=index, before=before, after=value, was_supplied=page.is_supplied(key))


def _own_key(key: str, index: int) -> str:
    found = ROW_ATTRIBUTES.get(key)
    return field_key(found[0], found[1], index) if found else key
