"""A table of a report as one of Word: headings again on every page, fixed widths, no row torn without need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coding.reports.cell_text import stands_right
from coding.reports.chart_parts import text_width
from coding.reports.docx_template import NOTE, SUBHEADING, TABLE, TABLE_HEAD, TABLE_NUMBER, TABLE_TEXT
from coding.reports.line_breaks import plain
from coding.reports.paper_table import NOTHING
from coding.reports.table_fit import SIZES, fitted, texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document

    from coding.reports.report_page import Table
    from coding.reports.table_fit import Band

#: A row of more signs in one cell may go over to the next page.
_LONG = 600
_SHADE = "E4EBF3"


def add_table(document: Document, table: Table, room: float) -> None:
    """Add the table at the end of the document; one that is wider than ``room`` points in parts."""
    texts = texts_of(table)
    fit = fitted(table, texts, room, text_width)
    for number, band in enumerate(fit.bands):
        if number:
            document.add_paragraph(plain(f"{table.title}（续：其余各列）"), style=SUBHEADING)
        _Band(document, table, band, fit.size).add(texts)
    # two tables without a paragraph between them would become one
    document.add_paragraph(style=NOTE)


class _Band:
    """Columns of a table that stand beside each other. Built as elements: python-docx counts every cell anew."""

    def __init__(self, document: Document, table: Table, band: Band, size: float) -> None:
        self._table = table
        self._band = band
        # the size of the style unless the table needs less
        self._half_points = "" if size == SIZES[0] else str(round(size * 2))
        self._document = document
        self._styles = {name: document.styles[name].style_id for name in (TABLE_HEAD, TABLE_TEXT, TABLE_NUMBER)}
        self._right = [stands_right(table.columns[at]) for at in band.columns]

    def add(self, texts: Sequence[tuple[str, ...]]) -> None:
        """Heading and rows."""
        from docx.shared import Pt

        made = self._document.add_table(0, len(self._band.columns), style=TABLE)
        made.autofit = False
        for column, width in zip(made.columns, self._band.widths, strict=True):
            column.width = Pt(width)
        element = made._tbl  # noqa: SLF001
        titles = [plain(column.title) for column in self._table.columns]
        element.append(self._row(titles, head=True))
        last = len(texts) - 1
        for at, cells in enumerate(texts):
            element.append(self._row(cells, bold=self._table.total and at == last))
        if not texts:
            empty = [""] * len(titles)
            empty[self._band.columns[0]] = NOTHING
            element.append(self._row(empty))

    def _row(self, cells: Sequence[str], *, head: bool = False, bold: bool = False) -> Any:
        row = _element("w:tr")
        properties = _element("w:trPr")
        if all(len(cells[at]) < _LONG for at in self._band.columns):
            properties.append(_element("w:cantSplit"))
        if head:
            properties.append(_element("w:tblHeader"))
        row.append(properties)
        for at, width, right in zip(self._band.columns, self._band.widths, self._right, strict=True):
            row.append(self._cell(cells[at], width, right, head=head, bold=bold))
        return row

    def _cell(self, text: str, width: float, right: bool, *, head: bool, bold: bool) -> Any:
        cell, properties = _element("w:tc"), _element("w:tcPr")
        properties.append(_element("w:tcW", w=str(round(width * 20)), type="dxa"))
        if head:
            properties.append(_element("w:shd", val="clear", color="auto", fill=_SHADE))
        cell.append(properties)
        paragraph, look = _element("w:p"), _element("w:pPr")
        style = TABLE_HEAD if head else TABLE_NUMBER if right else TABLE_TEXT
        look.append(_element("w:pStyle", val=self._styles[style]))
        if head and right:
            look.append(_element("w:jc", val="right"))
        paragraph.append(look)
        if text:
            paragraph.append(self._run(text, bold=bold))
        cell.append(paragraph)
        return cell

    def _run(self, text: str, *, bold: bool) -> Any:
        run = _element("w:r")
        look = _element("w:rPr")
        if bold:
            look.append(_element("w:b"))
        if self._half_points:
            look.append(_element("w:sz", val=self._half_points))
        run.append(look)
        for number, line in enumerate(text.split("\n")):
            if number:
                run.append(_element("w:br"))
            words = _element("w:t")
            words.text = line
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(words)
        return run


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
