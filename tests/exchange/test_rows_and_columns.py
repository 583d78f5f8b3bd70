"""Text tables: quotation marks, spare and missing cells, columns that stand twice, labels, and what notes say."""

import csv
from dataclasses import replace

import pytest

from coding.base.errors import UnknownLayoutError, UnusableInputError
from coding.exchange.read import open_source, read_file
from coding.exchange.write import write_layout, write_pages
from coding.page.edits import insert_row, remove_row, set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure

HEAD = "BAH,XM,XB,JBDM,ZYZD\r\n"


@pytest.fixture
def read(tmp_path):
    def write(text, encoding="gb18030"):
        path = tmp_path / "a.csv"
        path.write_bytes(text.encode(encoding))
        return read_file(path)

    return write


@pytest.fixture
def back(tmp_path):
    """What is written of pages, as text, after the notes."""

    def write(pages, reading):
        notes = write_pages(tmp_path / "b.csv", pages, reading)
        return notes, (tmp_path / "b.csv").read_bytes().decode(reading.encoding)

    return write


class TestQuotationMarks:
    @pytest.mark.parametrize(
        ("cell", "name"),
        [
            ('"a,b"', "a,b"),
            ('"a""b"', 'a"b'),
            ('""', ""),
            ('"一\n二\n三"', "一\n二\n三"),
            ('"一\r二"', "一\r二"),
            ('"一\r\n二"', "一\r\n二"),
            ('5"', '5"'),
            ('5"钉, 2"', None),
        ],
    )
    def test_a_cell_with_marks(self, read, cell, name):
        reading = read(f"{HEAD}1,甲,1,K80,{cell}\r\n2,乙,2,I10,压\r\n")
        if name is None:
            assert [(r.row, "列" in r.reason) for r in reading.rejects] == [(1, True)]
        else:
            assert reading.pages[0].principal.name == name
        assert reading.pages[-1].case_no == "2"

    def test_a_mark_that_opens_and_never_closes_costs_its_row(self, read):
        reading = read(f'{HEAD}1,甲,1,K80,"石\r\n2,乙,2,I10,压\r\n3,丙,2,I10,"压"\r\n')
        assert [(page.case_no, page.origin.row) for page in reading.pages] == [("2", 2), ("3", 3)]
        assert [(r.row, "引号不成对" in r.reason) for r in reading.rejects] == [(1, True)]

    def test_a_mark_at_the_begin_of_a_row_that_never_closes_costs_its_row(self, read):
        reading = read(f'{HEAD}"1,甲,1,K80,石\r\n2,乙,2,I10,压\r\n')
        assert [page.case_no for page in reading.pages] == ["2"]
        assert "引号不成对" in reading.rejects[0].reason

    def test_a_quoted_row_with_a_cell_too_many_is_counted(self, read):
        reading = read(f'{HEAD}1,"甲",1,K80,石,x,y\r\n2,乙,2,I10,压\r\n')
        assert [page.case_no for page in reading.pages] == ["2"]
        assert "该行有 7 列，表头有 5 列" in reading.rejects[0].reason

    def test_a_cell_of_more_lines_than_a_record_may_have_is_damage(self, read):
        many = "\r\n".join("x" for _ in range(101))
        reading = read(f'{HEAD}1,甲,1,K80,"{many}"\r\n2,乙,2,I10,压\r\n')
        assert [page.case_no for page in reading.pages] == ["2"]
        assert reading.rejects[0].row == 1

    def test_a_quoted_cell_of_a_book_is_damage_and_costs_its_row(self, read):
        reading = read(f'{HEAD}1,甲,1,K80,"{"x" * 200_000}"\r\n2,乙,2,I10,压\r\n')
        assert [page.case_no for page in reading.pages] == ["2"]
        assert [r.row for r in reading.rejects] == [1]

    def test_a_cell_of_many_lines_is_one_cell(self, read):
        many = "\r\n".join("x" for _ in range(100))
        reading = read(f'{HEAD}1,甲,1,K80,"{many}"\r\n2,乙,2,I10,压\r\n')
        assert reading.pages[0].principal.name == many
        assert len(reading.pages) == 2


