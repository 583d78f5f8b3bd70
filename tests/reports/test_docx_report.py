"""Reports for Word: opened again, every heading and cell in it; the hospital's own template, and one that is wrong."""

import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from coding.base.errors import UnusableInputError
from coding.base.resources import resource_path
from coding.reports.cell_text import cell_text
from coding.reports.docx_report import write_docx
from coding.reports.docx_template import OWN_NAME, own_template
from coding.reports.line_breaks import plain
from tests.reports.report_sample import HOSPITAL, LONG_TEXT, ODD, sample_report, squeezed


@pytest.fixture(scope="module")
def report():
    return sample_report()


@pytest.fixture(scope="module")
def written(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("docx") / "月报.docx"
    assert write_docx(path, report) == ""
    return path


@pytest.fixture(scope="module")
def document(written):
    return Document(written)


def cells_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_every_heading_and_sentence_is_a_paragraph_of_its_style(report, document):
    told = {(paragraph.text, paragraph.style.name) for paragraph in document.paragraphs}
    for page in report.pages:
        assert (page.title, "Heading 1") in told
        assert {(sentence, "Normal") for sentence in page.lead} <= told
        assert {(table.title, "Heading 2") for table in page.tables} <= told
    assert (report.title, "Title") in told


def test_the_cells_of_every_table_are_those_of_the_report(report, document):
    found = iter(document.tables)
    for table in (table for page in report.pages for table in page.tables):
        expected = [[plain(cell_text(c, col)) for c, col in zip(row, table.columns, strict=True)] for row in table.rows]
        got = cells_of(next(found))
        while len(got[0]) < len(table.columns) and table.key == "wide":
            further = cells_of(next(found))
            got = [row + more[1:] for row, more in zip(got, further, strict=True)]
        assert got[0] == [column.title for column in table.columns]
        assert got[1:] == (expected or [["没有", ""]])


def test_headings_of_tables_are_repeated_and_short_rows_are_not_torn(document):
    for table in document.tables:
        head = table.rows[0]._tr
        assert head.find(f".//{qn('w:tblHeader')}") is not None
        for row in table.rows:
            longest = max(len(cell.text) for cell in row.cells)
            assert (row._tr.find(f".//{qn('w:cantSplit')}") is not None) == (longest < 600)


def test_what_looks_like_markup_a_formula_or_a_place_is_text(document):
    told = {cell for table in document.tables for row in cells_of(table) for cell in row}
    assert set(ODD) <= told
    assert LONG_TEXT in told


def test_the_places_of_the_template_are_filled(document):
    whole = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "{{" not in whole
    assert "制表：＿" in whole
    assert "分管院长：＿" in whole
    assert HOSPITAL in document.sections[0].header.paragraphs[0].text
    foot = document.sections[0].footer.paragraphs[0]._p.xml
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot
    assert "2026-11-28 09:30" in foot


def test_signatures_stand_at_the_end_and_the_body_in_its_place(report, document):
    order = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert order[-1].startswith("制表：")
    assert order.index(report.title) < order.index("一、概况") < order.index("二、病组") < order.index("依据与来源")


def test_every_style_names_a_font_for_chinese(document):
    defaults = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rFonts')}")
    assert defaults.get(qn("w:eastAsia")) == "宋体"
    for style in document.styles:
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if style.type in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER) and fonts is not None:
            assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体"), style.name


def test_wide_tables_lie(document):
    kinds = [section.orientation for section in document.sections]
    assert kinds == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


def test_the_chart_is_a_picture_that_says_what_it_is(document):
    (picture,) = document.inline_shapes
    assert "各病组例数" in picture._inline.docPr.get("descr")


def test_no_table_is_wider_than_its_page(document):
    most = max(section.page_width - section.left_margin - section.right_margin for section in document.sections)
    for table in document.tables:
        assert sum(column.width for column in table.columns) <= most + 127 * len(table.columns)


