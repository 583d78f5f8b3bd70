"""Headers of the known families: order of columns, aliases, doubles; and codes between two families."""

import csv
from dataclasses import replace

import pytest

from coding.exchange.layout import Column, ColumnReading, header_tokens, layout_by_id, match_header
from coding.exchange.read import read_file
from coding.exchange.translate import Translator
from coding.exchange.write import write_layout
from coding.page.front_page import FrontPage, Origin
from coding.page.rows import Diagnosis, IntensiveCare, Procedure


class TestHeaders:
    @pytest.mark.parametrize(
        ("header", "tokens"),
        [
            ("jbdm", ("JBDM",)),
            ("C03C出院主要诊断编码", ("C03C出院主要诊断编码", "C03C")),
            ("病案号(BAH)", ("病案号(BAH)", "BAH")),
            ("病案号（BAH）", ("病案号(BAH)", "BAH")),
            ("病案号[BAH]", ("病案号[BAH]", "BAH")),
            ("setlinfo.age", ("SETLINFO.AGE", "SETLINFO", "AGE")),
            ("'BAH'", ("BAH",)),
            ("", ("",)),
        ],
    )
    def test_what_a_header_may_mean_likeliest_first(self, header, tokens):
        assert header_tokens(header) == tokens

    def test_two_known_columns_are_chance_and_three_are_a_header(self):
        assert match_header(["JBDM", "XM", "其他"]) is None
        assert match_header(["JBDM", "XM", "BAH"]).layout.id == "n041"

    def test_three_known_columns_without_one_that_marks_the_family_are_none(self):
        assert match_header(["BAH", "XM", "XB", "NL"]) is None

    def test_the_family_that_knows_more_of_the_columns_wins(self):
        hqms = [c.name for c in layout_by_id("hqms2020").columns][:40]
        assert match_header([*hqms, "C03C", "JBDM", "XM", "BAH"]).layout.id == "hqms2020"

    def test_a_repeated_column_points_to_the_first(self):
        match = match_header(["BAH", "XM", "JBDM", "bah", "XM"])
        assert match.doubles == ((3, 0), (4, 1))
        assert [c and c.key for c in match.columns] == ["case_no", "patient_name", "principal_dx_code", None, None]

    def test_a_list_of_codes_gives_the_principal_diagnosis_as_well(self):
        match = match_header(["case_id", "sex", "dx"])
        assert {"case_no", "sex", "other_dx_code", "principal_dx_code"} == match.supplied
        assert "principal_dx_code" not in match_header(["BAH", "XM", "JBDM1", "ZYZD1"]).supplied

    def test_an_unknown_family_is_an_error_of_the_caller(self):
        with pytest.raises(KeyError):
            layout_by_id("n999")

    def test_a_column_says_in_chinese_what_it_is(self):
        assert Column("JBDM3", "other_dx_code", 3).label == "出院其他诊断编码3"
        assert Column("JBDM", "principal_dx_code").label.endswith("编码")
        assert Column("SSJCZBM2", "op_code", 1).group == "procedure"
        assert Column("XB", "sex").group == ""


class TestOrder:
    def header(self, tmp_path, layout):
        page = FrontPage({"case_no": "1", "patient_name": "甲"}, (Diagnosis("K80"),))
        write_layout(tmp_path / "a.csv", [page], layout, "utf-8")
        with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file))

    def test_the_columns_of_a_row_stand_together(self, tmp_path):
        header = self.header(tmp_path, "n041")
        at = header.index("QTZD1")
        assert set(header[at : at + 3]) == {"QTZD1", "JBDM1", "RYBQ1"}
        begin, end = header.index("SSJCZBM1"), header.index("SSJCZBM2")
        assert {"SSJCZMC1", "QKDJ1", "MZFS1"} <= set(header[begin:end])

    def test_a_new_file_has_the_rows_of_the_standard_and_more_only_when_they_are_filled(self, tmp_path):
        header = self.header(tmp_path, "n041")
        assert ("JBDM15" in header, "JBDM16" in header) == (True, False)
        assert ("SSJCZBM7" in header, "SSJCZBM8" in header) == (True, False)
        rows = tuple(Diagnosis(f"K{n}.000") for n in range(10, 27))
        write_layout(tmp_path / "b.csv", [FrontPage({"case_no": "1", "patient_name": "甲"}, rows)], "n041")
        again = read_file(tmp_path / "b.csv")
        assert again.pages[0].diagnoses == rows
        assert ("JBDM16" in again.columns, "JBDM17" in again.columns) == (True, False)


