"""A slip as a .docx for printing: a page a doctor, boxes to tick, room to write."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from coding.base.encoding import shown
from coding.base.whole_file import whole_binary
from coding.reports.slip_book import head_words, name_key, unused
from coding.review.slip_file_words import file_stem
from coding.review.slips import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from coding.review.slips import Slip, SlipLine

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FONT: Final = "宋体"
#: Title and width in millimetres; an A4 page on its side has 273 between the margins.
_COLUMNS: Final = (
    ("行", 9), ("病案号\n出院日期", 29), ("栏目", 26), ("现值", 27), ("问题", 52), ("请核对", 46), ("答复", 30),
    ("新值", 26), ("理由", 28),
)  # fmt: skip
#: What the properties of a document say when nobody was asked for a day.
_NO_DAY: Final = datetime(2000, 1, 1)


def write_slip_documents(
    folder: Path, slips: Iterable[Slip], names: Mapping[str, str] | None = None, made: datetime | None = None
) -> tuple[Path, ...]:
    """Write each slip into its own file 反馈单_心内科_2026-10.docx; the files. Raises UnusableInputError.

    ``names`` and ``made`` as ``write_slip_books``.
    """
    used: set[str] = set()
    files: list[Path] = []
    for slip in slips:
        path = folder / f"{unused(file_stem(slip), used)}.docx"
        with whole_binary(path) as file:
            slip_document(slip, names, made).save(file)
        files.append(path)
    return tuple(files)


def slip_document(slip: Slip, names: Mapping[str, str] | None = None, made: datetime | None = None) -> Any:
    """The document: a part a doctor, each beginning a page of its own."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    book = Document()
    _properties(book, made or _NO_DAY)
    style = book.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(9)
    _east_asian(style.element, _FONT)
    section = book.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(12)
    section.top_margin, section.bottom_margin = Mm(18), Mm(14)
    _head_and_foot(section, slip)
    for number, doctor in enumerate(slip.doctors):
        _part(book, slip, doctor, names, begins=number > 0)
    return book


def _part(book: Any, slip: Slip, doctor: str, names: Mapping[str, str] | None, *, begins: bool) -> None:
    from docx.shared import Pt

    lines = slip.of(doctor)
    title = book.add_paragraph()
    title.paragraph_format.page_break_before = begins
    title.paragraph_format.space_after = Pt(2)
    run = title.add_run(_text(f"病案首页反馈单　{slip.ward}　{doctor}"))
    run.bold, run.font.size = True, Pt(15)
    told = book.add_paragraph(_text(f"{head_words(slip)}　共 {len(lines)} 条"))
    told.paragraph_format.space_after = Pt(4)
    _table(book, lines, names)
    signed = book.add_paragraph("医师签名：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿年＿＿月＿＿日")
    signed.paragraph_format.space_before = Pt(8)


def _table(book: Any, lines: Sequence[SlipLine], names: Mapping[str, str] | None) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table = book.add_table(rows=1, cols=len(_COLUMNS))
    table.style = "Table Grid"
    table.autofit = False
    head = table.rows[0]
    for cell, column, (title, width) in zip(head.cells, table.columns, _COLUMNS, strict=True):
        column.width = Mm(width)
        _write(cell, title, width, bold=True)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other way
    boxes = "\n".join(f"□ {kind.label}" for kind in AnswerKind)
    for line in lines:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        whose = "\n".join(filter(None, (line.case_no, (names or {}).get(name_key(line), ""), line.discharged)))
        texts = (str(line.line), whose, line.label, line.shown, line.problem, line.check, boxes, "", "")
        for cell, text, (_, width) in zip(row.cells, texts, _COLUMNS, strict=True):
            _write(cell, text, width, line.basis if text is line.problem else "")


def _write(cell: Any, text: str, width: int, small: str = "", *, bold: bool = False) -> None:
    """Write a text into a cell of so many millimetres; ``small`` stands below it in smaller signs."""
    from docx.shared import Mm, Pt

    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(_text(text))
    run.bold = bold
    if small:
        paragraph.add_run(_text(f"\n{small}")).font.size = Pt(7)


def _head_and_foot(section: Any, slip: Slip) -> None:
    due = f"请于 {slip.due} 前答复" if slip.due else ""
    head = section.header.paragraphs[0]
    head.text = _text(f"{slip.ward}　{slip.number}　第 {slip.version} 版　{due}")
    foot = section.footer.paragraphs[0]
    foot.add_run("第 ")
    _field(foot.add_run(), "PAGE")
    foot.add_run(" 页，共 ")
    _field(foot.add_run(), "NUMPAGES")
    foot.add_run(" 页")


def _field(run: Any, code: str) -> None:
    """A number that the word processor counts."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001


def _east_asian(element: Any, font: str) -> None:
    from docx.oxml.ns import qn

    element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _properties(book: Any, made: datetime) -> None:
    """What the document says of itself: no author, no programs."""
    told = book.core_properties
    told.author = told.last_modified_by = told.comments = told.keywords = told.subject = told.category = ""
    told.title = "病案首页反馈单"
    told.created = told.modified = made


def _text(text: str) -> str:
    return _CONTROL.sub("", shown(text))
