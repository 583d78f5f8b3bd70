"""What stands around the pages of a file: archives, files that belong together, pages on disk, sheets, forms."""

import zipfile
from dataclasses import replace

import pytest
from openpyxl import Workbook

import coding.exchange.spool
from coding.base.errors import UnusableInputError
from coding.base.sheets import read_workbook
from coding.exchange import spool as spool_module
from coding.exchange.cases import codes, compact_reader, decimal, whole
from coding.exchange.forms import forms
from coding.exchange.link import linked
from coding.exchange.read import open_source, open_sources, read_file, read_files
from coding.exchange.spool import Pages, PageSpool, SpoolPart
from coding.exchange.write import write_layout, write_pages
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from tests.exchange.make_files import FOLDER, PAGES


@pytest.fixture
def file(tmp_path):
    def write(text, name="a.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


class TestArchives:
    def archive(self, tmp_path, **files):
        with zipfile.ZipFile(tmp_path / "季度.zip", "w") as archive:
            for name, data in files.items():
                archive.writestr(name.replace("_", "."), data)
        return tmp_path / "季度.zip"

    def test_of_files_that_are_all_refused_the_first_says_why(self, tmp_path):
        path = self.archive(tmp_path, a_csv="x,y\n1,2\n", b_json="[]")
        with pytest.raises(UnusableInputError, match=r"季度.zip/a.csv.*表头"):
            open_sources(path)

    def test_one_file_bears_the_name_of_the_archive(self, tmp_path):
        path = self.archive(tmp_path, a_csv="BAH,XM,JBDM\n1,a,K80\n")
        assert [reading.file for reading in read_files(path)] == ["季度.zip"]
        assert open_source(path).origin.file == "季度.zip"

    def test_what_was_left_out_is_told_once(self, tmp_path):
        good = "BAH,XM,JBDM\n1,a,K80\n"
        first, second = read_files(self.archive(tmp_path, a_csv=good, b_csv=good, c_csv="x\n", d_doc="x"))
        assert len(first.notes) == 2
        assert second.notes == ()


class TestFilesThatBelongTogether:
    def pages(self, file, *rows, name="首页.csv"):
        return read_file(file("BAH,XM,JBDM,ZYCS,RYSJ\n" + "".join(f"{row}\n" for row in rows), name))

    def sheet(self, file, text, name="流程.csv"):
        return read_file(file(text, name))

    def times(self, readings):
        return [page.text("wf_admission_record_time") for page in readings[0].pages]

    HEAD = "病案号,住院次数,入院记录完成时间\n"

    def test_zeros_that_a_spreadsheet_has_eaten_do_not_part_them(self, file):
        pages = self.pages(file, "00012,甲,K80,1,2024-03-01", "13,乙,K80,1,2024-03-01", "000,丙,K80,1,2024-03-01")
        sheet = self.sheet(file, self.HEAD + "12,1,a\n000,1,c\n99,1,d\n")
        joined = linked([pages, sheet])
        assert self.times(joined) == ["a", "", "c"]
        assert any("2 份首页找到了流程或明细，1 份没有找到首页" in note for note in joined[0].notes)

    def test_the_count_of_the_stay_decides_where_the_sheet_has_one(self, file):
        pages = self.pages(file, "1,甲,K80,1,2024-03-01", "1,甲,K80,2,2024-05-01")
        assert self.times(linked([pages, self.sheet(file, self.HEAD + "1,2,b\n1,1,a\n")])) == ["a", "b"]
        assert self.times(linked([pages, self.sheet(file, "病案号,入院记录完成时间\n1,a\n")])) == ["a", "a"]

    def test_the_first_time_of_a_stay_stands(self, file):
        pages = self.pages(file, "1,甲,K80,1,2024-03-01")
        assert self.times(linked([pages, self.sheet(file, self.HEAD + "1,1,\n1,1,a\n1,1,b\n")])) == ["a"]

    def test_files_that_have_no_page_among_them_stay_as_they_are(self, file):
        pages, sheet = self.pages(file, "1,甲,K80,1,2024-03-01"), self.sheet(file, self.HEAD + "1,1,a\n")
        assert linked([sheet]) == [sheet]
        assert linked([pages]) == [pages]

    def test_pages_of_the_store_come_back_where_something_was_added(self, file):
        pages = self.pages(file, "1,甲,K80,1,2024-03-01", "2,乙,K80,1,2024-03-01")
        [known] = linked([self.sheet(file, self.HEAD + "1,1,a\n")], pages.pages)
        assert (known.file, known.layout, known.encoding) == ("已有病案", "n041", "utf-8")
        assert [page.case_no for page in known.pages] == ["1"]

    def test_a_list_belongs_to_the_stay_of_the_same_day(self, file):
        lists = read_file(FOLDER / "setl4101.json")
        [claim] = [lists.pages[0]]
        day = claim.date("admission_datetime").isoformat()
        pages = self.pages(file, f"{claim.case_no},甲,K80,1,{day}", f"{claim.case_no},甲,K80,2,2020-01-01")
        only = replace(lists, pages=(replace(claim, values={**claim.values, "setl_bill_no": "77"}),))
        [joined] = linked([pages, only])
        assert [page.text("setl_bill_no") for page in joined.pages] == ["77", ""]
        assert joined.pages[0].text("patient_name") == "甲"
        assert any("1 份结算清单已关联到首页，0 份没有找到首页" in note for note in joined.notes)


class TestPagesOnDisk:
    PAGES = tuple(
        FrontPage(
            {"case_no": str(n)},
            (Diagnosis("K80", "石", "1"),) * (n % 3),
            (Procedure("51.23"),) * (n % 2),
            (IntensiveCare("1", total_duration="1/0/0"),) * (n % 2),
            frozenset({"case_no"} if n < 3 else {"case_no", "sex"}),
            {"本院列": str(n)},
        )
        for n in range(6)
    )

    @pytest.fixture(params=["place by place", "with one place of reading"])
    def spool(self, request, monkeypatch):
        if request.param != "place by place":  # as on Windows
            monkeypatch.setattr(spool_module, "_READS_APART", False)
        spool = PageSpool()
        for page in self.PAGES:
            spool.append(page)
        return spool

    def test_they_are_read_as_they_were_written(self, spool):
        assert tuple(spool) == self.PAGES
        assert len(spool) == 6
        assert (spool[0], spool[5], spool[-1], spool[-6]) == (*self.PAGES[::5], self.PAGES[5], self.PAGES[0])
        assert spool[1:4] == self.PAGES[1:4]
        assert spool[::-2] == self.PAGES[::-2]
        for beyond in (6, -7):
            with pytest.raises(IndexError):
                spool[beyond]

    def test_a_page_may_be_added_after_reading(self, spool):
        assert spool[2] == self.PAGES[2]
        spool.append(self.PAGES[0])
        assert (spool[6], spool[-1], len(spool)) == (self.PAGES[0], self.PAGES[0], 7)

    def test_several_files_are_one_sequence(self, spool):
        pages = Pages([self.PAGES[:2], (), spool])
        whole = (*self.PAGES[:2], *self.PAGES)
        assert (len(pages), tuple(pages)) == (8, whole)
        assert [pages[n] for n in range(-8, 8)] == [whole[n] for n in range(-8, 8)]
        assert pages[1:3] == whole[1:3]
        for beyond in (8, -9):
            with pytest.raises(IndexError):
                pages[beyond]
        assert (len(Pages([])), tuple(Pages([()]))) == (0, ())

    def test_a_few_pages_stay_in_memory(self, file, monkeypatch):
        monkeypatch.setattr(coding.exchange.spool, "IN_MEMORY", 2)
        rows = [f"{n},甲,K80\n" for n in range(3)]
        assert isinstance(read_file(file("BAH,XM,JBDM\n" + "".join(rows[:2]))).pages, tuple)
        assert isinstance(read_file(file("BAH,XM,JBDM\n" + "".join(rows))).pages, SpoolPart)


class TestCompactCases:
    @pytest.mark.parametrize(
        ("cell", "number"),
        [
            ("3", 3),
            (" 3 ", 3),
            ("3.0", 3),
            ("3.", 3),
            ("3.5", None),
            ("-3", None),
            ("", None),
            ("1" * 9, 111111111),
            ("1" * 10, None),
        ],
    )
    def test_whole_numbers(self, cell, number):
        assert whole(cell) == number

    @pytest.mark.parametrize(
        ("cell", "number"),
        [("3", 3.0), (" 3.25 ", 3.25), (".5", 0.5), ("3.", 3.0), ("a", None), ("", None), ("-1", None)],
    )
    def test_numbers(self, cell, number):
        assert decimal(cell) == number

    @pytest.mark.parametrize(
        ("cell", "found"),
        [("K80|I10", ("K80", "I10")), ("|I10||E11|", ("", "I10", "E11")), ("", ()), ("  ", ()), ("K80|", ("K80",))],
    )
    def test_lists_of_codes(self, cell, found):
        assert codes(cell) == found

    def test_columns_that_a_file_lacks_are_missing(self, file):
        source = open_source(file("case_id,sex,dx\nc1,男,K80\nc2,2.0,I10\nc3,x,\n"))
        cases = [compact_reader(source.match)(record.cells)[1] for record in source.records()]
        assert [case.sex for case in cases] == [1, 2, None]
        assert (cases[0].age, cases[0].dept, cases[0].px, cases[0].icu_hours) == (None, "", (), None)


class TestWorkbooks:
    def book(self, path, *rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
        return path

    def test_titles_labels_and_empty_rows_of_a_sheet(self, tmp_path):
        path = self.book(
            tmp_path / "a.xlsx",
            ["某医院"],
            ["BAH", "XM", "XB", "JBDM"],
            ["病案号", "姓名", "性别", "主要诊断编码"],
            ["1", "甲", "1", "K80"],
            [],
            ["2", "乙"],
        )
        reading = read_file(path)
        assert [(page.case_no, page.origin.row) for page in reading.pages] == [("1", 1), ("2", 3)]
        assert reading.encoding == "xlsx"
        write_pages(tmp_path / "b.xlsx", reading.pages, reading)
        [sheet] = read_workbook(tmp_path / "b.xlsx")
        assert [row[0] for row in sheet.rows] == ["某医院", "BAH", "病案号", "1", "2"]

    def test_rows_are_counted(self, tmp_path):
        path = self.book(tmp_path / "a.xlsx", ["BAH", "XM", "JBDM"], ["1", "甲", "K80"], ["2", "乙", "K80"])
        assert open_source(path).rows_estimated() == 2

    def test_a_book_without_a_known_header_is_refused_in_a_sentence(self, tmp_path):
        with pytest.raises(UnusableInputError, match="各工作表里没有认识的表头"):
            read_file(self.book(tmp_path / "a.xlsx", ["天气", "温度"], ["晴", "3"]))


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.title)
def test_a_form_without_an_encoding_of_its_own_is_written_as_hospitals_write(form, tmp_path):
    pages = read_file(FOLDER / "n041_utf8.csv").pages
    write_layout(tmp_path / f"a{form.suffix}", pages, form.layout, form.encoding)
    reading = read_file(tmp_path / f"a{form.suffix}")
    assert (reading.layout, len(reading.pages)) == (form.layout, PAGES)
    if form.suffix == ".csv":
        assert reading.encoding == form.encoding


def test_a_path_that_can_be_none_is_told_in_a_sentence():
    with pytest.raises(UnusableInputError, match="请检查路径和文件名"):
        read_file("a\0b.csv")
