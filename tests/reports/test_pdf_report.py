"""Reports as .pdf, asked back by other programs: every word found, nothing outside the paper, the font in it."""

import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops

from coding.base.errors import UnusableInputError
from coding.base.resources import resource_path
from coding.reports.cell_text import cell_text
from coding.reports.chart_parts import Text, text_width
from coding.reports.folded_column import folded
from coding.reports.line_breaks import plain
from coding.reports.month_pages import month_report
from coding.reports.paper_report import laid_out
from coding.reports.pdf_fonts import system_fonts
from coding.reports.pdf_report import pdf_bytes, write_pdf
from coding.reports.report_page import Chart, Column, Kind, ReportPage, Table
from tests.reports.month_inputs_sample import sample_inputs
from tests.reports.month_sample import sample_figures
from tests.reports.report_sample import HOSPITAL, LONG_NUMBER, LONG_TEXT, ODD, groups, sample_report, squeezed

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext asks the file back")
pytestmark = needs_poppler


def told(program, *arguments):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, check=True, timeout=60).stdout.decode()


@pytest.fixture(scope="module")
def report():
    return sample_report()


@pytest.fixture(scope="module")
def written(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "月报.pdf"
    write_pdf(path, report, ())
    return path


@pytest.fixture(scope="module")
def text(written):
    """In the order in which it was drawn: the lines of a cell one after the other."""
    return squeezed(told("pdftotext", "-raw", written, "-"))


@pytest.fixture(scope="module")
def boxes(written):
    """Of each page its size, and the box of each word."""
    html = re.sub(r"<!DOCTYPE[^>]*>| xmlns=\"[^\"]*\"", "", told("pdftotext", "-bbox", written, "-"))
    pages = []
    for page in ElementTree.fromstring(html).iter("page"):
        words = [([float(word.get(key)) for key in ("xMin", "yMin", "xMax", "yMax")], word.text) for word in page]
        pages.append((float(page.get("width")), float(page.get("height")), words))
    return pages


def test_the_words_of_the_field_are_found_and_no_look_alikes(text):
    assert "病案首页质控月报" in text
    assert not re.search("[\u2e80-\u2fdf]", text)


def test_every_heading_sentence_note_and_source_is_there(report, text):
    words = [report.title, report.hospital, report.period, *report.sources, *(f"{one}：" for one in report.signatures)]
    for page in report.pages:
        words += [page.title, *page.lead, *page.notes]
        for table in page.tables:
            words += [table.title, *table.notes, *(column.title for column in table.columns)]
    assert [word for word in words if squeezed(word) not in text] == []


def test_every_cell_is_there_as_it_was_written(report, text):
    missing = []
    for table in (table for page in report.pages for table in page.tables):
        for row in table.rows:
            for cell, column in zip(row, table.columns, strict=True):
                said = squeezed(plain(cell_text(cell, column)))
                if len(said) < 1000 and said not in text:
                    missing.append((table.key, said))
    assert missing == []


def test_a_cell_longer_than_a_page_goes_on_over_pages_and_nothing_of_it_is_lost(text):
    assert text.count("甲乙丙丁，") >= LONG_TEXT.count("甲乙丙丁，") - 12  # some stand across the end of a page


@pytest.mark.parametrize("word", [*ODD, LONG_NUMBER])
def test_what_looks_like_markup_or_a_formula_is_text(text, word):
    assert squeezed(word) in text


def test_the_font_is_in_the_file_as_a_subset_with_its_signs(written):
    lines = told("pdffonts", written).splitlines()[2:]
    assert [line.split()[-5:-2] for line in lines] == [["yes", "yes", "yes"]]
    assert written.stat().st_size < 300_000


def test_no_word_stands_outside_the_margins(boxes):
    for width, height, words in boxes:
        for (left, top, right, bottom), word in words:
            assert 41 <= left <= right <= width - 41, word
            assert 30 <= top <= bottom <= height - 18, word


def test_no_word_runs_into_another(boxes):
    for _, _, words in boxes:
        for at, ((left, top, right, bottom), word) in enumerate(words):
            for (left_2, top_2, right_2, bottom_2), other in words[at + 1 :]:
                beside = min(right, right_2) - max(left, left_2)
                above = min(bottom, bottom_2) - max(top, top_2)
                # boxes of lines overlap a little by the height of the font, not by half a line
                assert beside <= 0.5 or above <= 0.45 * (bottom - top), (word, other)


def test_every_page_has_head_and_number(written, boxes):
    for number in range(1, len(boxes) + 1):
        page = squeezed(told("pdftotext", "-raw", "-f", number, "-l", number, written, "-"))
        assert f"第{number}页共{len(boxes)}页" in page
        assert squeezed(HOSPITAL) in page


def test_a_table_says_its_headings_on_every_page_that_it_stands_on(written, boxes):
    pages = [squeezed(told("pdftotext", "-raw", "-f", n, "-l", n, written, "-")) for n in range(1, len(boxes) + 1)]
    with_rows = [page for page in pages if re.search(r"虚\d\d\d虚构病组", page)]
    assert len(with_rows) > 1
    assert all("例均费用（元）" in page for page in with_rows)
    assert "合计" in with_rows[-1]


def test_a_wide_table_lies_and_a_narrow_one_stands(boxes):
    sizes = [(round(width), round(height)) for width, height, _ in boxes]
    assert sizes[0] == (595, 842)
    assert sizes[-1] == (842, 595)


def test_no_ink_reaches_the_edge_of_the_paper(written, tmp_path):
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm draws the pages")
    told("pdftoppm", "-r", 50, "-gray", "-png", written, tmp_path / "page")
    pictures = sorted(tmp_path.glob("page*.png"))
    assert pictures
    for path in pictures:
        picture = Image.open(path).convert("L")
        box = ImageChops.difference(picture, Image.new("L", picture.size, 255)).getbbox()
        assert box is not None, "a page without anything on it"
        left, top, right, bottom = box
        assert left >= 26
        assert top >= 20
        assert right <= picture.width - 26
        assert bottom <= picture.height - 10


def test_a_chart_is_drawn_and_no_picture(written):
    if shutil.which("pdfimages") is None:
        pytest.skip("pdfimages lists pictures")
    assert len(told("pdfimages", "-list", written).splitlines()) == 2
    assert "各病组例数" in squeezed(told("pdftotext", "-raw", written, "-"))


def test_the_same_report_is_the_same_file(report, written):
    assert pdf_bytes(report, ()) == written.read_bytes()


def named(word):
    return replace(sample_report(), hospital=word, pages=sample_report().pages[:1])


def test_a_sign_that_no_font_has_is_a_box_and_no_crash(tmp_path):
    path = tmp_path / "a.pdf"
    write_pdf(path, named("𰻝𰻝医院😀ﷺ\ud800\x07"), ())
    assert "□□医院□□□" in squeezed(told("pdftotext", path, "-"))


def test_a_rare_sign_comes_from_a_font_of_the_system(tmp_path):
    if not system_fonts():
        pytest.skip("no font of the system with Chinese")
    path = tmp_path / "a.pdf"
    write_pdf(path, named("㐂龘医院"))
    assert "㐂龘医院" in squeezed(told("pdftotext", path, "-"))
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in told("pdffonts", path).splitlines()[2:])


