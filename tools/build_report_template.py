"""Make ``resources/reports/month.docx``: the template of reports for Word, with its styles and places to fill.

    python -m tools.build_report_template

A hospital may take the file, put in its sign and its own fonts, and lay it beside its data file: see
``coding.reports.docx_template``. Fonts are those of every Windows in Chinese: 宋体 and 黑体, set for East Asian text in
every style.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "reports" / "month.docx"
INK, SOFT, GRID = RGBColor(0x1F, 0x29, 0x33), RGBColor(0x5A, 0x64, 0x70), "D9DEE4"
#: Names as Word writes them in the file.
KEPT = frozenset((
    "Normal", "Title", "Subtitle", "heading 1", "heading 2", "header", "footer", "Default Paragraph Font",
    "Normal Table", "No List",
))  # fmt: skip
BODY, HEAD = ("Times New Roman", "宋体"), ("Arial", "黑体")


def main() -> int:
    """Write the template; the exit code."""
    document = Document()
    _emptied(document)
    _page(document)
    _styles(document)
    _places(document)
    document.core_properties.author = ""
    document.core_properties.title = "质控月报模板"
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime(2026, 11, 1, tzinfo=UTC)
    held = BytesIO()
    document.save(held)
    _settled(held)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1e3:.0f} kB")
    return 0


def _emptied(document: Any) -> None:
    """Only the styles that are used, and none of the parts that nothing here needs."""
    for style in list(document.styles.element.findall(qn("w:style"))):
        if style.find(qn("w:name")).get(qn("w:val")) not in KEPT:
            document.styles.element.remove(style)
        else:
            for link in style.findall(qn("w:link")):
                style.remove(link)
    for holder in (document.part.package, document.part):
        for key, one in list(holder.rels.items()):
            if one.reltype.rpartition("/")[2] in ("thumbnail", "stylesWithEffects", "customXml", "numbering"):
                del holder.rels[key]


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)


def _styles(document: Any) -> None:
    styles = document.styles
    for name, fonts, size, bold in (
        ("Normal", BODY, 10.5, False),
        ("Title", HEAD, 20, True),
        ("Subtitle", BODY, 11, False),
        ("Heading 1", HEAD, 15, True),
        ("Heading 2", HEAD, 11.5, True),
        ("Header", BODY, 9, False),
        ("Footer", BODY, 9, False),
    ):
        _set(styles[name], fonts, size, bold=bold)
    for name in ("Title", "Subtitle", "Header", "Footer"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # the default template draws a line below its title
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    for name, before, after in (("Heading 1", 6, 6), ("Heading 2", 10, 3), ("Title", 0, 4), ("Normal", 0, 3)):
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(after)
    for name, fonts, size, bold, colour in (
        ("表头", HEAD, 9, True, INK),
        ("表格文字", BODY, 9, False, INK),
        ("表格数字", BODY, 9, False, INK),
        ("表注", BODY, 8.5, False, SOFT),
        ("签字", BODY, 10.5, False, INK),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _set(style, fonts, size, bold=bold, colour=colour)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
    styles["表格数字"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    styles["签字"].paragraph_format.space_before = Pt(24)
    _table_style(styles)
    # whatever style is left takes its East Asian letters from the defaults of the document
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(defaults, *BODY)
    defaults.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    for style in styles:
        if style.type in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER):
            found = style.element.find(qn("w:rPr"))
            if found is not None and found.find(qn("w:rFonts")) is not None and not _named(found):
                _fonts(found, *(HEAD if "Heading" in style.name or "Title" in style.name else BODY))


def _set(style: Any, fonts: tuple[str, str], size: float, *, bold: bool, colour: RGBColor = INK) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = colour
    _fonts(style.element.get_or_add_rPr(), *fonts)


def _fonts(properties: Any, latin: str, eastern: str) -> None:
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for key, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", eastern)):
        fonts.set(qn(f"w:{key}"), name)
    properties.insert(0, fonts)


def _named(properties: Any) -> bool:
    return properties.find(qn("w:rFonts")).get(qn("w:eastAsia")) is not None


def _table_style(styles: Any) -> None:
    style = styles.add_style("报告表格", WD_STYLE_TYPE.TABLE)
    properties = OxmlElement("w:tblPr")
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", GRID)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "60")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    style.element.append(properties)


def _places(document: Any) -> None:
    """The places to fill: the words in double braces."""
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{医院}}　{{标题}}　{{时期}}"
    section.header.paragraphs[0].style = document.styles["Header"]
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Footer"]
    foot.add_run("第 ")
    _counted(foot, "PAGE")
    foot.add_run(" 页　共 ")
    _counted(foot, "NUMPAGES")
    foot.add_run(" 页　制表时间 {{制表时间}}")
    document.add_paragraph("{{医院}}", style="Subtitle")
    document.add_paragraph("{{标题}}", style="Title")
    document.add_paragraph("{{时期}}", style="Subtitle")
    document.add_paragraph("{{正文}}")
    document.add_paragraph("{{签字}}", style="签字")


def _counted(paragraph: Any, field: str) -> None:
    """A number that Word counts."""
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), field)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    simple.append(run)
    paragraph._p.append(simple)  # noqa: SLF001


def _settled(held: BytesIO) -> None:
    """The same parts give the same bytes: no time of day in the archive."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(held) as source, ZipFile(TARGET, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name), source.read(name), ZIP_DEFLATED)


if __name__ == "__main__":
    sys.exit(main())