class TestCells:
    def test_spare_delimiters_at_the_end_of_a_row_are_nothing(self, read):
        reading = read(f"{HEAD}1,甲,1,K80,石,,  ,\r\n2,乙,2,I10,压\r\n")
        assert [page.case_no for page in reading.pages] == ["1", "2"]

    def test_rows_are_estimated_by_size(self, tmp_path):
        (tmp_path / "a.csv").write_text(HEAD + "1,a,1,K80,b\r\n" * 99, encoding="utf-8", newline="")
        assert open_source(tmp_path / "a.csv").rows_estimated() == 100
        (tmp_path / "b.csv").write_text("BAH,XM,JBDM", encoding="utf-8")
        assert open_source(tmp_path / "b.csv").rows_estimated() == 0

    def test_progress_is_told_often_enough_to_be_stopped_between_two_looks(self, tmp_path):
        (tmp_path / "a.csv").write_text(HEAD + "1,a,1,K80,b\r\n" * 120, encoding="utf-8", newline="")
        told = []
        read_file(tmp_path / "a.csv", lambda rows, of: told.append((rows, of)))
        assert [rows for rows, _ in told] == [20, 40, 60, 80, 100, 120]
        assert all(of == 121 for _, of in told)

    def test_a_header_below_titles_is_found_and_the_titles_go_back(self, read, back):
        text = "某医院\r\n出院首页,,,,\r\n" + HEAD + "1,甲,1,K80,石\r\n"
        reading = read(text)
        assert back(reading.pages, reading) == ((), text)

    def test_a_header_further_down_than_anyone_writes_one_is_not_looked_for(self, read):
        assert read("x\r\n" * 11 + HEAD + "1,甲,1,K80,石\r\n").pages
        with pytest.raises(UnknownLayoutError, match="前 12 行"):
            read("x\r\n" * 12 + HEAD + "1,甲,1,K80,石\r\n")

    def test_labels_under_the_header_go_back_and_are_no_page(self, read, back):
        text = HEAD + "病案号,姓名,性别,主要诊断编码,主要诊断\r\n1,甲,1,K80,石\r\n"
        reading = read(text)
        assert [(page.case_no, page.origin.row) for page in reading.pages] == [("1", 1)]
        assert back(reading.pages, reading) == ((), text)

    def test_labels_go_when_a_column_is_added(self, read, back):
        reading = read(HEAD + "病案号,姓名,性别,主要诊断编码,主要诊断\r\n1,甲,1,K80,石\r\n")
        page = reading.pages[0]
        page = page.apply(set_field(page, "fee_total", "9.50"))
        _, text = back([page], reading)
        assert text == "BAH,XM,XB,JBDM,ZYZD,ZFY\r\n1,甲,1,K80,石,9.50\r\n"


class TestColumns:
    def test_unknown_columns_of_one_name_or_of_none_are_kept_apart(self, read, back):
        text = "BAH,XM,JBDM,备注,备注,,\r\n1,甲,K80,a,b,c,d\r\n"
        reading = read(text)
        assert list(reading.pages[0].extra.values()) == ["a", "b", "c", "d"]
        assert list(reading.pages[0].extra) == ["备注", "备注#5", "#6", "#7"]  # the place as people count columns
        assert back(reading.pages, reading) == ((), text)

    def test_the_second_of_two_equal_columns_follows_the_first(self, read, back):
        reading = read("BAH,XM,JBDM,XM\r\n1,甲,K80,甲\r\n2,乙,I10,\r\n")
        assert any("重复出现，以第一列为准" in note and "XM" in note for note in reading.notes)
        pages = [page.apply(set_field(page, "patient_name", "丙")) for page in reading.pages]
        _, text = back(pages, reading)
        assert text == "BAH,XM,JBDM,XM\r\n1,丙,K80,丙\r\n2,丙,I10,\r\n"

    def test_the_standard_name_wins_over_an_older_one(self, read):
        reading = read("BAH,XM,JBDM,BZYZS_NL,BZYZSNL\r\n1,甲,K80,7,3\r\n")
        assert reading.pages[0].text("age_days") == "3"
        assert reading.pages[0].extra["BZYZS_NL"] == "7"

    def test_unknown_columns_are_named_ten_at_most(self, read):
        names = [f"Z{n}" for n in range(12)]
        reading = read("BAH,XM,JBDM," + ",".join(names) + "\r\n1,甲,K80" + ",x" * 12 + "\r\n")
        assert reading.notes == (f"有不认识的列，原样保留、不作判断：{'、'.join(names[:10])} 等 12 列。",)

    def test_a_row_is_refused_for_what_it_is(self, read):
        reading = read(HEAD + ",,1,K80,石\r\n1,甲,1,K80,石\r\n")
        assert [(r.row, r.case_no, r.column) for r in reading.rejects] == [(1, "", "BAH")]
        assert dict(reading.rejects[0].raw) == {"BAH": "", "XM": "", "XB": "1", "JBDM": "K80", "ZYZD": "石"}

    @pytest.mark.parametrize("cells", ["1,,", ",甲,"])
    def test_record_number_or_name_is_enough(self, read, cells):
        assert len(read(HEAD + cells + "1,K80,石\r\n").pages) == 1

    def test_cells_beyond_the_header_are_kept_with_a_reject(self, read):
        [reject] = read(HEAD + "9,甲,1,K80,石,x,y\r\n").rejects
        assert (reject.case_no, reject.raw["#6"], reject.raw["#7"]) == ("9", "x", "y")


