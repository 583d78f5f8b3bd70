"""Of which edition a page speaks, and which code of the insurance edition stands for one of its codes."""

import pytest

from coding.codes.code_tables import CodeTables
from coding.codes.crosswalk import Crosswalk
from coding.codes.edition import carried, carried_by, edition_of, insurance_code, speaks_insurance, spelled
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library
from coding.page.front_page import FrontPage, Origin

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
MAP = Crosswalk(DX, "对照", "s", {"A18.000x901": "A19.000x001", "A19.000x001": "A19.001", "I10.x00": "I10.x00"})
OTHER = Crosswalk(PX, "对照", "t", {"00.6500x014": "00.6501"})


def table(**names):
    return CodeLibrary(DX, [CodeEntry(c.replace("_", "."), n) for c, n in names.items()], "表", "s")


def tables(library, edition=""):
    return CodeTables(library, embedded_library(PX), dx_map=MAP, edition=edition)


def page(layout="n041", **extra):
    return FrontPage(extra=extra, origin=Origin(layout=layout))


INSURANCE = table(A19_000x001="乙", A19_001="丙", I10_x00="高血压")


@pytest.mark.parametrize(
    ("seen", "setting", "edition"),
    [
        (page(), "", "clinical"),
        (page("setl4101"), "", "insurance"),
        (page("a layout of tomorrow"), "", "clinical"),
        (page(), "insurance", "insurance"),
        (page("setl4101"), "clinical", "clinical"),
        (page(编码版本="国家临床版2.0"), "insurance", "clinical"),
        (page(编码版本=" 医保版 "), "clinical", "insurance"),
        (page(编码版本=" ", 诊断编码版本="医保版"), "", "insurance"),
        (page(编码版本="本院第三版"), "insurance", "insurance"),
    ],
)
def test_a_page_speaks_for_itself_then_the_setting_then_its_layout(seen, setting, edition):
    assert edition_of(seen, setting) == edition


def test_only_codes_of_the_clinical_edition_go_through_the_crosswalk():
    assert carried_by(page(), DX, tables(INSURANCE)) is MAP
    assert carried_by(page("setl4101"), DX, tables(INSURANCE)) is None
    assert carried_by(page(), DX, tables(INSURANCE, "insurance")) is None
    assert carried_by(page(), PX, tables(INSURANCE)) is None
    assert carried_by(page(), DX, None) is None


def test_diagnoses_and_procedures_have_each_their_table_and_crosswalk():
    both = CodeTables(INSURANCE, embedded_library(PX), MAP, OTHER)
    assert (both.crosswalk(DX), both.crosswalk(PX)) == (MAP, OTHER)
    assert (both.library(DX), both.library(PX)) == (INSURANCE, embedded_library(PX))


def test_a_code_in_any_spelling_has_its_insurance_code():
    assert insurance_code(page(), "a18.000X901", DX, tables(INSURANCE)) == "A19.000x001"
    assert insurance_code(page("setl4101"), "a18.000X901", DX, tables(INSURANCE)) == "a18.000X901"


def test_a_code_that_the_crosswalk_does_not_know_stays_as_it_is_written():
    assert insurance_code(page(), "k80.0", DX, tables(INSURANCE)) == "k80.0"


def test_a_row_with_the_very_name_of_the_insurance_table_was_coded_from_it():
    assert carried("A19.000x001", "乙", MAP, tables(INSURANCE)) == "A19.000x001"
    assert carried("A19.000x001", " 乙 ", MAP, tables(INSURANCE)) == "A19.000x001"
    assert carried("A19.000x001", "别的", MAP, tables(INSURANCE)) == "A19.001"
    assert carried("A19.000x001", " ", MAP, tables(INSURANCE)) == "A19.001"
    assert carried("A18.000x901", "甲", MAP, tables(INSURANCE)) == "A19.000x001"
    assert carried("I10.x00", "高血压", MAP, tables(INSURANCE)) == "I10.x00"


def test_a_name_in_a_clinical_table_says_nothing():
    clinical = table(A18_000x901="甲", A19_000x001="乙", I10_x00="高血压")
    assert carried("A19.000x001", "乙", MAP, tables(clinical)) == "A19.001"


def test_a_table_is_of_the_insurance_edition_when_it_has_at_most_half_of_what_changes():
    assert speaks_insurance(table(A19_000x001="乙"), MAP)
    assert speaks_insurance(table(K80_000x002="胆囊结石"), MAP)
    assert not speaks_insurance(table(A19_000x001="乙", A18_000x901="甲"), MAP)
    assert not speaks_insurance(table(I10_x00="高血压", A18="结核"), MAP), "headings say nothing of an edition"


@pytest.mark.parametrize(
    ("written", "kind", "canonical"),
    [("i21.9", DX, "I21.900"), ("4701", PX, "47.0100"), ("-", DX, ""), (" ", PX, ""), (" 肺炎 ", DX, "肺炎")],
)
def test_the_canonical_spelling_of_what_stands_on_a_page(written, kind, canonical):
    assert spelled(written, kind) == canonical