def test_a_broken_font_of_the_system_is_passed_over(tmp_path):
    broken = tmp_path / "坏.ttf"
    broken.write_bytes(resource_path("fonts/report.ttf").read_bytes()[:5000])
    (tmp_path / "空.ttc").write_bytes(b"")
    path = tmp_path / "a.pdf"
    write_pdf(path, named("𰻝医院"), ((broken, 0), (tmp_path / "空.ttc", 3), (Path("没有.ttf"), 0)))
    assert "□医院" in squeezed(told("pdftotext", path, "-"))


def test_a_report_without_pages_is_a_page_with_its_head(tmp_path):
    path = tmp_path / "a.pdf"
    write_pdf(path, replace(sample_report(), pages=(), hospital="", sources=(), signatures=()), ())
    assert "病案首页质控月报" in squeezed(told("pdftotext", path, "-"))


def test_the_largest_table_takes_little_time(tmp_path):
    page = replace(sample_report().pages[1], tables=(replace(groups(800), chart=None),))
    path = tmp_path / "a.pdf"
    write_pdf(path, replace(sample_report(), pages=(page,)), ())
    assert "虚800虚构病组第800号" in squeezed(told("pdftotext", "-raw", path, "-"))


def test_a_place_that_cannot_be_written_is_told_with_what_to_do(tmp_path):
    (tmp_path / "文件").write_text("")
    with pytest.raises(UnusableInputError, match="无法写入"):
        write_pdf(tmp_path / "文件" / "a.pdf", named("医院"), ())


def test_the_directors_page_is_one_sheet_and_loses_no_word(tmp_path):
    report = month_report(sample_figures(), sample_inputs())
    write_pdf(tmp_path / "a.pdf", report, ())
    first = squeezed(told("pdftotext", "-raw", "-l", "1", tmp_path / "a.pdf", "-"))
    page = report.pages[0]
    words = [page.title, *page.lead, *page.notes]
    for table in page.tables:
        words += [table.title, *table.notes, *(column.title for column in table.columns)]
        words += [cell_text(c, col) for row in table.rows for c, col in zip(row, table.columns, strict=True)]
    assert [word for word in words if squeezed(word) not in first] == []


def test_a_small_table_has_its_chart_beside_it(tmp_path):
    table = Table(
        "a", "走势", (Column("时期"), Column("指数", Kind.NUMBER)),
        tuple((f"2026-{month:02}", Decimal(month)) for month in range(1, 8)), chart=Chart("line", 0, (1,), "走势图"),
    )  # fmt: skip
    sheet = laid_out(replace(sample_report(), pages=(ReportPage("a", "甲", (), (table,)),)), text_width)[0]
    found = {shape.text: shape for shape in sheet.shapes if isinstance(shape, Text)}
    assert found["走势图"].x > found["时期"].x + 100
    assert abs(found["走势图"].y - found["时期"].y) < 15


def test_words_that_repeat_are_told_once_with_a_mark_in_the_cell():
    table = Table(
        "a", "甲", (Column("项目"), Column("依据")), tuple((f"第{at}项", "国卫办医函〔2021〕28号文") for at in range(4))
    )
    found = folded(table)
    assert [row[1] for row in found.rows] == ["①"] * 4
    assert found.notes == ("依据：① 国卫办医函〔2021〕28号文",)
    assert folded(replace(table, rows=table.rows[:1])).rows == table.rows[:1]