class TestTranslation:
    def page(self, *procedures, origin="n041", **values):
        page = FrontPage(values, (), tuple(procedures), (IntensiveCare(type="9"),))
        return replace(page, origin=Origin("a.csv", 1, "", origin, "utf-8"))

    def into(self, layout, page):
        return Translator(layout_by_id(layout)).page(page)

    @pytest.mark.parametrize(
        ("grade", "healing", "joined"),
        [
            ("1", "1", "1"),
            ("1", "3", "3"),
            ("2", "1", "4"),
            ("3", "3", "9"),
            ("2", "9", "20"),
            ("0", "", "0"),
            ("2", "x", ""),
        ],
    )
    def test_incision_and_healing_become_one_code(self, grade, healing, joined):
        page = self.into("hqms2020", self.page(Procedure("1", incision_grade=grade, healing_grade=healing)))
        assert page.procedures[0].incision_healing == joined

    @pytest.mark.parametrize(
        ("joined", "pair"),
        [("1", ("1", "1")), ("6", ("2", "3")), ("30", ("3", "9")), ("0", ("0", "")), ("x", ("", ""))],
    )
    def test_one_code_becomes_incision_and_healing(self, joined, pair):
        page = self.into("n041", self.page(Procedure("1", incision_healing=joined), origin="hqms2020"))
        assert (page.procedures[0].incision_grade, page.procedures[0].healing_grade) == pair

    def test_what_the_page_says_itself_is_not_made_anew(self):
        row = Procedure("1", incision_healing="5", incision_grade="2", healing_grade="1")
        assert self.into("hqms2020", self.page(row)).procedures[0].incision_healing == "5"
        there = self.into("n041", self.page(row, origin="hqms2020")).procedures[0]
        assert (there.incision_grade, there.healing_grade) == ("2", "1")

    @pytest.mark.parametrize(("code", "there"), [("21", "020101"), ("9", "99"), ("01", "01"), ("77", "77"), ("", "")])
    def test_the_way_of_anaesthesia_is_the_code_of_the_other_table(self, code, there):
        assert self.into("hqms2020", self.page(Procedure("1", anesthesia=code))).procedures[0].anesthesia == there

    def test_a_page_of_the_same_family_stays_as_it_is(self):
        page = self.page(Procedure("1", anesthesia="21"), origin="hqms2020")
        assert self.into("hqms2020", page) is page

    def test_what_is_not_certain_is_counted(self):
        translator = Translator(layout_by_id("hqms2020"))
        for code in ("33", "31", "21"):
            translator.page(self.page(Procedure("1", anesthesia=code), admission_datetime="2024-03-01 08时"))
        assert translator.notes() == (
            "有 3 个时间原来只到小时，分秒按 00:00 写出。",
            "“麻醉方式”有 2 个代码在两套值域间不是一一对应，请抽查。",
        )

    def test_a_time_of_an_hour_is_written_to_the_second_where_the_family_wants_it(self):
        page = self.page(admission_datetime="2024-03-01 08时", discharge_datetime="2024-03-02 09:30:00")
        there = self.into("hqms2020", page)
        assert there.text("admission_datetime") == "2024-03-01 08:00:00"
        assert there.text("discharge_datetime") == "2024-03-02 09:30:00"
        assert self.into("n042", page).text("admission_datetime") == "2024-03-01 08时"

    def test_hospital_and_community_share_a_column_in_the_interface(self):
        there = self.into("hqms2020", self.page(receiving_community="某社区"))
        assert there.text("receiving_org") == "某社区"
        both = self.into("hqms2020", self.page(receiving_community="某社区", receiving_org="某院"))
        assert both.text("receiving_org") == "某院"

    @pytest.mark.parametrize(("way", "key"), [("3", "receiving_community"), ("2", "receiving_org")])
    def test_the_way_of_discharge_tells_them_apart_again(self, way, key):
        page = self.page(origin="hqms2020", receiving_org="某处", discharge_way=way)
        there = self.into("n041", page)
        assert there.text(key) == "某处"
        assert sum(there.text(k) != "" for k in ("receiving_org", "receiving_community")) == 1


def test_readings_of_columns_are_the_words_of_the_layouts():
    readings = {column.reading for layout in ("n041", "hqms2020", "compact") for column in layout_by_id(layout).columns}
    assert {ColumnReading.DAY, ColumnReading.HOUR, ColumnReading.LIST, ColumnReading.HOURS} <= readings
