"""The Changes that people make of a page: set a field, set, insert, remove or move a row."""

from __future__ import annotations

from collections.abc import Mapping

from coding.page.change import Change, Edit
from coding.page.fields import ROW_ATTRIBUTES, field_key
from coding.page.front_page import FrontPage
from coding.page.rows import Row


def set_field(
    page: FrontPage, key: str, value: str, index: int = 0, *, reason: str = "", source: str = "typed", rule: str = ""
) -> Change:
    """Set one field (``index``: row of a repeated field) to ``value``."""
    key = _own_key(key, index)
    return Change((_set_edit(page, key, index, value),), reason, source, rule)


def set_row(
    page: FrontPage,
    group: str,
    index: int,
    attributes: Mapping[str, str],
    *,
    reason: str = "",
    source: str = "typed",
    rule: str = "",
) -> Change:
    """Set several attributes of one row at once: code and name of a diagnosis, say."""
    edits = []
    for attribute, value in attributes.items():
        key = field_key(group, attribute, index)
        if page.text(key, index) != value:
            edits.append(_set_edit(page, key, index, value))
    return Change(tuple(edits), reason, source, rule)


def insert_row(
    page: FrontPage, group: str, row: Row, index: int | None = None, *, reason: str = "", source: str = "typed"
) -> Change:
    """Insert a row before ``index``; at the end by default."""
    at = len(page.rows(group)) if index is None else index
    return Change((Edit("insert", group=group, index=at, row=row),), reason, source)


def remove_row(page: FrontPage, group: str, index: int, *, reason: str = "", source: str = "typed") -> Change:
    """Remove one row."""
    return Change((Edit("remove", group=group, index=index, row=page.rows(group)[index]),), reason, source)


def move_row(page: FrontPage, group: str, index: int, to: int, *, reason: str = "", source: str = "typed") -> Change:
    """Move a row; ``move_row(page, "diagnosis", 2, 0)`` makes the third diagnosis the principal one."""
    return Change((Edit("move", group=group, index=index, to=to, row=page.rows(group)[index]),), reason, source)


def _set_edit(page: FrontPage, key: str, index: int, value: str) -> Edit:
    before = page.text(key, index)
    return Edit("set", field=key, index=index, before=before, after=value, was_supplied=page.is_supplied(key))


def _own_key(key: str, index: int) -> str:
    found = ROW_ATTRIBUTES.get(key)
    return field_key(found[0], found[1], index) if found else key
