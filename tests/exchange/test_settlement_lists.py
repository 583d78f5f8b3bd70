"""The settlement list 4101: what its nodes say of a page, and what an edit of the page does to the nodes."""

import json

import pytest

from coding.base.errors import UnknownLayoutError
from coding.exchange.read import read_file
from coding.exchange.write import write_layout, write_pages
from coding.page.edits import insert_row, move_row, remove_row, set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure


def the_list(**parts):
    """A list as a hospital system sends it: the main diagnosis and operation are marked and need not stand first."""
    body = {
        "setlinfo": {"medcasno": "007", "psn_name": "甲", "gend": "2", "adm_time": "2024-03-01 08:00:00"},
        "diseinfo": [
            {"diag_type": "1", "maindiag_flag": "0", "diag_code": "I10.x00", "diag_name": "高血压", "own": 1},
            {"diag_type": "1", "maindiag_flag": "1", "diag_code": "K80.000", "diag_name": "胆石", "own": 2},
            {"diag_type": "2", "maindiag_flag": "1", "diag_code": "BNG010", "diag_name": "胁痛病"},
            {"diag_type": "3", "maindiag_flag": "0", "diag_code": "ZYVXI0", "diag_name": "肝胆湿热证"},
        ],
        "oprninfo": [
            {"oprn_oprt_type": "2", "oprn_oprt_code": "54.5100", "oprn_oprt_date": "2024-03-03"},
            {"oprn_oprt_type": "1", "oprn_oprt_code": "51.2300", "oprn_oprt_date": "2024-03-02"},
        ],
    }
    body |= parts
    return {name: part for name, part in body.items() if part is not None}


@pytest.fixture
def read(tmp_path):
    def write(data, wrapped=True):
        path = tmp_path / "a.json"
        record = {"infno": "4101", "input": data} if wrapped else data
        path.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
        return read_file(path)

    return write


@pytest.fixture
def edited(read, tmp_path):
    """The nodes of a list after an edit of its page, and the notes on what was not written."""

    def run(data, edit):
        reading = read(data)
        page = reading.pages[0]
        page = edit(page)
        notes = write_pages(tmp_path / "b.json", [page], reading)
        assert read_file(tmp_path / "b.json").pages[0].diagnoses == page.diagnoses
        return json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["input"], notes

    return run


def codes(rows, name="diag_code"):
    return [row[name] for row in rows]


