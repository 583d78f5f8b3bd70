"""Every family in every form: read, told apart by its headers, and written back as it came."""

import json
import shutil
from dataclasses import replace

import pytest

from coding.base.errors import UnusableInputError
from coding.base.sheets import read_workbook
from coding.exchange.read import open_source, read_file, read_files
from coding.exchange.write import write_layout, write_pages
from coding.page.edits import move_row, set_field
from coding.page.fields import field_catalogue
from tests.exchange.make_files import FOLDER, PAGES

FAMILIES = {
    "n041_gb18030.csv": "n041",
    "n041_utf8.csv": "n041",
    "n041_utf8sig.csv": "n041",
    "n041_utf16.csv": "n041",
    "n041.xlsx": "n041",
    "n041.xls": "n041",
    "n041.dbf": "n041",
    "n041.json": "n041",
    "n041.xml": "n041",
    "n041.zip": "n041",
    "n042_gb18030.csv": "n042",
    "n042.dbf": "n042",
    "hqms2020_utf8sig.csv": "hqms2020",
    "hqms2020.xlsx": "hqms2020",
    "hqms2020.dbf": "hqms2020",
    "hqms2020.json": "hqms2020",
    "hqms2020.xml": "hqms2020",
    "hqms_p_gb18030.csv": "hqms_p",
    "compact.csv": "compact",
    "setl4101.json": "setl4101",
    "setl4101a.json": "setl4101",
    "free_zh.csv": "free",
    "workflow.csv": "workflow",
}
#: Forms whose bytes hold more than values.
NOT_BYTE_FOR_BYTE = (".xlsx", ".xls", ".zip")


def suffix(path):
    return {".xls": ".xlsx", ".zip": ".csv"}.get(path.suffix, path.suffix)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_family_is_known_by_its_headers_and_not_by_the_name(name, tmp_path):
    path = tmp_path / f"某月导出{(FOLDER / name).suffix}"
    shutil.copy(FOLDER / name, path)
    reading = read_file(path)
    assert reading.layout == FAMILIES[name]
    assert not reading.rejects
    assert len(reading.pages) == (1 if "4101a" in name else PAGES)


@pytest.mark.parametrize("name", FAMILIES)
def test_what_is_not_edited_goes_back_as_it_came(name, tmp_path):
    path = FOLDER / name
    reading = read_file(path)
    target = tmp_path / f"back{suffix(path)}"
    assert write_pages(target, reading.pages, reading) == ()
    if path.suffix not in NOT_BYTE_FOR_BYTE:
        assert target.read_bytes() == path.read_bytes()
    again = read_file(target)
    assert [p.digest for p in again.pages] == [p.digest for p in reading.pages]
    if path.suffix == ".xlsx":
        assert [sheet.rows for sheet in read_workbook(target)] == [sheet.rows for sheet in read_workbook(path)]


@pytest.mark.parametrize("name", [n for n in FAMILIES if n not in ("workflow.csv", "compact.csv")])
def test_an_edited_page_is_written_and_no_other_changes(name, tmp_path):
    path = FOLDER / name
    reading = read_file(path)
    page = reading.pages[0]
    page = page.apply(set_field(page, "principal_dx_code", "K80.001"))
    key = "fee_total" if "free" in name else "los_days"
    page = page.apply(set_field(page, key, "21"))
    if len(page.diagnoses) > 2 and page.diagnoses[2].code and not page.diagnoses[-1].is_empty:
        page = page.apply(move_row(page, "diagnosis", 2, 1))
    target = tmp_path / f"back{suffix(path)}"
    assert write_pages(target, [page, *reading.pages[1:]], reading) == ()
    again = read_file(target)
    assert [p.diagnoses for p in again.pages] == [page.diagnoses, *(p.diagnoses for p in reading.pages[1:])]
    assert again.pages[0].text(key) == "21"
    assert [p.digest for p in again.pages[1:]] == [p.digest for p in reading.pages[1:]]


@pytest.mark.parametrize("name", [n for n in FAMILIES if n.endswith((".json", ".csv", ".dbf", ".xml"))])
def test_pages_may_be_left_out(name, tmp_path):
    reading = read_file(FOLDER / name)
    target = tmp_path / f"back{(FOLDER / name).suffix}"
    write_pages(target, reading.pages[-2:], reading)
    assert [p.digest for p in read_file(target).pages] == [p.digest for p in reading.pages[-2:]]


@pytest.mark.parametrize("layout", ["n041", "n042", "hqms2020", "hqms_p"])
@pytest.mark.parametrize("form", [".csv", ".xlsx", ".dbf", ".json", ".xml"])
def test_pages_of_one_family_go_out_in_another(layout, form, tmp_path):
    pages = read_file(FOLDER / "n041_utf8.csv").pages
    target = tmp_path / f"new{form}"
    write_layout(target, pages, layout)
    again = read_file(target)
    assert again.layout == layout
    for before, after in zip(pages, again.pages, strict=True):
        assert [d.code for d in after.diagnoses] == [d.code for d in before.diagnoses]
        assert [p.code for p in after.procedures] == [p.code for p in before.procedures]
        assert after.text("fee_total") == before.text("fee_total")


