"""Taking one Change back by itself, though others were made after it: its rows may stand elsewhere by now.

Each edit that takes back is led through all that was altered since, as rows that come, go and move push it along. It
stands only where the page still says what the Change had made of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.base.errors import StaleChangeError
from coding.page.change import Change, ChangeSource, Edit, EditKind
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, field_key
from coding.page.rows import row_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.front_page import FrontPage
    from coding.page.rows import Row


@dataclass(frozen=True, slots=True)
class _Led:
    """An edit on its way through later ones; ``gone``: the row that it is about, while that is not on the page."""

    edit: Edit
    gone: Row | None = None


def taken_back(change: Change, later: Iterable[Change], page: FrontPage, source: ChangeSource) -> Change:
    """The Change that takes ``change`` alone back on ``page``. ``later``: all that was made on the page since, in its
    order, what was taken back and made again included.

    Raises StaleChangeError, with the reason in a sentence, where what it made has been altered since; nothing hangs on
    the state of the work: a step stays as it is.
    """
    if not change.edits:
        raise StaleChangeError("这一条没有改动首页的内容，不能单独撤销：流转在“流转”菜单中改变。")
    passed = [edit for one in later for edit in one.edits]
    back, tried = [], page
    for edit in change.inverse().edits:
        led, passed = _through(_Led(edit), passed)
        if led.gone is not None:
            raise StaleChangeError("这一条所在的行后来已被删除，不能单独撤销。")
        now = _as_it_stands(led.edit, tried)
        try:
            tried = tried.apply(Change((now,)))
        except StaleChangeError:
            raise StaleChangeError(_why_not(now, tried)) from None
        back.append(now)
    return replace(change, edits=tuple(back), source=source, step=None)


def _through(led: _Led, passed: list[Edit]) -> tuple[_Led, list[Edit]]:
    """An edit after all the later ones, and those as they are once it was made before them."""
    after = []
    for later in passed:
        pushed = _push(later, led.edit) if led.gone is None else later
        led = _led(led, later)
        if pushed is not None:
            after.append(pushed)
    return led, after


def _led(led: _Led, later: Edit) -> _Led:
    group = _group(led.edit)
    if not group or later.kind is EditKind.SET or later.group != group:
        return led
    if led.gone is not None:
        is_back = later.kind is EditKind.INSERT and later.row == led.gone
        return _Led(_at(led.edit, later.index)) if is_back else led
    pushed = _push(led.edit, later)
    return _Led(pushed) if pushed is not None else _Led(led.edit, later.row)


def _push(edit: Edit, by: Edit) -> Edit | None:
    """An edit as another one, made before it, pushes its row; None where that took the row away."""
    group = _group(edit)
    if not group or by.kind is EditKind.SET or by.group != group:
        return edit
    if edit.kind is EditKind.INSERT:
        return replace(edit, index=_pushed_gap(edit.index, by))
    index = _pushed_row(edit.index, by)
    if index is None:
        return None
    moved = _at(edit, index)
    return replace(moved, to=_pushed_gap(edit.to, by)) if edit.kind is EditKind.MOVE else moved


def _pushed_row(at: int, by: Edit) -> int | None:
    """Where a row stands after an insert, remove or move; None: it is gone."""
    match by.kind:
        case EditKind.INSERT:
            return at + (at >= by.index)
        case EditKind.REMOVE:
            return None if at == by.index else at - (at > by.index)
        case _:
            if at == by.index:
                return by.to
            rest = at - (at > by.index)
            return rest + (rest >= by.to)


def _pushed_gap(at: int, by: Edit) -> int:
    """Where the room before a row is after an insert, remove or move."""
    match by.kind:
        case EditKind.INSERT:
            return at + (at > by.index)
        case EditKind.REMOVE:
            return at - (at > by.index)
        case _:
            rest = at - (at > by.index)
            return rest + (rest > by.to)


def _at(edit: Edit, index: int) -> Edit:
    """An edit of the same in another row; the first row of a group may have fields of its own."""
    found = ROW_ATTRIBUTES.get(edit.field)
    if edit.kind is not EditKind.SET or found is None or index == edit.index:
        return replace(edit, index=index)
    key = field_key(found[0], found[1], index)
    if key == edit.field:
        return replace(edit, index=index)
    return replace(edit, field=key, index=index, was_supplied=True, supplied=True)


def _as_it_stands(edit: Edit, page: FrontPage) -> Edit:
    """A move takes the row along as it is by now; what it goes between may have become less."""
    if edit.kind is EditKind.SET:
        return edit
    rows = page.rows(edit.row_group)
    if edit.kind is EditKind.INSERT:
        return replace(edit, index=min(edit.index, len(rows)))
    if edit.kind is EditKind.MOVE and edit.index < len(rows):
        return replace(edit, row=rows[edit.index], to=min(edit.to, len(rows) - 1))
    return edit


def _group(edit: Edit) -> str:
    if edit.kind is not EditKind.SET:
        return edit.group
    found = ROW_ATTRIBUTES.get(edit.field)
    return found[0] if found else ""


def _why_not(edit: Edit, page: FrontPage) -> str:
    if edit.kind is EditKind.SET:
        found = ROW_ATTRIBUTES.get(edit.field)
        label = field_catalogue().label(edit.field)
        label = f"{row_label(found[0], edit.index)}的{label}" if found else label
        return f"{label}后来又改为“{page.text(edit.field, edit.index) or '（空）'}”，不能单独撤销这一条。"
    return f"{row_label(edit.row_group, edit.index)}后来又有改动，不能单独撤销这一条。"