class TestReading:
    def test_the_marked_diagnosis_is_the_principal_one(self, read):
        page = read(the_list()).pages[0]
        assert [d.code for d in page.diagnoses] == ["K80.000", "I10.x00"]
        assert (page.text("tcm_main_disease_code"), page.text("tcm_syndrome_code")) == ("BNG010", "ZYVXI0")

    def test_the_marked_operation_is_the_main_one(self, read):
        assert [p.code for p in read(the_list()).pages[0].procedures] == ["51.2300", "54.5100"]

    def test_the_mark_of_the_answer_4103_counts_as_well(self, read):
        rows = [
            {"main_oprn_flag": "0", "oprn_oprt_code": "54.5100"},
            {"main_oprn_flag": "1", "oprn_oprt_code": "51.2300"},
        ]
        assert [p.code for p in read(the_list(oprninfo=rows)).pages[0].procedures] == ["51.2300", "54.5100"]

    def test_without_a_mark_the_rows_stand_as_they_came(self, read):
        rows = [{"oprn_oprt_code": "54.5100"}, {"oprn_oprt_code": "51.2300"}]
        assert [p.code for p in read(the_list(oprninfo=rows)).pages[0].procedures] == ["54.5100", "51.2300"]

    def test_the_begin_of_an_operation_stands_for_its_day(self, read):
        rows = [
            {"oprn_oprt_code": "51.2300", "oprn_oprt_begntime": "2024-03-02 09:00:00"},
            {"oprn_oprt_code": "54.5100", "oprn_oprt_date": "2024-03-05", "oprn_oprt_begntime": "2024-03-04 09:00:00"},
            {"oprn_oprt_code": "54.5900", "oprn_oprt_begntime": "*"},
        ]
        page = read(the_list(oprninfo=rows)).pages[0]
        assert [p.date for p in page.procedures] == ["2024-03-02 09:00:00", "2024-03-05", ""]
        assert page.text("setl_oprn_begntime") == "2024-03-02 09:00:00"

    def test_one_row_that_is_no_array_is_a_row(self, read):
        page = read(the_list(diseinfo={"diag_code": "K80.000"}, oprninfo={"oprn_oprt_code": "51.2300"})).pages[0]
        assert ([d.code for d in page.diagnoses], [p.code for p in page.procedures]) == (["K80.000"], ["51.2300"])

    @pytest.mark.parametrize("nothing", ["*", "--", "0/0/0", " * "])
    def test_signs_for_nothing_are_nothing(self, read, nothing):
        page = read(the_list(setlinfo={"medcasno": "007", "psn_name": "甲", "hi_no": nothing})).pages[0]
        assert page.text("medical_insurance_card_no") == ""

    def test_a_dash_is_what_a_page_writes_where_there_is_nothing(self, read):
        page = read(the_list(setlinfo={"medcasno": "007", "psn_name": "甲", "emp_name": "-"})).pages[0]
        assert page.text("employer") == "-"

    def test_a_stay_of_nothing_is_no_intensive_care(self, read):
        stays = [
            {"scs_cutd_ward_type": "*", "scs_cutd_sum_dura": "0/0/0"},
            {"scs_cutd_ward_type": "1", "scs_cutd_sum_dura": "1/2/3"},
        ]
        [care] = read(the_list(icuinfo=stays)).pages[0].intensive_cares
        assert care.total_duration == "1/2/3"

    @pytest.mark.parametrize(
        ("duration", "hours"),
        [("1/13/24", "37.4"), ("0/12/30", "12.5"), ("2/0/0", "48"), ("0/0/20", "0.33"), ("abc", ""), ("", "")],
    )
    def test_the_ventilator_runs_for_hours(self, read, duration, hours):
        info = {"medcasno": "007", "psn_name": "甲", "vent_used_dura": duration}
        assert read(the_list(setlinfo=info)).pages[0].text("ventilator_hours") == hours

    def test_durations_of_the_answer_4103_stand_in_three_members(self, read):
        info = {"medcasno": "007", "psn_name": "甲", "bfadm_coma_days": "1", "bfadm_coma_h_cnt": "2"}
        info |= {"afadm_coma_m_cnt": "30", "vent_used_days": "1", "vent_used_h_cnt": "", "vent_used_m_cnt": "30"}
        page = read(the_list(setlinfo=info)).pages[0]
        assert [page.text(f"coma_before_{part}") for part in ("days", "hours", "minutes")] == ["1", "2", "0"]
        assert [page.text(f"coma_after_{part}") for part in ("days", "hours", "minutes")] == ["0", "0", "30"]
        assert page.text("ventilator_hours") == "24.5"

    @pytest.mark.parametrize("name", ["nwb_bir_wt", "mul_nwb_bir_wt"])
    def test_weights_of_twins_stand_in_one_member(self, read, name):
        info = {"medcasno": "007", "psn_name": "甲", name: "2500， 2400"}
        page = read(the_list(setlinfo=info)).pages[0]
        assert [page.text(f"newborn_birth_weight_{n}") for n in (1, 2, 3)] == ["2500", "2400", ""]

    def test_sums_of_payments_and_items(self, read):
        pay = [{"fund_payamt": 100.5}, {"fund_payamt": "20.25"}, {"fund_payamt": ""}]
        page = read(the_list(payinfo=pay, iteminfo=[{"amt": "1"}, {"amt": "abc"}])).pages[0]
        assert page.text("setl_fund_payamt") == "120.75"
        assert page.text("fee_total") == ""  # what is no amount makes no sum

    @pytest.mark.parametrize("amount", ["1E+400000000", "-1e400000000", "Infinity", "sNaN"])
    def test_an_amount_beyond_all_numbers_makes_no_sum_and_ends_no_reading(self, read, amount):
        page = read(the_list(iteminfo=[{"amt": "50.00"}, {"amt": amount}])).pages[0]
        assert page.number("fee_total") is None

    @pytest.mark.parametrize("way", [(), ("input",), ("data",), ("output", "data"), ("output", "data", "input")])
    def test_the_envelope_may_have_any_of_the_usual_names(self, read, way):
        data = the_list()
        for name in reversed(way):
            data = {"infcode": 0, name: data}
        assert read(data, wrapped=False).pages[0].case_no == "007"

    def test_no_interface_wraps_a_list_four_times(self, read):
        with pytest.raises(UnknownLayoutError):
            read({"output": {"data": {"input": {"data": the_list()}}}}, wrapped=False)


