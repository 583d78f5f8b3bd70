"""The bundled sample: made again from its seed, plainly invented, and right where it is not marred."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from coding.base.resources import resource_path
from coding.codes.entry import CodeKind, CodeStatus
from coding.codes.library import embedded_library
from coding.exchange.read import read_file
from tools.make_sample import FIXTURE_PAGES, FIXTURE_SEED, SEED, make_pages
from tools.sample.defects import load_defects
from tools.sample.fees import SUMMED
from tools.sample.people import id_number
from tools.sample.table import n041_bytes

SAMPLE = resource_path("sample/sample_n041.csv")


@pytest.fixture(scope="module")
def key():
    with resource_path("sample/defects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def pages():
    return read_file(SAMPLE).pages


@pytest.fixture(scope="module")
def clean(pages, key):
    marred = {row["case_no"] for row in key}
    return [page for page in pages if page.case_no not in marred]


def test_the_same_seed_gives_the_same_bytes(key):
    drafts, rows = make_pages(SEED)
    assert n041_bytes(drafts) == SAMPLE.read_bytes()
    assert rows == key


def test_the_fixture_is_made_by_the_same_tool(request):
    drafts, rows = make_pages(FIXTURE_SEED, FIXTURE_PAGES)
    data = request.config.rootpath / "tests" / "data"
    assert len(drafts) == FIXTURE_PAGES
    assert n041_bytes(drafts) == (data / "n041_seeded_130.csv").read_bytes()
    assert {row["what"] for row in rows} == {kind["what"] for kind in load_defects()}
    with (data / "n041_seeded_130_key.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == rows


def test_it_reads_as_a_his_export_without_rejects(pages):
    reading = read_file(SAMPLE)
    assert (reading.layout, reading.encoding.lower()) == ("n041", "gb18030")
    assert reading.rejects == ()
    assert len(pages) >= 320
    assert b"\r\n" in SAMPLE.read_bytes()


def test_a_third_of_the_pages_carries_defects_of_every_kind(pages, key):
    marred = {row["case_no"] for row in key}
    assert 0.30 < len(marred) / len(pages) < 0.36
    assert {row["what"] for row in key} == {kind["what"] for kind in load_defects()}


def test_every_specialty_has_pages(pages):
    departments = Counter(page.text("discharge_dept")[:2] for page in pages)
    expected = {"03", "04", "05", "07", "08", "10", "11", "12", "13", "15", "16", "17", "19", "20", "21", "27", "28"}
    assert expected | {"50"} <= set(departments)


def test_fees_of_clean_pages_add_up_to_the_cent(clean):
    for page in clean:
        total = sum((page.number(item) or Decimal(0) for item in SUMMED), Decimal(0))
        assert page.number("fee_total") == total, page.case_no
        assert page.number("fee_self_pay") <= total


def test_age_stay_and_card_of_clean_pages_agree(clean):
    for page in clean:
        born, admitted = page.date("birth_date"), page.date("admission_datetime")
        years = admitted.year - born.year - ((admitted.month, admitted.day) < (born.month, born.day))
        assert page.integer("age_years") == years
        if years == 0:
            assert page.integer("age_days") == (admitted - born).days
        days = (page.date("discharge_datetime") - admitted).days
        assert page.integer("los_days") == max(1, days)
        assert page.moment("admission_datetime") < page.moment("discharge_datetime")
        for index in range(len(page.procedures)):
            assert admitted <= page.date("op_date", index) <= page.date("discharge_datetime")


def test_nobody_in_the_sample_can_be_a_real_person(pages):
    for page in pages:
        number = page.text("id_no")
        assert number == "-" or number.startswith("3799") or "E" in number, "3799 is no administrative area"
        assert any(mark in page.text("patient_name") for mark in ("示例", "样例", "测试", "演示", "范例", "试样"))
    names = Counter(page.text("patient_name") for page in pages)
    assert max(names.values()) == 1
    assert len({page.case_no for page in pages}) == len(pages)


def test_identity_numbers_carry_the_check_character_of_gb_11643():
    assert id_number("110101", date(1949, 12, 31), 0, "2") == "110101194912310002"[:17] + _check("11010119491231000")


def _check(body):
    weights = [pow(2, 17 - i, 11) for i in range(17)]
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def test_codes_of_clean_pages_stand_in_the_embedded_tables(clean):
    dx, px = embedded_library(CodeKind.DIAGNOSIS), embedded_library(CodeKind.PROCEDURE)
    good = {CodeStatus.EXACT, CodeStatus.HEADING, CodeStatus.EXTENSION}
    codes = {(dx, row.code) for page in clean for row in page.diagnoses}
    codes |= {(px, row.code) for page in clean for row in page.procedures}
    assert [code for library, code in codes if library.status(code) not in good] == []


def test_extension_codes_stay_few(pages):
    codes = {row.code for page in pages for row in (*page.diagnoses, *page.procedures)}
    extensions = {code for code in codes if not code.split("+")[0].endswith("00") or "+" in code or len(code) > 7}
    assert len(extensions) < 300