class TestChineseMedicine:
    def test_the_same_names_mean_other_things(self):
        page = read_file(FOLDER / "n042_gb18030.csv").pages[0]
        western = read_file(FOLDER / "n041_utf8.csv").pages[0]
        assert page.text("principal_dx_code") == western.text("principal_dx_code")
        assert page.text("tcm_op_dx_code") == "BNG010"
        assert page.text("tcm_main_disease_name") == "胁痛病"

    def test_the_login_name_is_not_the_hospital(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text("USERNAME,JGMC,BAH,XM,ZYZD_JBBM,JBDM\nlogin7,某中医院,1,甲,K80.000,BNG010\n", encoding="utf-8")
        assert read_file(path).pages[0].text("org_name") == "某中医院"


class TestOtherConventions:
    def test_incision_and_anaesthesia_are_translated_between_the_families(self, tmp_path):
        page = read_file(FOLDER / "n041_utf8.csv").pages[0]
        row = replace(page.procedures[0], incision_grade="2", healing_grade="1", incision_healing="", anesthesia="21")
        page = replace(page, procedures=(row,))
        write_layout(tmp_path / "a.csv", [page], "hqms2020")
        [there] = read_file(tmp_path / "a.csv").pages
        assert (there.procedures[0].incision_healing, there.procedures[0].anesthesia) == ("4", "020101")
        write_layout(tmp_path / "b.csv", [there], "n041")
        [back] = read_file(tmp_path / "b.csv").pages
        assert (back.procedures[0].incision_grade, back.procedures[0].healing_grade) == ("2", "1")
        assert back.procedures[0].anesthesia == "21"

    def test_an_uncertain_code_is_told(self, tmp_path):
        page = read_file(FOLDER / "n041_utf8.csv").pages[0]
        page = replace(page, procedures=(replace(page.procedures[0], anesthesia="33"),))
        assert any("麻醉方式" in note for note in write_layout(tmp_path / "a.csv", [page], "hqms2020"))

    def test_times_are_written_to_the_second(self, tmp_path):
        page = read_file(FOLDER / "n041_utf8.csv").pages[0]
        write_layout(tmp_path / "a.csv", [page], "hqms2020")
        [there] = read_file(tmp_path / "a.csv").pages
        assert there.text("admission_datetime").count(":") == 2


class TestArchives:
    def test_all_files_of_an_archive_are_read_and_named(self, tmp_path):
        import zipfile

        path = tmp_path / "季度.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(FOLDER / "n041_gb18030.csv", "三月.csv")
            archive.write(FOLDER / "setl4101.json", "清单/三月.json")
            archive.writestr("说明.docx", b"x")
            archive.writestr("坏.csv", b"a,b\n1,2\n")
        readings = read_files(path)
        assert [r.file for r in readings] == ["季度.zip/三月.csv", "季度.zip/清单/三月.json"]
        assert any("说明.docx" in note for note in readings[0].notes)
        assert any("坏.csv" in note for note in readings[0].notes)
        with pytest.raises(UnusableInputError, match="2 个首页文件"):
            open_source(path)

    def test_a_bomb_is_refused(self, tmp_path):
        import zipfile

        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as file:
            for _ in range(80):
                file.write(b"0" * (1 << 20))
        with pytest.raises(UnusableInputError, match="过大"):
            read_file(path)


def test_p_numbers_are_those_of_the_catalogue():
    from coding.exchange.layout import layout_by_id

    layout = layout_by_id("hqms_p")
    for field in field_catalogue().values():
        for number in field.p_number.replace("(现场扩展)", "").split(","):
            name = number.split("..")[0]
            if name:
                column = layout.column(name)
                assert column is not None, name
                assert column.key == field.key


class TestSettlementLists:
    def edited(self, tmp_path, key, value):
        path = tmp_path / "a.json"
        data = json.loads((FOLDER / "setl4101.json").read_text(encoding="utf-8"))[0]
        data["input"]["setlinfo"] |= {"pwcry_bfadm_coma_dura": "1/2/3", "vent_used_dura": "0/12/30"}
        data["input"]["diseinfo"].append({"diag_type": "2", "diag_code": "BNG010", "diag_name": "胁痛病", "own": 1.5})
        data["input"]["payinfo"] = [{"fund_payamt": 100.5}, {"fund_payamt": 20}]
        path.write_text(json.dumps(data, ensure_ascii=False, indent=2), encoding="utf-8")
        reading = read_file(path)
        page = reading.pages[0]
        notes = write_pages(tmp_path / "b.json", [page.apply(set_field(page, key, value))], reading)
        before, after = (f.read_text(encoding="utf-8").splitlines() for f in (path, tmp_path / "b.json"))
        return page, notes, [line.strip() for line in after if line not in before]

    def test_durations_are_parts_and_hours(self, tmp_path):
        page, _, changed = self.edited(tmp_path, "coma_before_hours", "5")
        assert (page.text("coma_before_days"), page.text("ventilator_hours")) == ("1", "12.5")
        assert changed == ['"pwcry_bfadm_coma_dura": "1/5/3",']

    def test_the_chinese_disease_is_written_where_it_stands(self, tmp_path):
        _, notes, changed = self.edited(tmp_path, "tcm_main_disease_code", "BNG020")
        assert changed == ['"diag_code": "BNG020",']
        assert notes == ()

    def test_what_has_no_place_of_its_own_is_told(self, tmp_path):
        page, notes, changed = self.edited(tmp_path, "setl_fund_payamt", "1")
        assert page.text("setl_fund_payamt") == "120.5"
        assert changed == []
        assert "没有写出" in notes[0]