class TestDiagnoses:
    def test_an_edited_code_changes_the_row_that_it_came_from(self, edited):
        data, _ = edited(the_list(), lambda page: page.apply(set_field(page, "principal_dx_code", "K80.100")))
        assert codes(data["diseinfo"]) == ["K80.100", "I10.x00", "BNG010", "ZYVXI0"]
        assert [row.get("own") for row in data["diseinfo"]] == [2, 1, None, None]

    def test_another_principal_diagnosis_gets_the_mark(self, edited):
        data, _ = edited(the_list(), lambda page: page.apply(move_row(page, "diagnosis", 1, 0)))
        assert codes(data["diseinfo"]) == ["I10.x00", "K80.000", "BNG010", "ZYVXI0"]
        assert [row["maindiag_flag"] for row in data["diseinfo"]] == ["1", "0", "1", "0"]
        assert [row.get("own") for row in data["diseinfo"]] == [1, 2, None, None]

    def test_a_new_one_is_a_western_diagnosis_without_the_mark(self, edited):
        new = Diagnosis("E11.900", "糖尿病", "1")
        data, _ = edited(the_list(), lambda page: page.apply(insert_row(page, "diagnosis", new, 1)))
        assert codes(data["diseinfo"]) == ["K80.000", "E11.900", "I10.x00", "BNG010", "ZYVXI0"]
        row = data["diseinfo"][1]
        assert (row["diag_type"], row["maindiag_flag"], row["diag_name"]) == ("1", "0", "糖尿病")
        assert row["adm_cond_type"] == "1"
        assert [row.get("own") for row in data["diseinfo"]] == [2, None, 1, None, None]

    def test_a_removed_one_is_gone_with_all_that_stood_in_it(self, edited):
        data, _ = edited(the_list(), lambda page: page.apply(remove_row(page, "diagnosis", 1)))
        assert codes(data["diseinfo"]) == ["K80.000", "BNG010", "ZYVXI0"]
        assert data["diseinfo"][0]["own"] == 2

    def test_a_list_without_rows_gets_them(self, edited):
        for empty in (None, [], ""):
            data, _ = edited(
                the_list(diseinfo=empty, oprninfo=None),
                lambda page: page.apply(insert_row(page, "diagnosis", Diagnosis("K80.000", "胆石", "1"), 0)),
            )
            [row] = data["diseinfo"]
            assert (row["diag_code"], row["maindiag_flag"], row["diag_type"]) == ("K80.000", "1", "1")

    def test_the_last_one_leaves_an_empty_array(self, edited):
        one = [{"diag_type": "1", "maindiag_flag": "1", "diag_code": "K80.000"}]
        data, _ = edited(the_list(diseinfo=one), lambda page: page.apply(remove_row(page, "diagnosis", 0)))
        assert data["diseinfo"] == []

    def test_the_chinese_syndrome_is_edited_where_it_stands(self, edited):
        data, notes = edited(the_list(), lambda page: page.apply(set_field(page, "tcm_syndrome_code", "ZYVXI1")))
        assert codes(data["diseinfo"]) == ["I10.x00", "K80.000", "BNG010", "ZYVXI1"]
        assert notes == ()

    def test_a_chinese_disease_that_has_no_row_is_told(self, edited):
        western = the_list()["diseinfo"][:2]
        data, notes = edited(
            the_list(diseinfo=western), lambda page: page.apply(set_field(page, "tcm_main_disease_code", "BNG020"))
        )
        assert data["diseinfo"] == western
        assert any("没有写出" in note and "diseinfo.tcm.diag_code" in note for note in notes)


class TestOperationsAndCare:
    def test_an_edited_operation_keeps_its_row(self, edited):
        data, _ = edited(the_list(), lambda page: page.apply(set_field(page, "op_code", "54.5101", 1)))
        assert codes(data["oprninfo"], "oprn_oprt_code") == ["51.2300", "54.5101"]
        assert codes(data["oprninfo"], "oprn_oprt_type") == ["1", "2"]
        assert codes(data["oprninfo"], "oprn_oprt_date") == ["2024-03-02", "2024-03-03"]

    def test_another_main_operation_gets_the_mark(self, edited):
        data, _ = edited(the_list(), lambda page: page.apply(move_row(page, "procedure", 1, 0)))
        assert codes(data["oprninfo"], "oprn_oprt_code") == ["54.5100", "51.2300"]
        assert codes(data["oprninfo"], "oprn_oprt_type") == ["1", "2"]

    def test_times_of_the_first_operation_are_edited_where_they_stand(self, edited):
        rows = [
            {"oprn_oprt_type": "2", "oprn_oprt_code": "54.5100", "oprn_oprt_begntime": "2024-03-03 09:00:00"},
            {"oprn_oprt_type": "1", "oprn_oprt_code": "51.2300", "oprn_oprt_begntime": "2024-03-02 09:00:00"},
        ]
        later = "2024-03-02 09:30:00"
        data, _ = edited(the_list(oprninfo=rows), lambda page: page.apply(set_field(page, "setl_oprn_begntime", later)))
        assert codes(data["oprninfo"], "oprn_oprt_begntime") == ["2024-03-03 09:00:00", later]

    def test_a_stay_in_intensive_care_is_added(self, edited):
        care = IntensiveCare(type="1", total_duration="1/2/3")
        data, _ = edited(the_list(), lambda page: page.apply(insert_row(page, "intensive_care", care, 0)))
        [row] = data["icuinfo"]
        assert (row["scs_cutd_ward_type"], row["scs_cutd_sum_dura"]) == ("1", "1/2/3")


