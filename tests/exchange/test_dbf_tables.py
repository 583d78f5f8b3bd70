"""dBase and FoxPro tables: types of fields, deletion marks, files that were cut, names of ten bytes."""

import struct
from datetime import date

import pytest

from coding.base.errors import UnusableInputError
from coding.exchange.dbf import fields_of, is_dbf
from coding.exchange.peek import peek
from coding.exchange.read import open_source, read_file
from coding.exchange.write import write_layout, write_pages
from coding.page.edits import insert_row, set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from tests.exchange.dbf_bytes import FIRST, HEAD, table

SECOND = (b"00000008", "乙".encode("gbk"), b"I10.x00")


@pytest.fixture
def file(tmp_path):
    def write(data, name="三月.dbf"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def only_page(path):
    (page,) = read_file(path).pages
    return page


@pytest.mark.parametrize(
    ("field", "cell", "key", "text"),
    [
        (("CYSJ", "D", 8), b"20240309", "discharge_datetime", "2024-03-09"),
        (("CYSJ", "D", 8), b"", "discharge_datetime", ""),
        (("CYSJ", "D", 8), b"2024030 ", "discharge_datetime", "2024030"),
        (("CYSJ", "T", 8), struct.pack("<ii", 2460379, 36_915_000), "discharge_datetime", "2024-03-09 10:15:15"),
        (("CYSJ", "T", 8), struct.pack("<ii", 2460379, 0), "discharge_datetime", "2024-03-09 00:00:00"),
        (("CYSJ", "T", 8), struct.pack("<ii", 2460379, 86_399_000), "discharge_datetime", "2024-03-09 23:59:59"),
        (("CYSJ", "T", 8), struct.pack("<ii", 2460379, 86_400_000), "discharge_datetime", ""),
        (("CYSJ", "T", 8), struct.pack("<ii", 2460379, -1), "discharge_datetime", ""),
        (("CYSJ", "T", 8), struct.pack("<ii", 1721426, 0), "discharge_datetime", "0001-01-01 00:00:00"),
        (("CYSJ", "T", 8), struct.pack("<ii", 1721425, 0), "discharge_datetime", ""),
        (("CYSJ", "T", 8), bytes(8), "discharge_datetime", ""),
        (("CYSJ", "T", 14), b"20240309101500", "discharge_datetime", "20240309101500"),
        (("NL", "I", 4), struct.pack("<i", 54), "age_years", "54"),
        (("NL", "I", 4), struct.pack("<i", -1), "age_years", "-1"),
        (("NL", "N", 6), b"    54", "age_years", "54"),
        (("NL", "N", 6), b"******", "age_years", ""),
        (("ZFY", "F", 10, 2), b"   1234.50", "fee_total", "1234.50"),
        (("ZFY", "Y", 8), struct.pack("<q", 12_345_000), "fee_total", "1234.5"),
        (("ZFY", "Y", 8), struct.pack("<q", -5), "fee_total", "-0.0005"),
        (("ZFY", "B", 8, 2), struct.pack("<d", 1234.5), "fee_total", "1234.50"),
        (("ZFY", "B", 8), struct.pack("<d", 1234.25), "fee_total", "1234.25"),
        (("ZFY", "B", 8), struct.pack("<d", float("nan")), "fee_total", ""),
        (("ZFY", "B", 8), struct.pack("<d", 1e300), "fee_total", ""),
        (("GZDWJDZ", "V", 8), b"ab\0\0\0\0\0\x02", "employer", "ab"),
        (("GZDWJDZ", "V", 8), b"abcdefgh", "employer", "abcdefgh"),
        (("SFZZYJH", "L", 1), b"T", "readmit_plan_31d", "1"),
        (("SFZZYJH", "L", 1), b"y", "readmit_plan_31d", "1"),
        (("SFZZYJH", "L", 1), b"N", "readmit_plan_31d", "0"),
        (("SFZZYJH", "L", 1), b"?", "readmit_plan_31d", ""),
        (("GZDWJDZ", "C", 5), "某县x".encode("gbk")[:3], "employer", "某"),
        (("GZDWJDZ", "C", 9), b"ab\x00\x00", "employer", "ab"),
        (("GZDWJDZ", "C", 3), b"ab\xff", "employer", "ab"),
        (("GZDWJDZ", "C", 3), b"ab\x80", "employer", "ab"),
    ],
    ids=ascii,
)
def test_what_a_field_of_each_type_says(file, field, cell, key, text):
    assert only_page(file(table(field, rows=[(*FIRST, cell)]))).text(key) == text


def test_a_text_longer_than_a_byte_can_say_is_read_whole(file):
    address = "某" * 150
    page = only_page(file(table(("GZDWJDZ", "C", 44, 1), rows=[(*FIRST, address.encode("gbk"))])))
    assert page.text("employer") == address
    page = only_page(file(table(("GZDWJDZ", "C", 44, 1), ("XB", "C", 1), rows=[(*FIRST, address.encode("gbk"), b"2")])))
    assert page.text("sex") == "2"


def test_decimals_of_a_number_are_no_width(file):
    page = only_page(file(table(("ZFY", "N", 10, 2), ("XB", "C", 1), rows=[(*FIRST, b"   1234.50", b"2")])))
    assert (page.text("fee_total"), page.text("sex")) == ("1234.50", "2")


def test_hidden_flags_of_foxpro_are_no_column(file):
    reading = read_file(
        file(table(("_NullFlags", "0", 1), ("XB", "C", 1), rows=[(*FIRST, b"\x01", b"2")], version=0x30))
    )
    assert "_NullFlags" not in reading.columns
    assert reading.pages[0].text("sex") == "2"


def test_rows_that_are_marked_as_deleted_are_left_out_and_counted(file):
    gone = b"*" + b"00000009".ljust(28)
    reading = read_file(file(table(rows=[FIRST, gone, SECOND, gone])))
    assert [(page.case_no, page.origin.row) for page in reading.pages] == [("00000007", 1), ("00000008", 2)]
    assert [note for note in reading.notes if "删除" in note] == ["有 2 行带删除标记，没有读取。"]
    assert not any("删除" in note for note in read_file(file(table(rows=[FIRST]))).notes)


def test_a_table_that_promises_more_rows_than_it_has_is_told(file):
    reading = read_file(file(table(rows=[FIRST, SECOND], count=90)))
    assert len(reading.pages) == 2
    assert reading.notes == ("文件头写明 90 行，实际只有 2 行：文件可能不完整，请核对。",)
    assert read_file(file(table(rows=[FIRST, SECOND]))).notes == ()


def test_a_last_row_that_was_cut_is_a_reject(file):
    reading = read_file(file(table(rows=[FIRST, b" 00000008"], end=b"")))
    assert [page.case_no for page in reading.pages] == ["00000007"]
    assert [(reject.row, "不完整" in reject.reason) for reject in reading.rejects] == [(2, True)]


def test_what_stands_after_the_end_mark_is_no_row(file):
    reading = read_file(file(table(rows=[FIRST, b"\x1a" + b"x" * 28], count=2)))
    assert [page.case_no for page in reading.pages] == ["00000007"]
    assert not reading.rejects


def test_nul_inside_a_cell_costs_its_row(file):
    reading = read_file(file(table(rows=[FIRST, (b"00000008", b"a\x00b", b"K80")])))
    assert [page.case_no for page in reading.pages] == ["00000007"]
    assert [(reject.row, "NUL" in reject.reason) for reject in reading.rejects] == [(2, True)]


class TestNamesOfTenBytes:
    def test_a_name_that_was_cut_is_known_where_only_one_column_begins_so(self, tmp_path):
        values = {"case_no": "1", "sex": "1", "newborn_birth_weight_1": "2500", "discharge_way": "4"}
        page = FrontPage(values, (Diagnosis("P07.100"),))
        notes = write_layout(tmp_path / "a.dbf", [page], "compact")
        assert "截断" in notes[0]
        reading = read_file(tmp_path / "a.dbf")
        assert {"birth_weight", "leaving_type"} <= set(reading.columns)
        assert dict(reading.pages[0].values) == values

    def test_two_that_were_cut_to_the_same_are_kept_apart(self, file):
        reading = read_file(file(table(("BENYUANLIE", "C", 2), ("BENYUANLIE", "C", 2), rows=[(*FIRST, b"a", b"b")])))
        assert reading.pages[0].extra["BENYUANLIE"] == "a"
        assert reading.pages[0].extra["BENYUANLIE#5"] == "b"

    def test_long_names_are_cut_and_told_and_the_number_stays(self, tmp_path):
        page = FrontPage(
            {"case_no": "1", "patient_name": "甲"},
            (Diagnosis("K80.000"),),
            extra={"ABCDEFGHIJKL12": "a", "ABCDEFGHIJKL13": "b", "BENYUANLIEJIA": "c", "BENYUANLIEYI": "d"},
        )
        notes = write_layout(tmp_path / "a.dbf", [page], "n041")
        assert notes == ("DBF 的列名最多 10 个字节，较长的列名已截断。",)
        extra = read_file(tmp_path / "a.dbf").pages[0].extra
        assert (extra["ABCDEFGH12"], extra["ABCDEFGH13"], extra["BENYUANLIE"]) == ("a", "b", "c")
        assert "d" in extra.values()

    def test_short_names_are_not_told(self, tmp_path):
        page = FrontPage({"case_no": "1", "patient_name": "甲"}, (Diagnosis("K80.000"),))
        assert write_layout(tmp_path / "a.dbf", [page], "n041") == ()


class TestWhatIsATable:
    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (table(rows=[FIRST]), "a.dbf"),
            (table(rows=[FIRST]), "a.dat"),
            (table(rows=[FIRST], version=0x30), "a.dat"),
            (table(rows=[FIRST], version=0xF5), "a.dat"),
            (table(rows=[FIRST], day=(0, 0, 0)), "a.DBF"),  # no day of writing: the name decides
            (table(rows=[FIRST], day=(24, 12, 31)), "a.dat"),
            (table(rows=[FIRST], day=(24, 1, 1)), "a.dat"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_table_is_known_by_how_it_begins(self, file, data, name):
        assert is_dbf(file(data, name))

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"BAH,XM,JBDM\n1,a,K80\n" * 9, "a.dbf"),
            (b"\x03" * 20, "a.dbf"),
            (table(rows=[FIRST], day=(0, 0, 0)), "a.dat"),
            (table(rows=[FIRST], day=(24, 13, 1)), "a.dat"),
            (table(rows=[FIRST], day=(24, 1, 32)), "a.dat"),
            (table(rows=[FIRST])[:43] + b"\x01" + table(rows=[FIRST])[44:], "a.dbf"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_other_bytes_are_none(self, file, data, name):
        assert not is_dbf(file(data, name))

    @pytest.mark.parametrize(
        "data",
        [
            table(rows=[FIRST])[:70],  # cut within the header
            table(rows=[FIRST])[:10] + b"\x05\x00" + table(rows=[FIRST])[12:],  # fields wider than the record
            table(rows=[FIRST])[:10] + b"\x01\x00" + table(rows=[FIRST])[12:],  # no room for a field
            table(rows=[FIRST])[:8] + b"\x21\x00" + table(rows=[FIRST])[10:],  # no field at all
        ],
        ids=["cut", "too wide", "no room", "no field"],
    )
    def test_a_table_that_is_damaged_is_refused_in_a_sentence(self, file, data):
        with pytest.raises(UnusableInputError, match="不是完好的"):
            open_source(file(data))

    def test_rows_are_counted_by_the_header(self, file):
        assert open_source(file(table(rows=[FIRST, SECOND, FIRST]))).rows_estimated() == 3

    def test_a_table_of_no_family_shows_its_columns_and_rows(self, file):
        data = (
            table(rows=[FIRST, *[SECOND] * 59]).replace(b"JBDM", b"ZHUZ").replace(b"BAH", b"HAO").replace(b"XM", b"MC")
        )
        seen = peek(file(data))
        assert seen.header == ("HAO", "MC", "ZHUZ")
        assert seen.rows[:2] == (("00000007", "甲", "K80.000"), ("00000008", "乙", "I10.x00"))
        assert len(seen.rows) == 50


class TestWritingBack:
    def written(self, path, tmp_path, key, value):
        reading = read_file(path)
        page = reading.pages[0]
        notes = write_pages(tmp_path / "b.dbf", [page.apply(set_field(page, key, value)), *reading.pages[1:]], reading)
        return notes, (tmp_path / "b.dbf").read_bytes()

    def test_an_edited_cell_changes_its_own_bytes_only(self, file, tmp_path):
        before = table(("NL", "N", 4), rows=[(*FIRST, b"  54"), (*SECOND, b"  60")])
        notes, after = self.written(file(before), tmp_path, "age_years", "7")
        assert notes == ()
        assert after == before.replace(b"  54", b"   7")

    def test_a_date_is_written_as_eight_digits(self, file, tmp_path):
        before = table(("CYSJ", "D", 8), rows=[(*FIRST, b"20240309")])
        _, after = self.written(file(before), tmp_path, "discharge_datetime", "2024-03-10 08:30:00")
        assert after == before.replace(b"20240309", b"20240310")

    def test_what_is_no_date_leaves_a_date_field_empty(self, file, tmp_path):
        before = table(("CYSJ", "D", 8), rows=[(*FIRST, b"20240309")])
        _, after = self.written(file(before), tmp_path, "discharge_datetime", "三月")
        assert after == before.replace(b"20240309", b"        ")

    @pytest.mark.parametrize(("value", "sign"), [("1", "T"), ("0", "F"), ("2", "F"), ("9", " ")])
    def test_yes_and_no_are_letters(self, file, tmp_path, value, sign):
        before = table(("SFZZYJH", "L", 1), rows=[(*FIRST, b"?")])
        _, after = self.written(file(before), tmp_path, "readmit_plan_31d", value)
        assert after == before.replace(b"?", sign.encode())

    def test_a_value_that_does_not_fit_stays_out_and_is_told(self, file, tmp_path):
        before = table(rows=[FIRST, SECOND])
        notes, after = self.written(file(before), tmp_path, "principal_dx_code", "K80.000x002+1")
        assert notes == ("列“JBDM”有 1 个值超出该表的宽度，保留原值未写入。",)
        assert after == before

    def test_a_value_as_wide_as_the_field_fits(self, file, tmp_path):
        before = table(rows=[FIRST])
        notes, after = self.written(file(before), tmp_path, "principal_dx_code", "K80.000x002+")
        assert notes == ()
        assert after == before.replace(b"K80.000     ", b"K80.000x002+")

    def test_a_binary_time_is_written_in_binary(self, file, tmp_path):
        before = table(("CYSJ", "T", 8), rows=[(*FIRST, struct.pack("<ii", 2460379, 36_915_000))], version=0x30)
        notes, after = self.written(file(before), tmp_path, "discharge_datetime", "2024-03-10 08:00:00")
        assert notes == ()
        assert after == before.replace(struct.pack("<ii", 2460379, 36_915_000), struct.pack("<ii", 2460380, 28_800_000))

    def test_what_is_no_time_leaves_a_binary_time_alone(self, file, tmp_path):
        before = table(("CYSJ", "T", 8), rows=[(*FIRST, struct.pack("<ii", 2460379, 36_915_000))], version=0x30)
        notes, after = self.written(file(before), tmp_path, "discharge_datetime", "三月")
        assert "CYSJ" in notes[0]
        assert after == before

    def test_the_number_of_rows_follows_the_pages_that_go_out(self, file, tmp_path):
        reading = read_file(file(table(rows=[FIRST, SECOND])))
        write_pages(tmp_path / "b.dbf", reading.pages[1:], reading)
        assert (tmp_path / "b.dbf").read_bytes() == table(rows=[SECOND])

    def test_rows_beyond_the_width_of_the_table_are_told(self, file, tmp_path):
        reading = read_file(file(table(rows=[FIRST])))
        page = reading.pages[0]
        page = page.apply(insert_row(page, "diagnosis", Diagnosis("I10"), 1))
        [note] = write_pages(tmp_path / "b.dbf", [page], reading)
        assert "未写出" in note
        assert "诊断" in note

    def test_a_file_without_end_mark_comes_back_without(self, file, tmp_path):
        reading = read_file(file(table(rows=[FIRST], end=b"")))
        write_pages(tmp_path / "b.dbf", reading.pages, reading)
        assert (tmp_path / "b.dbf").read_bytes() == table(rows=[FIRST], end=b"")


class TestANewTable:
    def written(self, tmp_path, *pages):
        write_layout(tmp_path / "a.dbf", pages, "n041", day=date(2026, 11, 28))
        return (tmp_path / "a.dbf").read_bytes()

    def test_columns_are_wide_enough_for_what_their_kind_of_value_may_become(self, tmp_path):
        data = self.written(tmp_path, FrontPage({"case_no": "1", "patient_name": "甲"}, (Diagnosis("K80"),)))
        widths = {f.name: f.width for f in fields_of(data.decode("latin-1"))}
        assert widths["NL"] == 6
        assert widths["ZFY"] == 12
        assert widths["CSRQ"] == len("2024-03-09")
        assert widths["CYSJ"] == len("2024-03-09 10:15:00")
        assert widths["JBDM"] == 20
        assert widths["XM"] == 40

    def test_a_column_grows_with_its_longest_value_up_to_what_dbase_allows(self, tmp_path):
        page = FrontPage({"case_no": "1", "patient_name": "甲" * 30, "employer": "厂" * 127}, (Diagnosis("K80"),))
        data = self.written(tmp_path, page)
        widths = {f.name: f.width for f in fields_of(data.decode("latin-1"))}
        assert (widths["XM"], widths["GZDWJDZ"]) == (60, 254)
        assert read_file(tmp_path / "a.dbf").pages[0].text("employer") == "厂" * 127

    def test_the_header_says_day_rows_and_lengths(self, tmp_path):
        pages = [FrontPage({"case_no": str(n), "patient_name": "甲"}, (Diagnosis("K80"),)) for n in range(3)]
        data = self.written(tmp_path, *pages)
        version, year, month, day, count, header, record = struct.unpack_from("<BBBBIHH", data)
        fields = fields_of(data.decode("latin-1"))
        assert (version, count) == (3, 3)
        assert date(1900 + year, month, day) == date(2026, 11, 28)
        assert header == 33 + 32 * len(fields)
        assert record == 1 + sum(field.width for field in fields)
        assert len(data) == header + 3 * record + 1
        assert data.endswith(b"\x1a")

    def test_no_page_is_a_table_of_no_row(self, tmp_path):
        data = self.written(tmp_path)
        assert struct.unpack_from("<I", data, 4) == (0,)
        assert [name for name, _, _ in HEAD] == [n for n in ("BAH", "XM", "JBDM") if n.encode() in data]
