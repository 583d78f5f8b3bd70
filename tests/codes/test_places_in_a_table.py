"""What lies above, below and beside a code."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind, CodeStatus
from coding.codes.hierarchy import hierarchy
from coding.codes.library import CodeLibrary, embedded_library
from coding.codes.procedure_kind import procedure_kind

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


def table(of, *codes, **more):
    return CodeLibrary(of, [CodeEntry(code, f"名{code}", **more) for code in codes], "表", "s")


GALL = table(
    DX,
    "K80.000",
    "K80.000x002",
    "K80.000x003",
    "K80.001",
    "K80.001x001",
    "K80.100",
    "K81.000",
    "A01.000+G01*",
    "M8500/3",
)
OPERATIONS = table(PX, "01.6x00", "01.6x00x003", "47.0100", "47.0100x001", "47.0900", "47.1100", "47.2x00")


def codes(entries):
    return [e.code for e in entries]


@pytest.mark.parametrize(
    ("code", "below"),
    [
        ("K80", ["K80.000", "K80.000x002", "K80.000x003", "K80.001", "K80.001x001", "K80.100"]),
        ("K80.0", ["K80.000x002", "K80.000x003", "K80.001", "K80.001x001"]),
        ("K80.000", ["K80.000x002", "K80.000x003", "K80.001", "K80.001x001"]),
        ("K80.001", ["K80.001x001"]),
        ("K80.000x002", []),
        ("K82", []),
        ("肺炎", []),
    ],
)
def test_below_a_diagnosis_lie_its_subcategories_and_extensions(code, below):
    assert codes(GALL.children(code)) == below


@pytest.mark.parametrize(
    ("code", "below"),
    [
        ("47", ["47.0100", "47.0100x001", "47.0900", "47.1100", "47.2x00"]),
        ("47.0", ["47.0100", "47.0100x001", "47.0900"]),
        ("47.01", ["47.0100x001"]),
        ("47.0100", ["47.0100x001"]),
        ("01.6", ["01.6x00x003"]),
        ("47.3", []),
    ],
)
def test_below_a_procedure_lie_its_places_and_extensions(code, below):
    assert codes(OPERATIONS.children(code)) == below


def test_beside_a_code_lie_the_others_of_its_subcategory():
    assert codes(GALL.siblings("k80.000x002")) == ["K80.000", "K80.000x003", "K80.001", "K80.001x001"]
    assert codes(GALL.siblings("K80.000")) == ["K80.000x002", "K80.000x003", "K80.001", "K80.001x001"]
    assert codes(GALL.siblings("K80.0")) == ["K80.000x002", "K80.000x003", "K80.001", "K80.001x001"]
    assert GALL.siblings("K82.000") == GALL.siblings("肺炎") == ()


@pytest.mark.parametrize(
    ("library", "code", "above"),
    [
        (GALL, "K80.001x001", "K80.001"),
        (GALL, "K80.001", "K80.000"),
        (GALL, "K80.009x001", "K80.000"),
        (GALL, "K80.200x001", "K80.2"),
        (GALL, "K80.000", "K80"),
        (GALL, "K80.0", "K80"),
        (GALL, "K80", "K80-K87"),
        (GALL, "K80-K87", "11"),
        (GALL, "I10.x00", "I10-I15"),
        (GALL, "A01.000+G01*", "A01.0"),
        (GALL, "肺炎", ""),
        (OPERATIONS, "47.0100x001", "47.0100"),
        (OPERATIONS, "47.0100", "47"),
        (OPERATIONS, "01.6x00x003", "01.6x00"),
        (OPERATIONS, "01.6x00", "01"),
        (OPERATIONS, "47", "09"),
    ],
)
def test_one_step_up(library, code, above):
    assert library.parent(code) == above


def test_a_code_without_its_extension_is_a_heading_where_the_table_has_more():
    assert all(GALL.is_heading(c) for c in ("K80", "K80.0", "K80.1", "K81.0"))
    assert not any(GALL.is_heading(c) for c in ("K82", "K82.0", "K80.000", "K80.000x002", "A01.0+G01*", "肺炎"))
    assert all(OPERATIONS.is_heading(c) for c in ("47", "47.0", "47.01", "01.6"))
    assert not table(DX, "I10").is_heading("K80")


def test_only_a_grey_code_with_codes_below_it_is_a_heading_in_full_spelling():
    grey = table(DX, "K80.000", "K80.000x002", "K81.000", grey=True)
    assert grey.is_heading("K80.000")
    assert not grey.is_heading("K81.000"), "nothing lies below it"
    assert not table(DX, "K80.000", "K80.000x002", grey=False).is_heading("K80.000")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("K80.000x002", CodeStatus.EXACT),
        ("K80.000", CodeStatus.EXACT),
        ("K80.0", CodeStatus.HEADING),
        ("K80", CodeStatus.HEADING),
        ("K80.005", CodeStatus.UNKNOWN_EXTENSION),
        ("K80.300", CodeStatus.UNKNOWN),
        ("K82", CodeStatus.UNKNOWN),
        ("A01.000+G01*", CodeStatus.EXACT),
        ("A01.000+G02*", CodeStatus.UNKNOWN_EXTENSION),
        ("A01.000+U99*", CodeStatus.UNKNOWN),
        ("A99.000+G01*", CodeStatus.UNKNOWN),
        ("M8500/3", CodeStatus.EXACT),
        ("M8501/3", CodeStatus.UNKNOWN),
        ("47.0100", CodeStatus.MALFORMED),
    ],
)
def test_what_a_table_with_extensions_says_of_a_diagnosis(code, status):
    assert GALL.status(code) is status


def test_a_subcategory_of_which_only_extensions_are_listed_is_a_heading():
    library = table(DX, "K80.000x002")
    assert library.status("K80.000") is CodeStatus.HEADING
    assert library.status("K80.001") is CodeStatus.UNKNOWN_EXTENSION


def test_morphology_cannot_be_judged_by_a_table_that_has_none():
    assert table(DX, "K80.000").status("M8500/3") is CodeStatus.EXTENSION
    assert not table(DX, "K80.000").knows_morphology
    assert GALL.knows_morphology


def test_a_table_is_of_headings_only_until_one_code_is_more_specific():
    assert table(DX, "I10", "I21.9", "I21.900", "I10.x00").headings_only
    assert not table(DX, "I21.900", "I21.901").headings_only
    assert not table(DX, "I21.900", "I10.x00x002").headings_only
    assert not table(DX, "I21.900", "K80.000x100").headings_only
    assert not table(PX, "47.0100", "17.912A0").headings_only
    assert not table(PX, "47.0100", "17.91100").headings_only, "the places of TCM go beyond a subcategory"


def test_whether_a_table_knows_grey_codes_is_seen_from_any_row():
    assert table(DX, "I10.x00", grey=False).knows_grey
    assert not table(DX, "I10.x00").knows_grey


def test_of_a_short_and_a_full_spelling_the_full_one_is_found():
    for order in (("I21.9", "I21.900"), ("I21.900", "I21.9")):
        assert table(DX, *order).get("i21900").code == "I21.900"
        assert table(DX, *order).get("I21.9").code == "I21.9"


def test_a_table_is_counted_and_asked_like_a_collection():
    assert len(GALL) == len(list(GALL)) == 9
    assert "k800" in GALL
    assert "K82.000" not in GALL


def test_a_code_that_the_table_lacks_is_called_by_its_category():
    assert GALL.name("K80.000") == "名K80.000"
    assert GALL.name("k80") == hierarchy(DX).heading_name("K80") != ""
    assert GALL.name("I21") == "急性心肌梗死"
    assert GALL.name("I21.901") == ""


@pytest.mark.parametrize(
    ("kind", "code", "chapter"),
    [
        (DX, "A00.000", "01"),
        (DX, "B99.x00", "01"),
        (DX, "C00.000", "02"),
        (DX, "D48.900", "02"),
        (DX, "D50.000", "03"),
        (PX, "00.6600", "00"),
        (PX, "05.9x00", "01"),
        (PX, "06.0100", "02"),
        (PX, "99.9900", "16"),
    ],
)
def test_a_chapter_reaches_from_its_first_to_its_last_category(kind, code, chapter):
    assert embedded_library(kind).chapter(code).code == chapter


def test_a_category_between_two_blocks_lies_in_none():
    assert embedded_library(DX).block("I21.900").code == "I20-I25"
    assert embedded_library(DX).block("I25.900").code == "I20-I25"
    assert embedded_library(DX).block("I90.000") is None
    assert embedded_library(DX).block("C50.900").code == "C50-C50"
    assert hierarchy(DX).block("肺炎") is hierarchy(DX).chapter("") is None


def test_procedures_have_chapters_and_no_blocks():
    assert embedded_library(PX).block("47.0100") is None
    assert hierarchy(PX).blocks == ()
    assert (len(hierarchy(DX).chapters), len(hierarchy(PX).chapters)) == (22, 18)
    assert embedded_library(PX).category("47.0100").code == "47"
    assert embedded_library(DX).category("肺炎") is None


def test_the_kind_of_a_procedure_is_that_of_the_longest_place_that_the_table_of_kinds_has():
    assert procedure_kind("00.2100") == "诊断性操作"
    assert procedure_kind("00.1000") == "治疗性操作"
    assert procedure_kind("00.2100", table(PX, "00.2100", kind="手术")) == "手术"
    assert procedure_kind("00.2100", table(PX, "00.2100")) == "诊断性操作"
    assert procedure_kind("00.6600") == "介入治疗"
    assert procedure_kind("00.6700") == "诊断性操作", "00.67 stands apart from 00.6"
    assert procedure_kind("00.7400") == "", "00.74 says of itself that it is none"


def test_the_stamp_of_an_embedded_table_says_its_kind():
    assert embedded_library(DX).stamp.startswith("dx-")
    assert embedded_library(PX).stamp.startswith("px-")
    assert embedded_library(DX).title == "内置 ICD-10 类目亚目表"
