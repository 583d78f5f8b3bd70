"""The compact layout: as a page, and straight to a case."""

from coding.exchange.cases import compact_reader
from coding.exchange.read import open_source, read_file
from coding.exchange.write import write_pages

HEAD = "scheme,case_id,sex,age,age_days,birth_weight,dept,los,leaving_type,icu_hours,dx,px,exp_drg\n"
LINES = (
    "s,c1,1,0,5,2499,0701,45,2,29.5,P83.401|A01.000x004,44.6500x002|78.0900x021,PC13\n"
    "s,c2,2,59.0,,,ICU,20,4,0, K80.0 |b02.1+G05*|,,HC31\n"
    "s,c3,,,,,,,,,|I10,|51.23,0000\n"
)


def write(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(HEAD + LINES, encoding="utf-8")
    return path


def test_codes_reach_the_grouper_exactly_as_given(tmp_path):
    source = open_source(write(tmp_path))
    read = compact_reader(source.match)
    rows = [read(record.cells) for record in source.records()]
    assert [case_id for case_id, _ in rows] == ["c1", "c2", "c3"]
    first, second, third = (case for _, case in rows)
    assert (first.sex, first.age, first.age_days, first.birth_weight, first.los) == (1, 0, 5, 2499, 45)
    assert (first.leaving_type, first.icu_hours) == ("2", 29.5)
    assert first.dx == ("P83.401", "A01.000x004")
    assert (second.age, second.dept) == (59, "ICU")
    assert second.dx == (" K80.0 ", "b02.1+G05*")
    assert second.px == ()
    assert third.sex is None
    assert third.dx == ("", "I10")  # no other diagnosis slips into the place of the principal


def test_a_compact_row_is_a_page_too(tmp_path):
    page = read_file(write(tmp_path)).pages[0]
    assert page.case_no == "c1"
    assert [d.code for d in page.diagnoses] == ["P83.401", "A01.000x004"]
    assert page.text("newborn_birth_weight_1") == "2499"
    assert page.intensive_cares[0].total_duration == "1/5/30"
    assert page.is_supplied("principal_dx_code")
    assert not page.is_supplied("principal_dx_name")


def test_a_compact_file_comes_back_byte_for_byte(tmp_path):
    path = write(tmp_path)
    reading = read_file(path)
    write_pages(tmp_path / "b.csv", reading.pages, reading)
    assert (tmp_path / "b.csv").read_bytes() == path.read_bytes()