class TestGrowing:
    def test_a_field_without_a_column_is_added_at_the_end(self, read, back):
        reading = read(HEAD + "1,甲,1,K80,石\r\n2,乙,2,I10,压\r\n")
        page = reading.pages[0]
        _, text = back([page.apply(set_field(page, "fee_total", "9.50")), reading.pages[1]], reading)
        assert text == "BAH,XM,XB,JBDM,ZYZD,ZFY\r\n1,甲,1,K80,石,9.50\r\n2,乙,2,I10,压,\r\n"

    def test_a_row_more_gets_the_columns_that_the_file_has_for_others(self, read, back):
        reading = read("BAH,XM,JBDM,ZYZD,JBDM1,QTZD1,XB\r\n1,甲,K80,石,I10,压,1\r\n")
        page = reading.pages[0]
        _, text = back([page.apply(insert_row(page, "diagnosis", Diagnosis("E11"), 2))], reading)
        assert text.split("\r\n")[0].split(",")[:6] == ["BAH", "XM", "JBDM", "ZYZD", "JBDM1", "QTZD1"]
        row = dict(zip(*csv.reader(text.splitlines()), strict=True))
        assert (row["JBDM2"], row["QTZD2"], row["XB"]) == ("E11", "", "1")
        assert "RYBQ2" not in row  # the file has no condition on admission for any row

    def test_what_only_the_new_row_fills_gets_its_column(self, read, back):
        reading = read("BAH,XM,JBDM,JBDM1\r\n1,甲,K80,I10\r\n")
        page = reading.pages[0]
        _, text = back([page.apply(insert_row(page, "diagnosis", Diagnosis("E11", "", "1"), 2))], reading)
        row = dict(zip(*csv.reader(text.splitlines()), strict=True))
        assert (row["JBDM2"], row["RYBQ2"]) == ("E11", "1")
        assert "QTZD2" not in row

    def test_a_double_stays_a_double_when_columns_come_between(self, read, back):
        reading = read("BAH,XM,JBDM,JBDM1,XM\r\n1,甲,K80,I10,甲\r\n")
        page = reading.pages[0]
        page = page.apply(insert_row(page, "diagnosis", Diagnosis("E11"), 2))
        page = page.apply(set_field(page, "patient_name", "丙"))
        _, text = back([page], reading)
        assert text == "BAH,XM,JBDM,JBDM1,JBDM2,XM\r\n1,丙,K80,I10,E11,丙\r\n"

    def test_columns_of_one_name_or_of_none_keep_their_cells_when_columns_come_between(self, read, back):
        reading = read("BAH,XM,JBDM,JBDM1,备注,备注,\r\n1,甲,K80,I10,a,b,c\r\n2,乙,K80,I10,d,e,f\r\n")
        page = reading.pages[0]
        page = page.apply(insert_row(page, "diagnosis", Diagnosis("E11"), 2))
        _, text = back([page, reading.pages[1]], reading)
        head = "BAH,XM,JBDM,JBDM1,JBDM2,备注,备注,\r\n"
        assert text == head + "1,甲,K80,I10,E11,a,b,c\r\n2,乙,K80,I10,,d,e,f\r\n"

    def test_a_removed_row_leaves_its_cells_empty(self, read, back):
        reading = read("BAH,XM,JBDM,JBDM1\r\n1,甲,K80,I10\r\n")
        page = reading.pages[0]
        _, text = back([page.apply(remove_row(page, "diagnosis", 1))], reading)
        assert text == "BAH,XM,JBDM,JBDM1\r\n1,甲,K80,\r\n"

    def test_a_field_that_the_family_has_no_column_for_is_told(self, read, back):
        reading = read(HEAD + "1,甲,1,K80,石\r\n")
        page = reading.pages[0]
        notes, text = back([page.apply(set_field(page, "setl_bill_no", "7"))], reading)
        assert "未写出" in notes[0]
        assert "7" not in text

    def test_rows_that_a_file_has_no_place_for_are_told(self, read, back):
        reading = read("case_id,sex,dx\r\n1,1,K80.0\r\n", "utf-8")
        page = reading.pages[0]
        page = page.apply(insert_row(page, "procedure", Procedure("51.23"), 0))
        page = page.apply(insert_row(page, "diagnosis", Diagnosis("I10", "高血压"), 1))
        notes, text = back([page], reading)
        assert text == "case_id,sex,dx\r\n1,1,K80.0|I10\r\n"
        assert notes == ("该布局没有这些栏目的列，未写出：手术及操作编码、出院其他诊断名称。",)

    def test_a_duration_that_is_none_leaves_the_hours_empty(self, read, back):
        reading = read("case_id,sex,dx,icu_hours\r\n1,1,K80.0,24\r\n", "utf-8")
        page = reading.pages[0]
        _, text = back([page.apply(set_field(page, "icu_total_duration", "不详"))], reading)
        assert text == "case_id,sex,dx,icu_hours\r\n1,1,K80.0,\r\n"

    def test_a_file_whose_columns_are_not_known_any_more_is_not_written(self, read, back):
        reading = read(HEAD + "1,甲,1,K80,石\r\n")
        with pytest.raises(UnusableInputError, match=r"不知道“a\.csv”的列名"):
            back(reading.pages, replace(reading, columns=("x", "y", "z")))

    def test_a_workbook_is_not_written_as_text(self, tmp_path):
        page = FrontPage({"case_no": "1", "patient_name": "甲"}, (Diagnosis("K80"),))
        write_layout(tmp_path / "a.xlsx", [page], "n041")
        reading = read_file(tmp_path / "a.xlsx")
        with pytest.raises(UnusableInputError, match="xlsx"):
            write_pages(tmp_path / "a.txt", reading.pages, reading)


