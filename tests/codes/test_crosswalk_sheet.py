"""A crosswalk in a sheet: which columns it has, which rows are used, and which are told."""

import pytest

from coding.base.errors import KnowledgeError
from coding.codes.crosswalk import load_crosswalk
from coding.codes.entry import CodeKind

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


def load(tmp_path, text, kind=DX):
    path = tmp_path / "对照.csv"
    path.write_text(text, encoding="utf-8")
    return load_crosswalk(path, kind)


@pytest.mark.parametrize(
    "header",
    [
        "临床版编码,医保版编码",
        "国临代码,医保代码",
        "国临版2.0编码,医保版2.0编码",
        "source,target",
        "Clinical_Code,Insurance_Code",
    ],
)
def test_both_columns_are_found_by_what_they_are_called(tmp_path, header):
    found = load(tmp_path, f"{header}\nA18.000x901,A19.000x001\n")
    assert found.carry("A18.000x901") == "A19.000x001"
    assert len(found) == 1


def test_columns_of_names_are_no_columns_of_codes(tmp_path):
    found = load(tmp_path, "临床版名称,医保版名称,临床版编码,医保版编码\n甲,乙,A18.000x901,A19.000x001\n")
    assert found.targets == {"A18.000x901": "A19.000x001"}


def test_titles_above_the_header_are_passed_over(tmp_path):
    found = load(tmp_path, "某院对照表,\n临床版编码,备注\n临床版编码,医保版编码\n??,I10\nI10.x00,I10.x00\n")
    assert found.targets == {"I10.x00": "I10.x00"}
    assert found.notes[0].startswith("第4行")


def test_codes_are_kept_in_canonical_spelling(tmp_path):
    found = load(tmp_path, "临床版编码,医保版编码\n i21.9 ,I21900\n")
    assert found.targets == {"I21.900": "I21.900"}
    assert found.knows("I21.900")
    assert not found.knows("I21.9")
    assert load(tmp_path, "临床版编码,医保版编码\n4701,47.0100\n", PX).targets == {"47.0100": "47.0100"}


def test_a_pair_that_the_clinical_table_writes_in_one_code_is_known_as_it_is_written(tmp_path):
    found = load(tmp_path, "临床版编码,医保版编码\nB37.600I39.8,B37.600+I39.8*\n")
    assert found.targets == {"B37.600I39.8": "B37.600+I39.8*"}


def test_empty_rows_are_no_complaint_and_half_a_row_is(tmp_path):
    found = load(tmp_path, "备注,临床版编码,医保版编码\n甲\n乙,,\n丙,I10.x00\n丁,,I10.x00\n戊,I10.x00,I10.x00\n")
    assert found.targets == {"I10.x00": "I10.x00"}
    assert [note[:3] for note in found.notes] == ["第4行", "第5行"]


def test_the_first_of_two_rows_that_contradict_is_kept_and_a_repetition_is_none(tmp_path):
    found = load(tmp_path, "临床版编码,医保版编码\nI10.x00,I10.x00\nI10.x00,I11.900\nI10.x00,I10.x00\n")
    assert found.targets == {"I10.x00": "I10.x00"}
    assert found.notes == ("第3行 I10.x00 已对应 I10.x00，又对应 I11.900，保留先出现的一行。",)


@pytest.mark.parametrize(("bad", "notes", "last"), [(20, 20, "第22行"), (21, 21, "另有1行"), (50, 21, "另有30行")])
def test_many_bad_rows_are_summed_up(tmp_path, bad, notes, last):
    found = load(tmp_path, "临床版编码,医保版编码\nI10.x00,I10.x00\n" + "??,I10\n" * bad)
    assert len(found.notes) == notes
    assert found.notes[-1].startswith(last)


@pytest.mark.parametrize(("kind", "word"), [(DX, "诊断编码"), (PX, "手术操作编码")])
def test_a_sheet_of_the_other_kind_says_which_codes_were_looked_for(tmp_path, kind, word):
    with pytest.raises(KnowledgeError, match=word):
        load(tmp_path, "临床版编码,医保版编码\n甲,乙\n", kind)


def test_the_stamp_follows_the_content_and_the_kind(tmp_path):
    text = "临床版编码,医保版编码\nI10.x00,I10.x00\n"
    first, again, other = load(tmp_path, text), load(tmp_path, text), load(tmp_path, text + "I11.900,I11.900\n")
    assert first.stamp == again.stamp != other.stamp
    assert first.stamp.startswith("dx-map-")
    assert first.title == "对照"


def test_a_title_that_names_one_edition_only_is_no_header(tmp_path):
    for title in ("医保版编码库,甲", "临床版编码库,甲"):
        found = load(tmp_path, f"{title}\n临床版编码,医保版编码\nA18.000x901,A19.000x001\n")
        assert found.targets == {"A18.000x901": "A19.000x001"}


def test_a_line_that_cannot_be_used_is_named_as_an_editor_numbers_it(tmp_path):
    found = load(tmp_path, "临床版编码,医保版编码\n\nI10.x00,I10.x00\n\nJ18.900,坏\n")
    assert found.notes == ("第5行缺少一侧的编码，或不是合格的编码，未载入。",)
