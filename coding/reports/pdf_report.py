"""A report as .pdf: text that can be searched and copied, the font in it, charts as lines and not as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.whole_file import whole_binary
from coding.reports.chart_parts import Dot, Line, Rect, Text, blended
from coding.reports.line_breaks import plain
from coding.reports.paper_report import laid_out
from coding.reports.pdf_fonts import PdfFonts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from fpdf import FPDF

    from coding.reports.chart_parts import Shape
    from coding.reports.paper import Sheet
    from coding.reports.report_page import Report

#: How wide the line around a bold sign is, in sizes of the letters.
_BOLD = 0.028


def write_pdf(path: Path, report: Report, system_fonts: Sequence[tuple[Path, int]] | None = None) -> None:
    """Write the report, whole or not at all. Raises UnusableInputError when the file cannot be written.

    ``system_fonts``: files with the number in a collection, asked for signs that the own font lacks; None = those of
    this machine. A sign that none has is printed as □.
    """
    data = pdf_bytes(report, system_fonts)
    with whole_binary(path) as file:
        file.write(data)


def pdf_bytes(report: Report, system_fonts: Sequence[tuple[Path, int]] | None = None) -> bytes:
    """The same as bytes: the same report gives the same bytes."""
    title = f"{report.title} {report.period}"
    return sheets_as_pdf(
        lambda measure: laid_out(report, measure), title, report.hospital, report.made_at, system_fonts
    )


def sheets_as_pdf(
    lay_out: Callable[[Callable[[str, float], float]], Sequence[Sheet]],
    title: str,
    author: str,
    made_at: datetime,
    system_fonts: Sequence[tuple[Path, int]] | None = None,
) -> bytes:
    """Any sheets as .pdf; ``lay_out`` is told how wide words are in the letters of the file.

    Raises UnusableInputError.
    """
    from fpdf import FPDF  # kept from the start of the program
    from fpdf.errors import FPDFException

    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_title(plain(title))
    pdf.set_author(plain(author))
    pdf.set_lang("zh-CN")
    pdf.set_creation_date(made_at.astimezone() if made_at.tzinfo is None else made_at)
    fonts = PdfFonts(pdf, system_fonts)
    try:
        for sheet in lay_out(fonts.width):
            _draw(pdf, sheet, fonts)
        return bytes(pdf.output())
    except FPDFException as error:
        raise UnusableInputError(f"“{title.strip()}”不能写成 .pdf（{error}）：请改存为 .xlsx 或 .docx。") from error


def _draw(pdf: FPDF, sheet: Sheet, fonts: PdfFonts) -> None:
    pdf.add_page(orientation="L" if sheet.landscape else "P")
    if sheet.section:
        pdf.start_section(plain(sheet.section).replace("\n", " "))
    for shape in sheet.shapes:
        _shape(pdf, shape, fonts)


def _shape(pdf: FPDF, shape: Shape, fonts: PdfFonts) -> None:
    if isinstance(shape, Text):
        _words(pdf, shape, fonts)
    elif isinstance(shape, Line):
        pdf.set_draw_color(*blended(shape.tone))
        pdf.set_line_width(shape.width)
        if shape.dashed:
            pdf.set_dash_pattern(3, 2)
        pdf.line(shape.x1, shape.y1, shape.x2, shape.y2)
        if shape.dashed:
            pdf.set_dash_pattern()
    elif isinstance(shape, Rect):
        pdf.set_fill_color(*blended(shape.tone, shape.strength))
        pdf.rect(shape.x, shape.y, shape.width, shape.height, style="F")
    elif isinstance(shape, Dot):
        pdf.set_fill_color(*blended(shape.tone))
        pdf.circle(shape.x, shape.y, shape.radius, style="F")


def _words(pdf: FPDF, words: Text, fonts: PdfFonts) -> None:
    if not words.text:
        return
    x = words.x
    if words.anchor != "start":
        wide = fonts.width(words.text, words.size)
        x -= wide / 2 if words.anchor == "middle" else wide
    tone = blended(words.tone)
    pdf.set_text_color(*tone)
    if words.bold:
        # one weight is in the font: a line around each sign makes it heavier
        pdf.set_draw_color(*tone)
        pdf.set_line_width(words.size * _BOLD)
    pdf.text_mode = "FILL_STROKE" if words.bold else "FILL"
    for family, part in fonts.runs(words.text):
        pdf.set_font(family, size=words.size)
        pdf.text(x, words.y, part)
        x += fonts.width(part, words.size)
    pdf.text_mode = "FILL"
