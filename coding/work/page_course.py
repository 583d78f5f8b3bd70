"""The history of a page in lines: what was done to it, by whom and why, and the group before and after."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from coding.page.change import ChangeSource
from coding.page.fields import field_catalogue, field_key
from coding.page.rows import ROW_TYPES, row_label

if TYPE_CHECKING:
    from datetime import datetime

    from coding.page.front_page import FrontPage
    from coding.store.kept_audit import Grouped
    from coding.store.store import Entry, Store

_GROUPS = {"diagnosis": "诊断", "procedure": "手术操作", "intensive_care": "重症监护"}
_SOURCES = {ChangeSource.IMPORT: "导入更新：", ChangeSource.UNDO: "撤销：", ChangeSource.REDO: "重做："}


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One change or step. ``before`` and ``after``: the group as it was judged before it, and after it up to the next
    line; None where it was not judged.
    """

    entry: Entry
    what: str
    before: Grouped | None
    after: Grouped | None


def course_lines(store: Store, page_id: int) -> list[CourseLine]:
    """What was done to a page, oldest first."""
    entries, groups = store.history(page_id), store.groups_of(page_id)
    lines = []
    for number, entry in enumerate(entries):
        until = entries[number + 1].at if number + 1 < len(entries) else None
        before = next((one for one in reversed(groups) if one.at < entry.at), None)
        within = [one for one in groups if one.at >= entry.at and (until is None or one.at < until)]
        source = "撤销：" if entry.undoes is not None else _SOURCES.get(entry.change.source, "")
        lines.append(CourseLine(entry, f"{source}{entry.change.describe()}", before, within[-1] if within else before))
    return lines


def page_rows(page: FrontPage) -> list[tuple[str, str, str]]:
    """A page for reading: section, field, text; fields that are empty are left out."""
    catalogue = field_catalogue()
    single = [
        (field.section, field.label, catalogue.value_label(key, page.text(key)) or page.text(key))
        for key, field in catalogue.items()
        if not field.group and page.text(key).strip()
    ]
    rows = []
    for group, kind in ROW_TYPES.items():
        for index in range(len(page.rows(group))):
            texts = []
            for attribute in fields(kind):
                key = field_key(group, attribute.name, index)
                if text := page.text(key, index).strip():
                    texts.append(catalogue.value_label(key, text) or text)
            label = row_label(group, index)
            rows.append((_GROUPS[group], label, "　".join(texts)))
    return [*rows, *single]


def grouped_words(grouped: Grouped | None) -> str:
    """A group as it was kept: its code, or why there was none."""
    if grouped is None:
        return "未检查"
    return grouped.drg or grouped.status


def moments(store: Store, page_id: int) -> list[datetime]:
    """The moments at which a page became another one, oldest first."""
    return [entry.at for entry in store.history(page_id)]
