"""Sheets of no known layout: guessed by header and content, remembered with the conventions of their source."""

import pytest

from coding.base.errors import CodingError, UnknownLayoutError
from coding.exchange.guess import guess_columns
from coding.exchange.peek import peek
from coding.exchange.profile import MappedColumn, SourceProfile, finder
from coding.exchange.read import read_file
from coding.exchange.write import write_pages
from coding.page.edits import set_field


@pytest.fixture
def file(tmp_path):
    def write(text, name="a.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    ("header", "key", "index"),
    [
        ("住院号", "case_no", 0),
        ("Medical Record Number", "case_no", 0),
        ("患者姓名", "patient_name", 0),
        ("出院主要诊断编码", "principal_dx_code", 0),
        ("主要诊断（ICD-10）", "principal_dx_code", 0),
        ("其他诊断编码 3", "other_dx_code", 3),
        ("出院其他诊断3编码", "other_dx_code", 3),
        ("secondary_diagnosis_code_2", "other_dx_code", 2),
        ("手术操作编码2", "op_code", 1),
        ("Date of Birth", "birth_date", 0),
        ("总费用（元）", "fee_total", 0),
    ],
)
def test_headers_in_chinese_and_english(header, key, index):
    [guess] = guess_columns([header])
    assert (guess.key, guess.index) == (key, index)


def test_what_stands_in_a_column_decides_between_code_and_name():
    header = ["住院号", "主要诊断", "手术", "甲列", "乙列"]
    rows = [["1", "K80.000x002", "51.2300", "110101199003078515", "男"], ["2", "I21.900", "36.0700", "", "女"]]
    keys = [guess.key for guess in guess_columns(header, rows)]
    assert keys == ["case_no", "principal_dx_code", "op_code", "id_no", "sex"]


def test_a_free_sheet_is_read_without_a_word_being_asked(file):
    reading = read_file(
        file(
            "住院号,姓名,性别,年龄,出院日期,主要诊断编码,其他诊断编码\n1,甲,男,3月,2024-03-01,J18.900,I10.x00;E11.900\n"
        )
    )
    [page] = reading.pages
    assert (page.text("age_years"), page.text("age_days")) == ("0", "90")
    assert [d.code for d in page.diagnoses] == ["J18.900", "I10.x00", "E11.900"]
    assert any("住院号→病案号" in note for note in reading.notes)


def test_too_few_known_headers_are_asked_about(file):
    path = file("编号,甲,乙,主诊\n1,2,3,K80.000\n")
    with pytest.raises(UnknownLayoutError):
        read_file(path)
    assert peek(path).header == ("编号", "甲", "乙", "主诊")


class TestProfiles:
    PROFILE = SourceProfile(
        "某公司导出",
        (
            MappedColumn("编号", "case_no"),
            MappedColumn("主诊", "principal_dx_code"),
            MappedColumn("再入院", "readmit_plan_31d", 0, "reversed"),
            MappedColumn("出院日", "discharge_datetime", 0, "dmy"),
        ),
    )
    TEXT = "编号,主诊,再入院,出院日,备注\n007,K80.000,1,03/04/2024,x\n008,I10.x00,2,04/04/2024,\n"

    def test_the_conventions_of_a_source_are_read_and_written_back(self, file, tmp_path):
        path = file(self.TEXT)
        reading = read_file(path, find=finder([self.PROFILE]))
        page = reading.pages[0]
        assert page.text("readmit_plan_31d") == "2"
        assert page.date("discharge_datetime").isoformat() == "2024-04-03"
        target = tmp_path / "b.csv"
        write_pages(target, reading.pages, reading)
        assert target.read_bytes() == path.read_bytes()
        edited = page.apply(set_field(page, "readmit_plan_31d", "1"))
        write_pages(target, [edited, reading.pages[1]], reading)
        assert target.read_text(encoding="utf-8").splitlines()[1] == "007,K80.000,2,03/04/2024,x"

    def test_a_profile_survives_being_kept(self):
        assert SourceProfile.from_json(self.PROFILE.as_json()) == self.PROFILE
        with pytest.raises(CodingError):
            SourceProfile.from_json("{}")

    def test_it_is_used_for_a_sheet_that_has_a_column_more_or_in_another_order(self, file):
        path = file("新列,出院日,再入院,主诊,编号\n,03/04/2024,1,K80.000,007\n", "b.csv")
        assert read_file(path, find=finder([self.PROFILE])).pages[0].case_no == "007"

    def test_it_is_not_used_for_a_sheet_that_lacks_most_of_it(self, file):
        with pytest.raises(UnknownLayoutError):
            read_file(file("编号,甲,乙\n1,2,3\n"), find=finder([self.PROFILE]))


def test_a_known_family_with_a_reversed_flag_is_told_and_can_be_mapped(file, tmp_path):
    rows = "".join(
        f"<R><BAH>{n}</BAH><XM>甲乙</XM><JBDM>K80.000</JBDM><SFZZYJH>1</SFZZYJH><MD>复查</MD></R>" for n in range(6)
    )
    path = file(f"<ROOT>{rows}</ROOT>", "a.xml")
    reading = read_file(path)
    assert any("1 是 2 否" in note for note in reading.notes)
    headers = ("BAH", "XM", "JBDM", "SFZZYJH", "MD")
    columns = [
        MappedColumn(n, k) for n, k in zip(headers, ("case_no", "patient_name", "principal_dx_code"), strict=False)
    ]
    columns += [MappedColumn("SFZZYJH", "readmit_plan_31d", 0, "reversed"), MappedColumn("MD", "readmit_purpose")]
    profile = SourceProfile("某厂商", tuple(columns), "n041", headers)
    again = read_file(path, find=finder([profile]))
    assert again.layout == "n041"
    assert again.pages[0].text("readmit_plan_31d") == "2"
    target = tmp_path / "b.xml"
    write_pages(target, again.pages, again)
    assert target.read_bytes() == path.read_bytes()
    # another source of the same family is read as the standard says
    other = file("BAH,XM,JBDM,SFZZYJH,MD,XB\n1,甲,K80.000,1,,1\n", "c.csv")
    assert read_file(other, find=finder([profile])).pages[0].text("readmit_plan_31d") == "1"