class TestSingleValues:
    def test_a_weight_of_twins_changes_in_its_place(self, edited):
        info = {"medcasno": "007", "psn_name": "甲", "nwb_bir_wt": "2500,2400"}
        data, _ = edited(
            the_list(setlinfo=info), lambda page: page.apply(set_field(page, "newborn_birth_weight_2", "2300"))
        )
        assert data["setlinfo"]["nwb_bir_wt"] == "2500,2300"

    def test_hours_on_the_ventilator_are_days_hours_and_minutes(self, edited):
        info = {"medcasno": "007", "psn_name": "甲", "vent_used_dura": "0/12/30"}
        data, _ = edited(the_list(setlinfo=info), lambda page: page.apply(set_field(page, "ventilator_hours", "37.4")))
        assert data["setlinfo"]["vent_used_dura"] == "1/13/24"

    def test_nothing_else_changes(self, edited):
        before = the_list()
        data, notes = edited(before, lambda page: page.apply(set_field(page, "sex", "1")))
        assert data == before | {"setlinfo": before["setlinfo"] | {"gend": "1"}}
        assert notes == ()


def test_parts_of_a_list_are_no_columns_of_a_new_table(read, tmp_path):
    pages = read(the_list()).pages
    assert "diseinfo.0.own" in pages[0].extra
    write_layout(tmp_path / "a.csv", pages, "n041", "utf-8")
    header = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert not [name for name in header if "info." in name or name.startswith("#")]


class TestANewList:
    PAGE = FrontPage(
        {
            "case_no": "007", "patient_name": "甲", "sex": "2", "org_code": "H1", "ventilator_hours": "12.5",
            "newborn_birth_weight_1": "2500", "newborn_birth_weight_2": "2400", "coma_before_hours": "5",
            "admission_datetime": "2024-03-01 08时",
        },
        (Diagnosis("K80.000", "胆石", "1"), Diagnosis("I10.x00", "高血压", "4")),
        (Procedure("51.2300", "切除", "2024-03-02", anesthesia="1"), Procedure("54.5100")),
        (IntensiveCare(type="1", total_duration="1/2/3"),),
    )  # fmt: skip

    @pytest.fixture
    def written(self, tmp_path):
        self.notes = write_layout(tmp_path / "a.json", [self.PAGE], "setl4101")
        [record] = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
        return record

    def test_the_envelope_names_interface_and_hospital(self, written):
        assert (written["infno"], written["fixmedins_code"]) == ("4101", "H1")
        assert set(written["input"]) == {
            "setlinfo", "payinfo", "opspdiseinfo", "diseinfo", "iteminfo", "oprninfo", "icuinfo",
        }  # fmt: skip

    def test_values_are_written_as_the_list_writes_them(self, written):
        info = written["input"]["setlinfo"]
        assert (info["medcasno"], info["gend"]) == ("007", "2")
        assert info["nwb_bir_wt"] == "2500,2400"
        assert info["vent_used_dura"] == "0/12/30"
        assert info["pwcry_bfadm_coma_dura"] == "0/5/0"
        assert info["pwcry_afadm_coma_dura"] == ""
        assert info["adm_time"] == "2024-03-01 08:00:00"

    def test_rows_are_counted_and_the_first_is_marked(self, written):
        data = written["input"]
        assert (data["setlinfo"]["diag_code_cnt"], data["setlinfo"]["oprn_oprt_code_cnt"]) == ("2", "2")
        assert codes(data["diseinfo"]) == ["K80.000", "I10.x00"]
        assert codes(data["diseinfo"], "maindiag_flag") == ["1", "0"]
        assert codes(data["diseinfo"], "diag_type") == ["1", "1"]
        assert codes(data["oprninfo"], "oprn_oprt_code") == ["51.2300", "54.5100"]
        assert codes(data["oprninfo"], "oprn_oprt_type") == ["1", "2"]
        assert data["icuinfo"][0]["scs_cutd_sum_dura"] == "1/2/3"

    def test_it_reads_back_as_the_same_page(self, written, tmp_path):
        page = read_file(tmp_path / "a.json").pages[0]
        assert page.diagnoses == self.PAGE.diagnoses
        assert page.procedures == self.PAGE.procedures
        assert page.intensive_cares == self.PAGE.intensive_cares
        assert page.text("ventilator_hours") == "12.5"
        assert (page.text("coma_before_hours"), page.text("coma_after_hours")) == ("5", "")
        assert page.text("newborn_birth_weight_2") == "2400"
