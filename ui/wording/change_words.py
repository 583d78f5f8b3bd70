"""A change in a few characters, for a line of a list: ``14 → 39``, ``增加 Z37.000 单一活产``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from coding.page.change import EditKind
from coding.page.fields import ROW_ATTRIBUTES
from coding.page.rows import row_label

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics

    from coding.page.change import Change, Edit

_ARROW = " → "
_BLANK = "（空）"


def short_change(change: Change) -> tuple[str, str]:
    """What a change does: the value before and after where one is set, else ("", words)."""
    if not change.edits:
        return "", ""
    first = change.edits[0]
    more = f" 等{len(change.edits)}处" if len(change.edits) > 1 and not _is_one_row(change) else ""
    if first.kind is EditKind.SET:
        return first.before.strip() or _BLANK, (first.after.strip() or _BLANK) + more
    return "", _row_change(first) + more


def change_line(change: Change) -> str:
    """The same in one piece."""
    before, after = short_change(change)
    return f"{before}{_ARROW}{after}" if before else after


def elided_change(change: Change, metrics: QFontMetrics, width: int) -> str:
    """The line cut to a width in pixels. What it becomes is worth more than what it was: that is cut first."""
    line = change_line(change)
    before, after = short_change(change)
    if metrics.horizontalAdvance(line) <= width or not before:
        return metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)
    room = width - metrics.horizontalAdvance(_ARROW)
    for_before = max(room - metrics.horizontalAdvance(after), room * 2 // 5)
    was = metrics.elidedText(before, Qt.TextElideMode.ElideRight, for_before)
    left = room - metrics.horizontalAdvance(was)
    return f"{was}{_ARROW}{metrics.elidedText(after, Qt.TextElideMode.ElideRight, left)}"


def _is_one_row(change: Change) -> bool:
    """Code and name of one row are set together: the code tells it all."""
    rows = {(ROW_ATTRIBUTES.get(edit.field, ("",))[0], edit.index) for edit in change.edits}
    return len(rows) == 1 and rows != {("", 0)} and all(edit.kind is EditKind.SET for edit in change.edits)


def _row_change(edit: Edit) -> str:
    row = edit.row
    words = " ".join(filter(None, (getattr(row, "code", ""), getattr(row, "name", "") or getattr(row, "type", ""))))
    match edit.kind:
        case EditKind.INSERT:
            return f"增加 {words or row_label(edit.row_group, edit.index)}"
        case EditKind.REMOVE:
            return f"删除 {row_label(edit.row_group, edit.index)} {words}".rstrip()
        case _:
            return f"{row_label(edit.row_group, edit.index)} 移为 {row_label(edit.row_group, edit.to)}"
