"""Texts of a hospital's own in coded columns: counted while reading, and put right only as a person has said."""

import pytest

from coding.exchange.foreign import knowing, source_of
from coding.exchange.local_values import LocalValues
from coding.exchange.profile import finder
from coding.exchange.read import open_source, read_file
from coding.exchange.write import write_pages

HEAD = "BAH,XM,XB,RYKB,CYKB,ZKKB,JBDM,ZYZD\n"
DEPTS = LocalValues("n041", "", "RC023", ("admission_dept", "discharge_dept", "transfer_depts"), {"K12": "0301"})


@pytest.fixture
def written(tmp_path):
    def write(rows, head=HEAD, name="三月.csv"):
        path = tmp_path / name
        path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return path

    return write


ROWS = [f"10{n},样例{n},1,K12,K12,K12→K13,J18.900,肺炎" for n in range(6)]


def test_what_is_no_code_is_counted_by_field_and_text(written):
    found = read_file(written(ROWS)).foreign
    assert found["admission_dept"].pages == 6
    assert [(v.text, v.pages) for v in found["transfer_depts"].values] == [("K12", 6), ("K13", 6)]
    assert "sex" not in found


def test_nothing_is_mapped_that_nobody_has_accepted(written):
    assert {p.text("admission_dept") for p in read_file(written(ROWS)).pages} == {"K12"}


def test_what_was_accepted_is_read_as_its_code_and_told_as_a_repair(written):
    reading = read_file(written(ROWS), find=knowing(finder(), [DEPTS]))
    assert {p.text("discharge_dept") for p in reading.pages} == {"0301"}
    assert {p.text("transfer_depts") for p in reading.pages} == {"0301→K13"}
    told = [r for r in reading.repairs if r.column == "RYKB"]
    assert (told[0].before, told[0].after) == ("K12", "0301")
    assert "本院写法" in told[0].reason
    assert [v.text for v in reading.foreign["transfer_depts"].values] == ["K13"]


def test_another_layout_or_source_is_not_read_by_it(written):
    for other in (
        LocalValues("hqms2020", "", "RC023", DEPTS.fields, DEPTS.codes),
        LocalValues("n041", "另一来源", "RC023", DEPTS.fields, DEPTS.codes),
    ):
        reading = read_file(written(ROWS), find=knowing(finder(), [other]))
        assert {p.text("discharge_dept") for p in reading.pages} == {"K12"}


def test_a_sheet_of_no_family_is_known_by_its_headers(written):
    head = "病案号,姓名,性别,出院科别,主要诊断编码,主要诊断名称\n"
    rows = [f"10{n},样例{n},男,K12,J18.900,肺炎" for n in range(6)]
    path = written(rows, head)
    own = source_of(open_source(path).match)
    values = LocalValues("free", own, "RC023", ("discharge_dept",), {"K12": "0301"})
    reading = read_file(path, find=knowing(finder(), [values]))
    assert reading.source == own != ""
    assert {p.text("discharge_dept") for p in reading.pages} == {"0301"}
    other = written([f"{row},1" for row in rows], head.replace("\n", ",住院次数\n"), "别的.csv")
    assert read_file(other, find=knowing(finder(), [values])).source != own


def test_what_was_left_as_it_is_is_told_once_a_file(written):
    left = LocalValues("n041", "", "RC023", ("admission_dept",), {}, frozenset({"K12"}))
    reading = read_file(written(ROWS), find=knowing(finder(), [left]))
    [note] = [n for n in reading.notes if "原样保留" in n and "本院" in n]
    assert "6 处" in note
    assert {p.text("admission_dept") for p in reading.pages} == {"K12"}


def test_a_code_that_the_domain_does_not_hold_is_not_kept():
    row = LocalValues("n041", "", "RC023", ("admission_dept",), {"K12": "0301", "K13": "9999x"}).as_row()
    assert LocalValues.from_row(row).codes == {"K12": "0301"}


def test_the_corrected_file_carries_the_codes_that_were_accepted(written, tmp_path):
    path = written(ROWS)
    reading = read_file(path, find=knowing(finder(), [DEPTS]))
    out = tmp_path / "校正.csv"
    write_pages(out, reading.pages, reading)
    assert {p.text("discharge_dept") for p in read_file(out).pages} == {"0301"}
