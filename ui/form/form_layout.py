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
#: Behind the key of a section: what stands below its table of codes.
_MORE = "_more"


@dataclass(frozen=True, slots=True)
class FormItem:
    """One item of a line. ``kind`` is field, table (``key`` names the group), sum or head (a heading). ``when``: to
    which pages it applies, see ``ui.form.field_wanted``; "" = to all.
    """

    kind: str
    key: str
    label: str
    span: int
    when: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form that the section bar jumps to: its title and its lines."""

    key: str
    title: str
    lines: tuple[tuple[FormItem, ...], ...]

    def is_on(self, page: FrontPage) -> bool:
        """Whether the section is shown: always for items of the form in force, else where one is filled."""
        return _are_on(self.lines, page)

    def parts(self) -> tuple[Part, ...]:
        """The table of codes by itself, then all else: in the coding view the tables stand above everything."""
        first = self.lines[0][0]
        if first.kind != "table":
            return (Part(self.key, self.title, self.lines),)
        table = Part(self.key, self.title, self.lines[:1], is_coded=True)
        return (
            (table, Part(f"{self.key}{_MORE}", f"{self.title}其他栏目", self.lines[1:])) if self.lines[1:] else (table,)
        )


@dataclass(frozen=True, slots=True)
class Part:
    """What folds and moves as one: a section, or of one with a table of codes the table and the rest."""

    key: str
    title: str
    lines: tuple[tuple[FormItem, ...], ...]
    is_coded: bool = False

    def is_on(self, page: FrontPage) -> bool:
        """Whether the part is shown."""
        return _are_on(self.lines, page)

    @property
    def is_rest(self) -> bool:
        """Whether it stands below the table of codes of its section."""
        return self.key.endswith(_MORE)


def _are_on(lines: tuple[tuple[FormItem, ...], ...], page: FrontPage) -> bool:
    items = [item for line in lines for item in line]
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
    for row in resource_table("fields/form.csv", "section", "title", "line", "key", "label", "span", "when"):
        kind, _, name = row["key"].rpartition(":")
        item = FormItem(kind or "field", name, row["label"], int(row["span"]), row["when"])
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
