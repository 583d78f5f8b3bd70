"""Small ways of writing: times and their halves, durations, ages, dates the other way round, guarded cells."""

import pytest

from coding.exchange.conventions import age_parts
from coding.exchange.layout import ColumnReading
from coding.exchange.mend import bare_text, mend_for
from coding.exchange.profile import CONVENTIONS, MappedColumn, SourceProfile, finder
from coding.exchange.read import read_file
from coding.exchange.times import (
    day_in,
    duration_of_hours,
    hour_in,
    hour_number,
    joined_time,
    split_time,
    without_midnight,
)
from coding.exchange.write import write_pages
from coding.page.edits import set_field


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "hour"),
        [
            ("0", 0),
            ("08", 8),
            ("23", 23),
            ("8时", 8),
            ("8点", 8),
            ("24", None),
            ("", None),
            ("八", None),
            ("8:00", None),
        ],
    )
    def test_an_hour_is_0_to_23(self, text, hour):
        assert hour_number(text) == hour

    @pytest.mark.parametrize(
        ("text", "hour"),
        [
            ("2024-03-01 08:15:00", "8"),
            ("2024-03-01T18:15", "18"),
            ("2024/3/1 8时", "8"),
            ("2024年3月1日 9点", "9"),
            ("20240301 00:00", "0"),
            ("2024-03-01", ""),
            ("昨天 8时", ""),
            ("", ""),
        ],
    )
    def test_the_hour_in_a_time(self, text, hour):
        assert hour_in(text) == hour

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2024-03-01 08:15:00", "2024-03-01"),
            ("2024/3/1", "2024/3/1"),
            ("20240301 08时", "20240301"),
            ("昨天", "昨天"),
        ],
    )
    def test_the_day_in_a_time(self, text, day):
        assert day_in(text) == day

    @pytest.mark.parametrize(
        ("day", "hour", "time"),
        [
            ("2024-03-01", "8", "2024-03-01 08时"),
            ("2024-03-01", "18时", "2024-03-01 18时"),
            ("2024-03-01", "0", "2024-03-01 00时"),
            ("2024-03-01 00:00:00", "8", "2024-03-01 08时"),
            ("2024-03-01 0:00", "8", "2024-03-01 08时"),
            ("2024-03-01 00:00:00", "0", ""),
            ("2024-03-01 10:15:00", "8", ""),
            ("2024-03-01", "25", ""),
            ("2024-03-01", "", ""),
            ("三月", "8", ""),
        ],
    )
    def test_day_and_hour_make_a_time_where_both_are_fit(self, day, hour, time):
        assert joined_time(day, hour) == time

    def test_a_joined_time_comes_apart_again_and_no_other(self):
        assert split_time("2024-03-01 08时") == ("2024-03-01", "8")
        assert split_time("2024-03-01 08:00") is None
        assert split_time("2024-03-01 8时") is None
        assert split_time("08时") is None

    def test_midnight_of_a_date_column_is_the_day(self):
        assert without_midnight("2024-03-01 00:00:00") == "2024-03-01"
        assert without_midnight("2024-03-01 00:00:00.0") == "2024-03-01"
        assert without_midnight("2024-03-01 00:00:01") == "2024-03-01 00:00:01"
        assert without_midnight("2024-03-01 10:00:00") == "2024-03-01 10:00:00"

    @pytest.mark.parametrize(
        ("hours", "duration"),
        [
            ("29.5", "1/5/30"), ("24", "1/0/0"), ("23.99", "0/23/59"), ("0.5", "0/0/30"), (" 2 ", "0/2/0"),
            ("48.01", "2/0/1"), ("0", ""), ("0.001", ""), ("", ""), ("-1", ""), ("abc", ""), ("1/2/3", ""),
        ],
    )  # fmt: skip
    def test_hours_as_days_hours_minutes(self, hours, duration):
        assert duration_of_hours(hours) == duration


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("54岁", ("54", "")), (" 54 岁 ", ("54", "")), ("3月", ("0", "90")), ("3个月", ("0", "90")),
        ("15天", ("0", "15")), ("15日", ("0", "15")), ("1月12天", ("0", "42")), ("2岁3月", ("2", "")),
        ("0岁5月", ("0", "150")), ("0岁", ("0", "0")), ("11月29天", ("0", "359")), ("12月20天", ("0", "364")),
        ("54", ("54", "")), ("", ("", "")), ("不详", ("不详", "")),
    ],
)  # fmt: skip
def test_an_age_in_words_is_years_or_days_below_a_year(text, parts):
    assert age_parts(text) == parts