class TestHours:
    TEXT = "BAH,XM,JBDM,RYSJ,RYSJS\r\n1,甲,K80,{},{}\r\n"

    @pytest.mark.parametrize(
        ("day", "hour", "edit", "written"),
        [
            ("2024-03-01", "8", ("admission_datetime", "2024-03-02 09时"), "2024-03-02,9"),
            ("2024-03-01", "08", ("admission_datetime", "2024-03-02 08时"), "2024-03-02,08"),
            ("2024-03-01", "8", ("admission_hour", "11"), "2024-03-01,11"),
            ("2024-03-01", "8", ("admission_hour", "不详"), "2024-03-01,不详"),
            ("2024-03-01", "", ("admission_datetime", "2024-03-02 09:30:00"), "2024-03-02 09:30:00,"),
            ("2024-03-01 10:05", "9", ("sex", ""), "2024-03-01 10:05,9"),
            ("2024-03-01 00:00:00", "9", ("admission_datetime", "2024-03-01 10时"), "2024-03-01 00:00:00,10"),
        ],
    )
    def test_the_halves_of_a_time_after_an_edit(self, read, back, day, hour, edit, written):
        reading = read(self.TEXT.format(day, hour))
        page = reading.pages[0]
        _, text = back([page.apply(set_field(page, *edit))], reading)
        assert text == self.TEXT.replace("{},{}", written)

    def test_a_new_file_fills_the_hour_from_the_time(self, tmp_path):
        page = FrontPage({"case_no": "1", "patient_name": "甲", "admission_datetime": "2024-03-01 08:30:00"})
        write_layout(tmp_path / "a.csv", [page], "n041", "utf-8")
        with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
            [row] = csv.DictReader(file)
        assert (row["RYSJ"], row["RYSJS"], row["CYSJS"]) == ("2024-03-01 08:30:00", "8", "")


class TestTheCompactFile:
    HEAD = "case_id,sex,dx,px,icu_hours\r\n"

    def test_lists_and_hours_go_back_as_they_came_and_as_they_are_after_an_edit(self, read, back):
        text = self.HEAD + "1,1, K80.0 |I10|,51.23|,29.50\r\n2,2,K80.0,,\r\n"
        reading = read(text, "utf-8")
        assert [d.code for d in reading.pages[0].diagnoses] == ["K80.0", "I10"]
        assert back(reading.pages, reading) == ((), text)
        first, second = reading.pages
        first = first.apply(set_field(first, "principal_dx_code", "K80.1"))
        first = first.apply(set_field(first, "icu_total_duration", "2/1/15"))
        second = second.apply(insert_row(second, "intensive_care", IntensiveCare(total_duration="1/0/0"), 0))
        second = second.apply(insert_row(second, "procedure", Procedure("51.23"), 0))
        _, after = back([first, second], reading)
        assert after == self.HEAD + "1,1,K80.1|I10,51.23|,49.25\r\n2,2,K80.0,51.23,24\r\n"

    def test_a_first_code_that_is_missing_stays_missing(self, read, back):
        text = self.HEAD + "1,1,|I10,,\r\n"
        reading = read(text, "utf-8")
        assert [d.code for d in reading.pages[0].diagnoses] == ["", "I10"]
        assert back(reading.pages, reading) == ((), text)
