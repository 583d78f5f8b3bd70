"""Where each field stands on the form: read from ``resources/fields/form.csv`` and ``form_columns.csv``.

The order is that of the paper front page (卫医政发〔2011〕84号 附件1); a line is twelve units wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from coding.base.resources import resource_table
from coding.page.front_page import FRONT_PAGE_KEYS, FrontPage

#: Units that a line of the form is wide.
LINE_UNITS = 12


@dataclass(frozen=True, slots=True)
class FormItem:
    """One item of a line. ``kind`` is field, table (``key`` names the group), sum or head (a heading)."""

    kind: str
    key: str
    label: str
    span: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form that the section bar jumps to: its title and its lines."""

    key: str
    title: str
    lines: tuple[tuple[FormItem, ...], ...]

    def is_on(self, page: FrontPage) -> bool:
        """Whether the section is shown: always for items of the form in force, else where one is filled."""
        items = [item for line in self.lines for item in line]
        return any(i.kind == "table" or i.key in FRONT_PAGE_KEYS or page.text(i.key) for i in items)


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a repeated group. ``width`` in pixels, 0 = takes what is left.

    ``show`` is always, supplied (when the source has a place for it) or filled (when a row says something). ``line`` of
    the row in which it stands, 1 = the first.
    """

    attribute: str
    label: str
    width: int
    show: str
    line: int = 1


@cache
def form_sections() -> tuple[Section, ...]:
    """All sections in order."""
    sections: dict[str, tuple[str, dict[str, list[FormItem]]]] = {}
    for row in resource_table("fields/form.csv", "section", "title", "line", "key", "label", "span"):
        kind, _, name = row["key"].rpartition(":")
        item = FormItem(kind or "field", name, row["label"], int(row["span"]))
        _, lines = sections.setdefault(row["section"], (row["title"], {}))
        lines.setdefault(row["line"], []).append(item)
    return tuple(Section(key, title, tuple(map(tuple, lines.values()))) for key, (title, lines) in sections.items())


@cache
def row_columns(group: str) -> tuple[FormColumn, ...]:
    """The columns of diagnosis, procedure or intensive_care, in order."""
    rows = resource_table("fields/form_columns.csv", "group", "attribute", "label", "width", "show", "line")
    return tuple(
        FormColumn(row["attribute"], row["label"], int(row["width"]), row["show"], int(row["line"]))
        for row in rows
        if row["group"] == group
    )
