"""A report for Word, on a template that the hospital may edit."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from coding.base.whole_file import whole_binary
from coding.reports.chart_parts import text_width
from coding.reports.chart_picture import chart_png
from coding.reports.charts import chart_shapes, wanted_height
from coding.reports.docx_table import add_table
from coding.reports.docx_template import BODY, HEADING, NOTE, SIGNED, SUBHEADING, TEXT, open_template
from coding.reports.line_breaks import plain
from coding.reports.table_fit import at_ease, texts_of

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph

    from coding.reports.report_page import Report, ReportPage, Table

#: The line to sign on.
_LINE = "＿" * 6


def write_docx(path: Path, report: Report, own: Path | None = None) -> str:
    """Write the report, whole or not at all; a sentence where the hospital's own template could not be used, else "".

    ``own``: that template, see ``coding.reports.docx_template.own_template``. Raises UnusableInputError when the file
    cannot be written.
    """
    document, told = open_template(own)
    _filled(document, report)
    held = BytesIO()
    document.save(held)
    with whole_binary(path) as file:
        file.write(_timeless(held))
    return told


def _timeless(written: BytesIO) -> bytes:
    """The same without the moment of writing in it: two reports that say the same are the same file."""
    held = BytesIO()
    with ZipFile(written) as source, ZipFile(held, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(ZipInfo(info.filename), source.read(info), ZIP_DEFLATED)
    return held.getvalue()


def _filled(document: Document, report: Report) -> None:
    _places(document, report)
    after = _cut_at_body(document)
    for at, page in enumerate(report.pages):
        wide = _is_wide(document, page)
        turned = _turned(document, wide=wide, first=at == 0)
        _part(document, page, breaks=at > 0 and not turned)
    _sources(document, report)
    end = document.element.body[-1]
    for element in after:
        end.addprevious(element)
    core = document.core_properties
    core.title, core.author = plain(f"{report.title} {report.period}")[:250], plain(report.hospital)[:250]
    core.created = core.modified = report.made_at


def _cut_at_body(document: Document) -> list[Any]:
    """Take out the place of the body and what follows it; the latter is given back to be put behind the body."""
    marker = next(paragraph for paragraph in document.paragraphs if paragraph.text.strip() == BODY)._p  # noqa: SLF001
    after = [element for element in marker.itersiblings() if not element.tag.endswith("}sectPr")]
    for element in (marker, *after):
        element.getparent().remove(element)
    return after


def _is_wide(document: Document, page: ReportPage) -> bool:
    section = document.sections[-1]
    short = min(_long(section.page_width), _long(section.page_height))
    room = short - _long(section.left_margin) - _long(section.right_margin)
    return not all(at_ease(table, texts_of(table), room, text_width) for table in page.tables)


def _turned(document: Document, *, wide: bool, first: bool) -> bool:
    """Whether a page of the other direction had to be begun, as the tables want it."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    last = document.sections[-1]
    sides = (last.page_width or 0, last.page_height or 0)
    if (sides[0] > sides[1]) == wide:
        return False
    # the head of the report stands on the first page: that is turned as a whole
    section = last if first else document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (max(sides), min(sides)) if wide else (min(sides), max(sides))
    return True


def _room(section: Section) -> float:
    """Points between the margins."""
    return _long(section.page_width) - _long(section.left_margin) - _long(section.right_margin)


def _long(length: Any) -> float:
    return float(length.pt) if length is not None else 0.0


def _part(document: Document, page: ReportPage, *, breaks: bool) -> None:
    document.add_paragraph(plain(page.title), style=HEADING).paragraph_format.page_break_before = breaks
    for sentence in page.lead:
        document.add_paragraph(plain(sentence), style=TEXT)
    for table in page.tables:
        if table.title:
            document.add_paragraph(plain(table.title), style=SUBHEADING)
        add_table(document, table, _room(document.sections[-1]))
        sheet = (f"数字出处：工作簿中的“{table.sheet}”表。",) if table.sheet else ()
        _notes(document, (*table.notes, *sheet))
        _chart(document, table)
    _notes(document, page.notes)


def _notes(document: Document, notes: tuple[str, ...]) -> None:
    for number, note in enumerate(notes, 1):
        document.add_paragraph(f"{number}. {plain(note)}" if len(notes) > 1 else f"注：{plain(note)}", style=NOTE)


def _chart(document: Document, table: Table) -> None:
    from docx.shared import Pt

    height = wanted_height(table)
    width = min(_room(document.sections[-1]), 560.0)
    shapes = chart_shapes(table, width, height) if height else ()
    if not shapes or table.chart is None:
        return
    paragraph = document.add_paragraph(style=TEXT)
    paragraph.paragraph_format.space_before = Pt(8)
    picture = paragraph.add_run().add_picture(BytesIO(chart_png(shapes, width, height)), Pt(width))
    # what a reader without eyes for it is told
    picture._inline.docPr.set("descr", plain(f"图：{table.chart.title}，数字见上表。"))  # noqa: SLF001


def _sources(document: Document, report: Report) -> None:
    if report.sources:
        document.add_paragraph("依据与来源", style=SUBHEADING)
    for number, source in enumerate(report.sources, 1):
        document.add_paragraph(f"{number}. {plain(source)}", style=NOTE)


def _places(document: Document, report: Report) -> None:
    """Fill the places of the template in the text, in heads and feet, in its tables; before the report is in it."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    words = {
        "{{医院}}": plain(report.hospital),
        "{{标题}}": plain(report.title),
        "{{时期}}": plain(report.period),
        "{{制表时间}}": f"{report.made_at:%Y-%m-%d %H:%M}",
        SIGNED: "　　".join(f"{plain(word)}：{_LINE}" for word in report.signatures),
    }
    edges = (
        edge
        for section in document.sections
        for edge in (section.header, section.footer, section.first_page_header, section.first_page_footer)
        if not edge.is_linked_to_previous
    )
    for part in (document.element.body, *(edge._element for edge in edges)):  # noqa: SLF001
        for element in part.iter(qn("w:p")):
            paragraph = Paragraph(element, document)
            if "{{" in paragraph.text:
                _put(paragraph, words)


def _put(paragraph: Paragraph, words: dict[str, str]) -> None:
    """Fill the places of a paragraph; its first run keeps its look where a place is torn over several."""
    for run in paragraph.runs:
        for place, said in words.items():
            if place in run.text:
                run.text = run.text.replace(place, said)
    if any(place in paragraph.text for place in words) and paragraph.runs:
        whole = "".join(run.text for run in paragraph.runs)
        for place, said in words.items():
            whole = whole.replace(place, said)
        paragraph.runs[0].text = whole
        for run in paragraph.runs[1:]:
            run.text = ""
