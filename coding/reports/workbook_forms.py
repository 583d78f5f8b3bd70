"""How cells of a month's workbook look: number formats by kind, fonts that are there on Windows, lines and heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coding.reports.cell_text import stands_right, unit_tail
from coding.reports.report_page import Figure, Kind

if TYPE_CHECKING:
    from decimal import Decimal

    from coding.reports.report_page import Cell, Column

FONT = "微软雅黑"
_LINE, _HEAD = "#C8CDD3", "#E4EBF3"


class Forms:
    """The formats of one book; each is made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **said: Any) -> Any:
        """A format with these properties and the font of the book."""
        key = tuple(sorted(said.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", **said})
        return self._made[key]

    def cell(self, column: Column, form: str, *, is_sum: bool = False) -> Any:
        """Of a cell in a table; figures to the right, words wrapped."""
        right = stands_right(column) or column.kind is Kind.DAY
        side: dict[str, Any] = {"align": "right"} if right else {"text_wrap": True, "indent": 1}
        bold = {"bold": True, "top": 2} if is_sum else {}
        return self.of(border=1, border_color=_LINE, num_format=form, **side, **bold)

    def head(self, column: Column) -> Any:
        """Of the head of a column."""
        side: dict[str, Any] = {"align": "right"} if stands_right(column) else {"align": "left", "indent": 1}
        return self.of(border=1, border_color=_LINE, bg_color=_HEAD, bold=True, text_wrap=True, **side)

    @property
    def title(self) -> Any:
        """Of the title of a page."""
        return self.of(bold=True, font_size=16)

    @property
    def part(self) -> Any:
        """Of the title of a table."""
        return self.of(bold=True, font_size=12, font_color="#1F4E79")

    @property
    def said(self) -> Any:
        """Of a sentence."""
        return self.of(text_wrap=True, font_size=11, valign="top")

    @property
    def note(self) -> Any:
        """Of a note below a table."""
        return self.of(text_wrap=True, font_size=9, font_color="#5A6470", valign="top")

    @property
    def link(self) -> Any:
        """Of a link to another sheet."""
        return self.of(font_color="#1F5FA8", underline=1)


def number_form(cell: Cell, column: Column) -> str:
    """The number format of a cell; @ of text."""
    if isinstance(cell, Figure):
        return figure_form(cell.value, cell.unit)
    zeros = f".{'0' * column.digits}" if column.digits else ""
    return {
        Kind.COUNT: "#,##0",
        Kind.NUMBER: f"#,##0{zeros}",
        Kind.SHARE: f"0{zeros}%",
        Kind.CHANGE: f"+0{zeros}%;-0{zeros}%;0{zeros}%",
        Kind.YUAN: f"#,##0{zeros};[Red]-#,##0{zeros}",
        Kind.DAYS: f"#,##0{zeros}",
        Kind.DAY: "yyyy-mm-dd",
    }.get(column.kind, "@")


def figure_form(value: Decimal | None, unit: str) -> str:
    """The number format of a figure that brings its unit: 22.15% and 10,771.07 元 stay numbers."""
    digits = max(0, -int(value.as_tuple().exponent)) if value is not None else 0
    zeros = f".{'0' * digits}" if digits else ""
    tail = unit_tail(unit.replace('"', ""))
    return f'#,##0{zeros}"{tail}"' if tail else f"#,##0{zeros}"


def narrow_signs(text: str) -> float:
    """How wide a text is in narrow signs; a Chinese one is two of them wide."""
    return sum(2.0 if ord(sign) > 255 else 1.05 for sign in text)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a cell of so many narrow signs, margins and indent among them."""
    return max(1, -(-int(narrow_signs(text) * 10) // int(max(width - 2.5, 2) * 10)))
