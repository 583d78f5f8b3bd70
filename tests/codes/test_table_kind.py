"""A table of another kind is not accepted as a code table: it is named, and where it belongs is said."""

import pytest

from coding.base.errors import KnowledgeError
from coding.codes.code_sheet import stated_edition
from coding.codes.code_table import read_code_table
from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table

#: Groups of which a forgiving reader takes some for diagnoses: FL19 is F11.9 to it.
GROUPS = ("FL19", "FL21", "GI13", "IO11", "HL29", "ES31", "AA19", "BB11", "CB23", "XR19", "FM13")


def written(tmp_path, text, name="表.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def weights(columns="DRG编码,DRG名称,权重"):
    return columns + "\n" + "".join(f"{drg},某某手术{n},1.{n}\n" for n, drg in enumerate(GROUPS))


@pytest.mark.parametrize("kind", CodeKind)
@pytest.mark.parametrize("columns", ["DRG编码,DRG名称,权重", "病组编码,病组名称,支付标准", "甲,乙,权重"])
def test_weights_are_no_codes_whatever_their_columns_are_called(tmp_path, kind, columns):
    with pytest.raises(KnowledgeError, match=r"像是DRG 权重表.*权重与费率表"):
        load_code_table(written(tmp_path, weights(columns)), kind)


def test_a_list_of_groups_without_weights_is_named_too(tmp_path):
    text = "code,name\n" + "".join(f"{drg},某某\n" for drg in GROUPS)
    with pytest.raises(KnowledgeError, match="DRG 病组目录"):
        load_code_table(written(tmp_path, text), CodeKind.DIAGNOSIS)


def test_each_classification_is_told_from_the_other(tmp_path):
    px = written(tmp_path, "编码,名称\n47.0100,阑尾切除术\n51.2300,胆囊切除术\n")
    dx = written(tmp_path, "编码,名称\nK35.800,阑尾炎\nK80.000,胆囊结石\n", "诊断.csv")
    with pytest.raises(KnowledgeError, match=r"手术操作编码表.*手术操作码表"):
        load_code_table(px, CodeKind.DIAGNOSIS)
    with pytest.raises(KnowledgeError, match=r"诊断编码表.*诊断码表"):
        load_code_table(dx, CodeKind.PROCEDURE)


def test_packets_of_dip_are_no_diagnoses(tmp_path):
    text = "编码,名称\nK80.1:51.2300,胆囊结石\nI10:,高血压\nJ18.9:保守治疗,肺炎\n"
    with pytest.raises(KnowledgeError, match="DIP"):
        load_code_table(written(tmp_path, text), CodeKind.DIAGNOSIS)


def test_a_table_most_of_whose_rows_are_no_codes_is_refused_with_their_number(tmp_path):
    text = "编码,名称\nI10.x00,高血压\n" + "".join(f"K-{n},收费项目\n" for n in range(1000, 1009))
    with pytest.raises(KnowledgeError, match="10 行里有 9 行不是诊断编码"):
        load_code_table(written(tmp_path, text), CodeKind.DIAGNOSIS)


def test_a_table_with_a_few_bad_rows_is_taken_and_each_is_named_by_its_line(tmp_path):
    text = "编码,名称\nI10.x00,高血压\n?,坏\nJ18.900,\nI10.x00,原发性高血压\nJ18.900,肺炎\n"
    sheet = read_code_table(written(tmp_path, text), CodeKind.DIAGNOSIS)
    assert [e.code for e in sheet.entries] == ["I10.x00", "J18.900"]
    assert [(f.line, f.code) for f in sheet.faults] == [(3, "?"), (4, "J18.900"), (5, "I10.x00")]
    assert (sheet.code_column, sheet.name_column, sheet.rows) == ("编码", "名称", 5)
    assert "原发性高血压" in sheet.faults[2].sentence


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("医保版2.0疾病诊断.xlsx", "医保版 2.0"),
        ("国家临床版2.0手术.csv", "临床版 2.0"),
        ("icd10_yb2.csv", "医保版"),
        ("本院诊断20260101.csv", ""),
    ],
)
def test_the_edition_is_what_the_name_says(name, edition):
    assert stated_edition(name) == edition


def test_no_table_of_weights_in_use_anywhere_passes_for_codes(reference):
    tables = sorted((reference / "weights" / "regions").glob("*.csv"))
    for path in tables[::4]:
        for kind in CodeKind:
            with pytest.raises(KnowledgeError, match="像是"):
                load_code_table(path, kind)


def test_the_tables_in_use_are_still_read(reference):
    for name, kind in (
        ("codes/icd10_yibao2.csv", CodeKind.DIAGNOSIS),
        ("codes/icd9cm3_yibao2.csv", CodeKind.PROCEDURE),
        ("terms/icd10_bj601.csv", CodeKind.DIAGNOSIS),
        ("terms/icd9_xh2017.csv", CodeKind.PROCEDURE),
    ):
        sheet = read_code_table(reference / name, kind)
        assert len(sheet.entries) > 9000
        assert len(sheet.faults) < 5, name
