"""The embedded tables and what a library says of a code."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind, CodeStatus
from coding.codes.hierarchy import hierarchy
from coding.codes.library import CodeLibrary, embedded_library, load_code_table
from coding.codes.procedure_kind import procedure_kind

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


@pytest.fixture(scope="module")
def full():
    """A small table that knows extensions and 灰码, as the insurance edition does."""
    rows = [
        CodeEntry("I10.x00", "特发性(原发性)高血压", grey=True),
        CodeEntry("I10.x00x002", "高血压", grey=False),
        CodeEntry("I21.900", "急性心肌梗死", grey=False),
        CodeEntry("K80.000", "胆囊结石伴有急性胆囊炎", grey=True),
        CodeEntry("K80.000x002", "胆囊结石伴急性胆囊炎", grey=False),
        CodeEntry("A01.002+G01*", "伤寒性脑膜炎", grey=False),
    ]
    return CodeLibrary(DX, rows, "测试表", "stamp")


def test_every_embedded_name_is_chinese():
    for kind in CodeKind:
        for entry in embedded_library(kind):
            assert any("\u4e00" <= c <= "\u9fff" for c in entry.name), entry
            assert "NOS" not in entry.name
            assert "NEC" not in entry.name


def test_the_embedded_tables_hold_the_whole_classification():
    assert len(embedded_library(DX)) > 12_000
    assert len(embedded_library(PX)) > 3_800
    assert embedded_library(DX).headings_only
    assert embedded_library(PX).headings_only
    assert not embedded_library(DX).knows_grey


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("I21.9", "急性心肌梗死"),
        ("I10", "高血压"),
        ("J18.900", "肺炎"),
        ("K80.0", "胆囊结石伴有急性胆囊炎"),
        ("O14.1", "子痫前期"),
        ("D31.3", "脉络膜"),
    ],
)
def test_embedded_names_of_common_codes(code, name):
    assert name in embedded_library(DX).name(code)


def test_an_extension_of_a_known_heading_is_accepted_while_the_table_holds_headings():
    library = embedded_library(DX)
    assert library.status("K80.000x002") is CodeStatus.EXTENSION
    assert library.status("A01.002+G01*") is CodeStatus.EXTENSION
    assert library.status("I21.900") is CodeStatus.EXACT
    assert library.status("I21.9") is CodeStatus.HEADING
    assert library.status("I21") is CodeStatus.HEADING
    assert library.status("I10") is CodeStatus.HEADING


@pytest.mark.parametrize("code", ["K80.x00", "Z99.700", "A01.002+U99*"])
def test_a_code_that_cannot_exist_is_unknown(code):
    assert embedded_library(DX).status(code) is CodeStatus.UNKNOWN


def test_an_unknown_extension_is_told_apart_from_an_impossible_code(full):
    assert full.status("K80.000x002") is CodeStatus.EXACT
    assert full.status("K80.000x999") is CodeStatus.UNKNOWN_EXTENSION
    assert full.status("K80.009") is CodeStatus.UNKNOWN_EXTENSION
    assert full.status("K99.000") is CodeStatus.UNKNOWN
    assert full.status("K80.x00") is CodeStatus.UNKNOWN
    assert full.status("A01.002+G02*") is CodeStatus.UNKNOWN_EXTENSION
    assert full.status("胆囊炎") is CodeStatus.MALFORMED


def test_a_grey_heading_with_leaves_is_a_heading(full):
    assert full.status("K80.000") is CodeStatus.HEADING
    assert full.status("I21.900") is CodeStatus.EXACT
    assert full.knows_grey
    assert [e.code for e in full.children("K80.000")] == ["K80.000x002"]
    assert [e.code for e in full.children("I10")] == ["I10.x00x002"]


def test_a_code_is_found_in_every_spelling(full):
    for written in ("I219", "i21.9", "Ｉ２１.９００", "I21.9OO"):
        assert full.get(written).code == "I21.900"
    assert full.get("I21.901") is None


def test_the_way_up_ends_at_the_chapter():
    library = embedded_library(DX)
    assert library.parent("I21.900x001") == "I21.900"
    assert library.parent("I21.900") == "I21"
    assert library.parent("I21") == "I20-I25"
    assert library.parent("I20-I25") == "09"
    assert library.parent("09") == ""
    assert library.chapter("I21.900").name == "循环系统疾病"
    assert library.block("I21.900").name == "缺血性心脏病"
    assert library.category("I21.900").code == "I21"
    assert embedded_library(PX).chapter("47.0100").name == "消化系统手术"
    assert embedded_library(PX).parent("47.0100") == "47"


def test_every_embedded_code_has_chapter_and_category():
    for kind in CodeKind:
        for entry in embedded_library(kind):
            assert hierarchy(kind).chapter(entry.code) is not None, entry
            assert embedded_library(kind).category(entry.code) is not None, entry


def test_libraries_of_other_content_have_other_stamps(tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("编码,名称\nI10.x00,高血压\n", encoding="utf-8")
    second.write_text("编码,名称\nI10.x00,高血压病\n", encoding="utf-8")
    assert load_code_table(first, DX).stamp != load_code_table(second, DX).stamp
    assert load_code_table(first, DX).stamp == load_code_table(first, DX).stamp


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("51.2300", "手术"),
        ("36.0600", "介入治疗"),
        ("96.7201", "治疗性操作"),
        ("88.7200", "诊断性操作"),
        ("45.1300x001", "诊断性操作"),
        ("17.91100", "治疗性操作"),
        ("肺炎", ""),
    ],
)
def test_the_kind_of_a_procedure_follows_its_place(code, kind):
    assert procedure_kind(code) == kind


def test_the_tables_own_kind_goes_first():
    library = CodeLibrary(PX, [CodeEntry("51.2300", "腹腔镜下胆囊切除术", kind="治疗性操作")], "表", "s")
    assert procedure_kind("51.2300", library) == "治疗性操作"


def test_the_insurance_edition_loads_whole(reference):
    library = load_code_table(reference / "codes" / "icd10_yibao2.csv", DX)
    assert len(library) == 33_304
    assert library.notes == ()
    assert sum(bool(e.grey) for e in library) == 2_828
    assert all(library.get(e.code) is e for e in library)
    procedures = load_code_table(reference / "codes" / "icd9cm3_yibao2.csv", PX)
    assert len(procedures) == 13_686
    assert sum(bool(e.operating_room) for e in procedures) == 10_251