@pytest.fixture(scope="module")
def printed(written, tmp_path_factory):
    """What LibreOffice makes of it, as text."""
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice prints it")
    folder = tmp_path_factory.mktemp("printed")
    home = f"-env:UserInstallation=file://{folder / 'home'}"
    subprocess.run(
        ["soffice", "--headless", home, "--convert-to", "pdf", "--outdir", folder, written],
        capture_output=True,
        timeout=120,
        check=False,
    )
    path = folder / "月报.pdf"
    if not path.exists():
        pytest.skip("LibreOffice without its writer")
    return squeezed(subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode())


def test_another_program_prints_every_heading_and_cell(report, printed):
    missing = []
    for page in report.pages:
        words = [page.title, *page.lead, *(table.title for table in page.tables)]
        for table in page.tables:
            words += [column.title for column in table.columns]
            words += [cell_text(c, col) for row in table.rows for c, col in zip(row, table.columns, strict=True)]
        missing += [word for word in words if len(word) < 1000 and squeezed(word) not in printed]
    assert missing == []


def own(folder, change):
    path = folder / OWN_NAME
    document = Document(resource_path("reports/month.docx"))
    change(document)
    document.save(path)
    return path


@pytest.fixture(scope="module")
def short(report):
    """Little to write: what counts is the template."""
    return replace(report, pages=(replace(report.pages[0], tables=report.pages[0].tables[:1]),))


def test_the_hospitals_own_template_is_used_where_it_is_there(short, tmp_path):
    own(tmp_path, lambda document: document.paragraphs[0].insert_paragraph_before("本院院徽"))
    assert write_docx(tmp_path / "a.docx", short, own_template(tmp_path)) == ""
    assert Document(tmp_path / "a.docx").paragraphs[0].text == "本院院徽"


def test_a_place_torn_over_runs_is_filled_all_the_same(short, tmp_path):
    def torn(document):
        paragraph = document.paragraphs[1]
        paragraph.text = ""
        for part in ("关于{{", "标", "题}}的报告"):
            paragraph.add_run(part)

    path = own(tmp_path, torn)
    write_docx(tmp_path / "a.docx", short, path)
    assert "关于病案首页质控月报的报告" in {paragraph.text for paragraph in Document(tmp_path / "a.docx").paragraphs}


def without_style(document):
    styles = document.styles
    styles.element.remove(styles["表头"].element)


def without_place(document):
    document.paragraphs[3].text = "正文"


@pytest.mark.parametrize(("change", "why"), [(without_style, "缺少样式“表头”"), (without_place, "{{正文}}")])
def test_a_template_that_lacks_something_is_told_and_ours_is_taken(short, tmp_path, change, why):
    told = write_docx(tmp_path / "a.docx", short, own(tmp_path, change))
    assert why in told
    assert OWN_NAME in told
    assert "自带的模板" in told
    assert Document(tmp_path / "a.docx").tables


def test_a_template_that_is_no_document_is_told_and_ours_is_taken(short, tmp_path):
    path = tmp_path / OWN_NAME
    for content in (
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0" * 100,
        resource_path("reports/month.docx").read_bytes()[:4000],
    ):
        path.write_bytes(content)
        assert "不是可以读的 Word 文件" in write_docx(tmp_path / "a.docx", short, path)


def test_a_template_made_to_fill_the_memory_is_not_unpacked(short, tmp_path):
    path = tmp_path / OWN_NAME
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", b"<a>" + b" " * (80 << 20))
    told = write_docx(tmp_path / "a.docx", short, path)
    assert "解压后过大" in told or "不是可以读的" in told


def test_no_template_of_the_hospital_is_nothing_to_tell(tmp_path):
    assert own_template(tmp_path) is None


def test_a_place_that_cannot_be_written_is_told(short, tmp_path):
    (tmp_path / "文件").write_text("")
    with pytest.raises(UnusableInputError, match="无法写入"):
        write_docx(tmp_path / "文件" / "a.docx", short)


def test_the_same_report_is_the_same_file_whenever_it_is_written(tmp_path, report, monkeypatch):
    write_docx(tmp_path / "a.docx", report)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 2, 3, 4, 5, 0, 0, 0))
    write_docx(tmp_path / "b.docx", report)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
