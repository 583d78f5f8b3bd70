"""A slip as a workbook and as a document: a sheet a doctor, locked but for the answers, ready to be printed."""

import re
import stat
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from coding.reports.slip_book import sheet_names, write_slip_books
from coding.reports.slip_document import write_slip_documents
from coding.review.slip_file_words import HIDDEN_SHEET
from tests.exchange.slip_rows import make_slip, sheets_of

SLIP = replace(make_slip(), due=date(2026, 11, 6))
MADE = datetime(2026, 11, 2, 9)


@pytest.fixture
def book(tmp_path):
    (path,) = write_slip_books(tmp_path, [SLIP], None, MADE)
    return path


@pytest.fixture
def opened(book):
    return load_workbook(book)


def test_a_file_a_ward_a_sheet_a_doctor_and_hidden_keys(book, opened):
    assert book.name == "反馈单_心内科_2026-10.xlsx"
    assert opened.sheetnames == ["张医师", "李医师", HIDDEN_SHEET]
    assert opened[HIDDEN_SHEET].sheet_state == "veryHidden"
    assert stat.S_IMODE(book.stat().st_mode) == 0o600


def test_the_columns_of_the_month_stand_there_in_order(opened):
    head = [cell.value for cell in opened["张医师"][4]]
    assert head[:-1] == [
        "单号", "行", "病案号", "住院次数", "出院日期", "栏目", "现值", "问题", "依据", "请核对", "答复", "新值",
        "理由",
    ]  # fmt: skip
    hidden = opened["张医师"].column_dimensions["N"]
    assert hidden.hidden
    assert "姓名" not in head


def test_only_answer_value_and_reason_can_be_written(opened):
    sheet = opened["张医师"]
    assert sheet.protection.sheet
    free = {
        sheet.cell(4, cell.column).value
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if not cell.protection.locked
    }
    assert free == {"答复", "新值", "理由"}
    assert opened[HIDDEN_SHEET].protection.sheet


def test_answers_are_chosen_from_a_list_on_every_line(opened):
    sheet = opened["李医师"]
    (choice,) = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert choice.formula1 == '"已改为,原值正确,已补记"'
    assert str(choice.sqref) == "K5:K7"


def test_it_prints_on_a_side_with_head_ward_and_due_day(opened):
    sheet = opened["张医师"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.print_title_rows == "$4:$4"
    assert "心内科" in sheet.oddHeader.left.text
    assert "2026-11-06" in sheet.oddHeader.right.text
    assert "请于 2026-11-06 前答复" in sheet["A2"].value


def test_formulas_in_texts_are_words(book, tmp_path):
    lines = tuple(replace(line, shown="=HYPERLINK(1)", doctor="=1+1") for line in SLIP.lines)
    (path,) = write_slip_books(tmp_path / "b", [replace(SLIP, lines=lines)])
    rows = sheets_of(path)["=1+1"]
    assert rows[4][6] == "'=HYPERLINK(1)"
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets" in name)


@pytest.mark.parametrize(
    "doctors",
    [
        ("a/b", "a_b", "A_B"),
        ("很长的名字" * 12, "很长的名字" * 13),
        ("'History'", "history", ""),
        ("🩺" * 31, "🩺" * 32),
        (HIDDEN_SHEET, "[]:*?/\\", "  "),
    ],
)
def test_names_of_sheets_are_safe_and_no_two_alike(doctors):
    names = sheet_names(doctors)
    assert set(names) == set(doctors)
    assert len({name.casefold() for name in names.values()}) == len(doctors)
    for name in names.values():
        assert name
        assert len(name.encode("utf-16-le")) <= 62
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name.casefold() not in ("history", HIDDEN_SHEET)
        assert name[0] != "'" != name[-1]


def test_odd_doctors_and_wards_are_written_and_read(tmp_path):
    doctors = ("a/b", "a_b", "很长的名字" * 12, "=1+1", "'")
    slips = [replace(make_slip(5, doctors=doctors), ward=ward) for ward in ("内/科", "内:科", "CON", "." * 300)]
    paths = write_slip_books(tmp_path, slips)
    assert len({path.name for path in paths}) == 4
    assert all(len(sheets_of(path)) == 6 for path in paths)
    assert all(len(path.name.encode()) < 255 for path in paths)


def test_names_stand_there_where_they_are_handed_in(tmp_path):
    line = SLIP.lines[0]
    names = {f"{line.case_no}|{line.times}|{line.discharged}": "王小明"}
    (path,) = write_slip_books(tmp_path, [SLIP], names)
    rows = sheets_of(path)["张医师"]
    assert rows[3][3] == "姓名"
    assert rows[4][3] == "王小明"


def test_the_document_has_a_page_a_doctor_and_repeats_its_head(tmp_path):
    from docx import Document

    (path,) = write_slip_documents(tmp_path, [SLIP], None, MADE)
    assert path.name == "反馈单_心内科_2026-10.docx"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    book = Document(path)
    assert len(book.tables) == 2
    assert [len(one.rows) for one in book.tables] == [4, 4]
    assert "w:tblHeader" in book.tables[0].rows[0]._tr.xml
    assert "w:cantSplit" in book.tables[0].rows[1]._tr.xml
    told = "\n".join(paragraph.text for paragraph in book.paragraphs)
    assert "张医师" in told
    assert "请于 2026-11-06 前答复" in told
    assert "医师签名" in told
    assert "□ 原值正确" in book.tables[0].rows[1].cells[6].text
    section = book.sections[0]
    assert section.page_width > section.page_height
    assert "心内科" in section.header.paragraphs[0].text


def test_the_files_name_no_author(tmp_path, book):
    (path,) = write_slip_documents(tmp_path, [SLIP], None, MADE)
    for file in (path, book):
        with zipfile.ZipFile(file) as archive:
            core = archive.read("docProps/core.xml").decode()
        assert "python-docx" not in core
        assert re.search(r"<dc:creator>\s*</dc:creator>|<dc:creator/>", core) or "creator" not in core


def test_the_same_slip_gives_the_same_workbook(tmp_path, book):
    (again,) = write_slip_books(tmp_path / "b", [SLIP], None, MADE)
    assert again.read_bytes() == book.read_bytes()