class TestCells:
    @pytest.mark.parametrize(
        ("key", "cell", "text"),
        [
            ("case_no", '="00123"', "00123"),
            ("case_no", "'00123", "00123"),
            ("case_no", "'", "'"),
            ("case_no", "=1+1", "=1+1"),
            ("case_no", '=""', ""),
            ("case_no", "０１２", "０１２"),  # what is not coded stays as it is
            ("age_days", "２　１５/３０", "75"),
            ("age_days", "2又15/30", "75"),
            ("age_days", "0/30", "0"),
            ("age_days", "2月15天", "75"),
            ("age_days", "2个月零5天", "65"),
            ("age_days", "3月", "90"),
            ("age_days", "15天", "15"),
            ("age_days", "15", "15"),
            ("los_days", "5 天", "5"),
            ("los_days", "5.00", "5"),
            ("los_days", "5.5", "5.5"),
            ("current_phone", "13800000000.0", "13800000000"),
            ("current_phone", "13800000000.5", "13800000000.5"),
            ("fee_total", "12.50", "12.50"),
            ("fee_total", "１２．５０", "12.50"),
            ("birth_date", "25570", "1970-01-02"),
            ("discharge_datetime", "45292.5", "2024-01-01 12:00:00"),
            ("discharge_datetime", "12/25/2024 08:30", "2024-12-25 08:30"),
            ("discharge_datetime", "25/12/2024", "2024-12-25"),
            ("discharge_datetime", "12/12/2024", "12/12/2024"),
            ("discharge_datetime", "13/13/2024", "13/13/2024"),
            ("discharge_datetime", "31/02/2024", "31/02/2024"),
            ("discharge_datetime", "99999", "99999"),
            ("sex", "02", "2"),
            ("sex", "男", "1"),
            ("discharge_dept", "03.01", "0301"),
            ("discharge_dept", "3.01", "0301"),
            ("discharge_dept", "03.01 呼吸内科", "0301"),
            ("discharge_dept", "03.01 普通外科", "03.01 普通外科"),
            ("discharge_dept", "99.99", "99.99"),
            ("discharge_dept", "401", "401"),
            ("patient_name", "张 三", "张 三"),
        ],
    )
    def test_what_a_cell_says(self, key, cell, text):
        assert bare_text(cell, mend_for(key))[0] == text

    def test_a_repair_tells_before_after_and_why(self):
        assert bare_text(" ２ ", mend_for("sex")) == ("2", ("２", "2", "全角字符换成半角"))
        assert bare_text("'007", None) == ("007", ("'007", "007", "去掉导出时为表格软件加的文本标记"))
        assert bare_text(" 007 ", None) == ("007", None)
        assert bare_text("  ", None) == ("", None)

    def test_a_field_that_nobody_knows_is_not_mended(self):
        assert mend_for("no_such_field") is None

    def test_several_departments_in_one_cell_are_left_alone(self):
        assert mend_for("transfer_depts") is None


class TestConventionsOfASource:
    def read(self, tmp_path, key, reading, *cells):
        rows = "".join(f"{n},甲,K80.000,{cell}\n" for n, cell in enumerate(cells, 1))
        (tmp_path / "a.csv").write_text(f"编号,名,主诊,列\n{rows}", encoding="utf-8")
        columns = [MappedColumn("编号", "case_no"), MappedColumn("名", "patient_name")]
        columns += [MappedColumn("主诊", "principal_dx_code"), MappedColumn("列", key, 0, ColumnReading(reading))]
        return read_file(tmp_path / "a.csv", find=finder([SourceProfile("某公司", tuple(columns))]))

    def test_every_convention_that_is_offered_is_one_of_the_readings(self):
        assert set(CONVENTIONS) <= {reading.value for reading in ColumnReading}
        assert {"reversed", "agetext", "mdy", "dmy", "codes"} == set(CONVENTIONS)

    @pytest.mark.parametrize(
        ("reading", "cell", "text"),
        [
            ("mdy", "03/04/2024", "2024-03-04"),
            ("dmy", "03/04/2024", "2024-04-03"),
            ("mdy", "3-4-2024 10:15", "2024-03-04 10:15"),
            ("dmy", "3.4.2024", "2024-04-03"),
            ("mdy", "2024-03-04", "2024-03-04"),
            ("dmy", "03/13/2024", "2024-03-13"),  # no such day: what is certain all the same
            ("mdy", "45292", "2024-01-01"),
        ],
    )
    def test_dates_in_the_order_of_the_source(self, tmp_path, reading, cell, text):
        assert self.read(tmp_path, "discharge_datetime", reading, cell).pages[0].text("discharge_datetime") == text

    def test_the_way_of_a_source_is_no_repair_and_a_repair_is_one(self, tmp_path):
        reading = self.read(tmp_path, "discharge_datetime", "mdy", "03/04/2024", "45292")
        assert [(repair.row, repair.before, repair.after) for repair in reading.repairs] == [(2, "45292", "2024-01-01")]

    @pytest.mark.parametrize(
        ("cell", "text"), [("1", "2"), ("2", "1"), ("是", "2"), ("否", "1"), ("有", "2"), ("9", "9")]
    )
    def test_yes_and_no_the_other_way_round(self, tmp_path, cell, text):
        assert self.read(tmp_path, "readmit_plan_31d", "reversed", cell).pages[0].text("readmit_plan_31d") == text

    def test_an_age_in_words_goes_back_as_it_came_until_it_is_edited(self, tmp_path):
        reading = self.read(tmp_path, "age_years", "agetext", "54岁", "3月", "")
        assert [p.text("age_years") for p in reading.pages] == ["54", "0", ""]
        assert [p.text("age_days") for p in reading.pages] == ["", "90", ""]
        page = reading.pages[0]
        page = page.apply(set_field(page, "age_years", "55"))
        write_pages(tmp_path / "b.csv", [page, *reading.pages[1:]], reading)
        lines = (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert [line.split(",")[3] for line in lines] == ["55", "3月", ""]

    def test_codes_in_one_cell_are_rows_and_go_back_as_they_came_until_they_are_edited(self, tmp_path):
        reading = self.read(tmp_path, "op_code", "codes", "51.2300；54.5100、 39.9500", "45.1300", "")
        assert [[p.code for p in page.procedures] for page in reading.pages] == [
            ["51.2300", "54.5100", "39.9500"],
            ["45.1300"],
            [],
        ]
        page = reading.pages[1]
        page = page.apply(set_field(page, "op_code", "45.1600"))
        write_pages(tmp_path / "b.csv", [reading.pages[0], page, reading.pages[2]], reading)
        lines = (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert [line.split(",")[3] for line in lines] == ["51.2300；54.5100、 39.9500", "45.1600", ""]
