"""The page as the paper form: every field has its place, nothing leaves the sheet, nobody is named who is masked."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.page.fields import ROW_ATTRIBUTES
from coding.page.front_page import FRONT_PAGE_KEYS, FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.reports.chart_parts import Line, Rect, Text
from coding.reports.form_paper import MARK, fields_on_paper, front_page_sheets
from coding.reports.paper import BOTTOM, LONG, SHORT
from coding.reports.pdf_report import sheets_as_pdf
from coding.reports.printed import Printed

AT = datetime(2026, 11, 29, 8)
PRINTED = Printed("示例市第一人民医院", "林青", AT, True)


def measure(text, size):
    """As wide as letters are that nobody prints narrower: a Han sign its size, a Latin one six tenths of it."""
    return sum(size if ord(sign) > 0x2E80 else size * 0.6 for sign in text)


def texts(sheets):
    return [shape for sheet in sheets for shape in sheet.shapes if isinstance(shape, Text)]


def words(sheets):
    return "\n".join(text.text for text in texts(sheets))


@pytest.fixture(scope="module")
def page():
    pages = read_file(resource_path("sample/sample_n041.csv")).pages
    return max(pages, key=lambda page: len(page.procedures) * 3 + len(page.diagnoses))


def test_every_field_of_the_form_has_a_place():
    single = FRONT_PAGE_KEYS - ROW_ATTRIBUTES.keys()
    assert single - fields_on_paper() == set()


def test_two_sides_with_all_that_is_on_the_page(page):
    sheets = front_page_sheets(page, measure, PRINTED)
    assert len(sheets) == 2
    front, back = words(sheets[:1]), words(sheets[1:])
    assert "住院病案首页" in front
    assert page.text("patient_name") in front
    assert page.text("id_no") in front
    for row in page.diagnoses:
        assert row.code in front
    for row in page.procedures:
        assert row.code in back
    assert page.text("fee_total") in back
    assert "1 男" in front or "2 女" in front, "a code stands with its words"
    for at, side in enumerate((front, back), 1):
        assert "打印 2026-11-29 08:00　林青　含患者信息，用后按规定销毁" in side
        assert f"第 {at} 页　共 2 页" in side
        assert "示例市第一人民医院" in side


def long_page(page):
    name = "一个名称很长的诊断，在纸上要折成几行才写得下，不能缺一个字"
    rows = tuple(Diagnosis(f"I10.x{at:03}", f"{name}第{at}条", "1", "2") for at in range(41))
    operation = Procedure("36.0700", name, "2026-08-02 10:00:00", "4", "欧阳示例一", "司马示例二", anesthesia="01")
    values = {**page.values, "current_address": "某省某市某区某街道某社区某小区" * 12, "readmit_purpose": "目" * 9000}
    care = (IntensiveCare("01", "2026-08-02 10:00:00", "2026-08-03 10:00:00", "1/0/0"),)
    return replace(page, values=values, diagnoses=rows, procedures=(operation,) * 41, intensive_cares=care)


def test_nothing_is_cut_however_long_it_is(page):
    long = long_page(page)
    sheets = front_page_sheets(long, measure, PRINTED)
    for shape in (shape for sheet in sheets for shape in sheet.shapes):
        if isinstance(shape, Text):
            left = shape.x - {"start": 0, "middle": 0.5, "end": 1}[shape.anchor] * measure(shape.text, shape.size)
            assert left >= 20
            assert left + measure(shape.text, shape.size) <= SHORT - 20
            assert shape.y <= LONG - BOTTOM + 20
        elif isinstance(shape, Line):
            assert max(shape.y1, shape.y2) <= LONG - BOTTOM + 1
        elif isinstance(shape, Rect):
            assert shape.y + shape.height <= LONG - BOTTOM + 1
    joined = "".join(text.text for text in texts(sheets))
    assert joined.count("目") >= 9000
    assert all(row.code in joined for row in long.diagnoses)
    heads = [words([sheet]) for sheet in sheets]
    assert all("疾病编码" in head for head in heads if "I10.x" in head), "on every side the heads of the table"


def test_no_box_lies_on_another(page):
    for sheet in front_page_sheets(long_page(page), measure, PRINTED):
        placed = sorted((t.y, t.x, t.x + measure(t.text, t.size)) for t in sheet.shapes if isinstance(t, Text))
        for (y, _, right), (below, left, _) in pairwise(placed):
            assert y != below or left >= right - 0.01


def test_what_was_changed_is_marked(page):
    altered = {("", "sex", 0): "", ("diagnosis", "code", 0): "", ("procedure", "", 0): ""}
    sheets = front_page_sheets(page, measure, PRINTED, altered)
    told = [text.text for text in texts(sheets)]
    assert f"{MARK}{page.diagnoses[0].code}" in told
    assert f"{MARK}{page.procedures[0].code}" in told
    assert any("◆ 与读入时不同" in text for text in told)
    assert MARK not in words(front_page_sheets(page, measure, PRINTED))


def test_items_of_former_editions_stand_there_when_they_are_filled():
    assert "旧版项目" not in words(front_page_sheets(FrontPage({}), measure, PRINTED))
    told = words(front_page_sheets(FrontPage({"hbsag": "1", "admission_dx_name": "腹痛"}), measure, PRINTED))
    assert "旧版项目" in told
    assert "腹痛" in told


def test_the_same_page_gives_the_same_file(page):
    def pdf():
        return sheets_as_pdf(lambda told: front_page_sheets(page, told, PRINTED), "病案首页", "示例", AT)

    first = pdf()
    assert first.startswith(b"%PDF")
    assert first == pdf()
