"""Of which edition a file's codes are: told by codes that mean something else in the other edition, by their names."""

from dataclasses import replace

import pytest

from coding.codes.code_tables import CodeTables
from coding.codes.crosswalk import Crosswalk, load_crosswalk
from coding.codes.edition import CLINICAL, INSURANCE, edition_of, said_edition, with_said_edition
from coding.codes.edition_guess import guessed_edition, signs_of
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library, load_code_table
from coding.page.front_page import FrontPage, Origin

DX = CodeKind.DIAGNOSIS
#: In both editions, with another meaning: code, its insurance name, what it means in the clinical edition.
BOTH = [(f"A1{n}.000x001", f"甲病{n}", f"A1{n}.001", f"乙病{n}") for n in range(9)]


@pytest.fixture(scope="module")
def codes():
    entries = [CodeEntry(code, name) for code, name, _, _ in BOTH] + [CodeEntry(t, name) for _, _, t, name in BOTH]
    plain = [CodeEntry(f"B0{n}.000x009", f"同{n}") for n in range(9)]
    library = CodeLibrary(DX, [*entries, *plain], "医保版", "x")
    targets = {code: target for code, _, target, _ in BOTH} | {e.code: e.code for e in plain}
    targets |= {f"C0{n}.000x001": f"A1{n}.001" for n in range(9)} | {t: t for _, _, t, _ in BOTH}
    targets |= {f"D0{n}.000x00{m}": f"A1{n}.001" for n in range(9) for m in range(3)}
    return CodeTables(library, embedded_library(CodeKind.PROCEDURE), Crosswalk(DX, "对照", "y", targets))


def guess(codes, *pairs):
    return guessed_edition({DX: list(pairs)}, codes)


def clinical(n):
    return BOTH[n][0], BOTH[n][3]


def insurance(n):
    return BOTH[n][0], BOTH[n][1]


def test_a_code_of_both_editions_speaks_by_the_name_beside_it(codes):
    assert guess(codes, *map(clinical, range(3))).edition == CLINICAL
    assert guess(codes, *map(insurance, range(3))).edition == INSURANCE


def test_width_and_blanks_of_a_name_are_no_other_name(codes):
    pairs = [(code, f" {name} ".replace("乙病", "乙　病")) for code, name in map(clinical, range(3))]
    assert guess(codes, *pairs).edition == CLINICAL


def test_a_name_of_neither_and_no_name_say_nothing(codes):
    found = guess(codes, *((code, "别的") for code, _ in map(clinical, range(3))), (BOTH[4][0], ""))
    assert (found.clinical, found.insurance, found.edition, found.matters) == (0, 0, "", True)


def test_few_signs_and_signs_of_both_are_left_open(codes):
    assert guess(codes, clinical(0), clinical(1)).edition == ""
    assert guess(codes, *map(clinical, range(4)), insurance(5)).edition == "", "one in five says the other"


def test_one_slip_among_many_signs_is_a_slip(codes):
    many = [(f"C0{n}.000x001", "") for n in range(9)]
    assert guess(codes, *many, *map(clinical, range(3)), insurance(5)).edition == CLINICAL


def test_a_code_counts_once_on_however_many_pages_it_stands(codes):
    assert guess(codes, *[clinical(0)] * 50).edition == ""


def test_a_code_of_one_edition_speaks_by_itself(codes):
    assert guess(codes, *((f"C0{n}.000x001", "") for n in range(3))).edition == CLINICAL


def test_where_no_code_differs_nobody_need_be_asked(codes):
    found = guess(codes, ("B00.000x009", "同0"), ("K80.100", "胆囊结石"))
    assert (found.edition, found.matters) == ("", False)


def test_without_crosswalk_or_with_a_clinical_table_nothing_is_guessed(codes):
    assert signs_of(replace(codes, dx_map=None), DX) is None
    own = CodeLibrary(
        DX, [CodeEntry(f"C0{n}.000x001", "临床") for n in range(9)] + [CodeEntry("D00.000x001", "")], "临", "z"
    )
    own = CodeLibrary(DX, [*own.entries, *(CodeEntry(s, "") for s in codes.dx_map.targets)], "临床版", "z")
    assert signs_of(replace(codes, dx=own), DX) is None
    assert signs_of(replace(codes, dx=embedded_library(DX)), DX) is None


def test_what_was_said_of_a_layout_goes_before_the_layout_itself():
    said = with_said_edition("", "n041", INSURANCE)
    assert said == "n041=insurance"
    page = FrontPage(origin=Origin(layout="n041"))
    assert edition_of(page, said) == INSURANCE
    assert edition_of(replace(page, origin=Origin(layout="n042")), said) == CLINICAL
    assert edition_of(replace(page, extra={"编码版本": "国临2.0"}), said) == CLINICAL, "the page itself goes first"
    assert said_edition("clinical", "n041") == CLINICAL
    assert with_said_edition("clinical", "n041", INSURANCE) == "clinical,n041=insurance"
    assert said_edition("clinical,n041=insurance", "n041") == INSURANCE
    assert with_said_edition(said, "n041", CLINICAL) == "n041=clinical"


def test_the_reference_tables_have_249_codes_of_both_editions(reference):
    folder = reference / "codes"
    tables = CodeTables(
        load_code_table(folder / "icd10_yibao2.csv", DX),
        load_code_table(folder / "icd9cm3_yibao2.csv", CodeKind.PROCEDURE),
        load_crosswalk(folder / "dx_map_clinical_to_yibao2.csv", DX),
        load_crosswalk(folder / "px_map_clinical_to_yibao2.csv", CodeKind.PROCEDURE),
    )
    found = [len(signs_of(tables, kind).names) for kind in CodeKind]
    assert sum(found) == 249
