"""Rule files go from hospital to hospital; a bad row is told with file and line and costs itself only."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.base.errors import CodingError, UnusableInputError
from coding.rules.local import LocalRule, LocalRules, embedded_rows, row_of, said_of
from coding.rules.local_file import read_rule_file, write_rule_file
from coding.rules.rule_book import COLUMNS
from tests.rules.test_local import OWN

NONE = LocalRules()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "本院规则.csv"


def write(path, *rows, encoding="utf-8-sig", columns=COLUMNS):
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_what_one_hospital_exports_another_has_after_the_import(path):
    changed = said_of({**embedded_rows()["FP-STD-036"], "severity": "info", "valid_to": "2026-12-31"})
    local = LocalRules((changed, said_of(OWN)))
    assert write_rule_file(path, [row_of(r.id, local) for r in local.rules]) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the BOM"
    seen = read_rule_file(path, NONE)
    assert LocalRules(seen.changed) == local
    assert (seen.back, seen.unchanged, seen.errors) == ((), 0, ())
    again = read_rule_file(path, local)
    assert (again.changed, again.unchanged) == ((), 2)


def test_the_files_of_the_program_itself_say_nothing_new(path):
    write_rule_file(path, embedded_rows().values())
    seen = read_rule_file(path, NONE)
    assert (seen.changed, seen.back, seen.errors) == ((), (), ())
    assert seen.unchanged == len(embedded_rows())


def test_a_file_with_the_embedded_row_takes_an_alteration_back(path):
    write_rule_file(path, [embedded_rows()["FP-STD-036"]])
    local = LocalRules((LocalRule("FP-STD-036", (("on", "0"),)),))
    assert read_rule_file(path, local).back == ("FP-STD-036",)


def test_a_bad_row_costs_itself_only_and_is_told_with_its_line(path):
    write(path, {**OWN, "id": "H1"}, {**OWN, "id": "H2", "kind": "nothing"}, {**OWN, "id": "H3"}, {**OWN, "id": "H1"})
    seen = read_rule_file(path, NONE)
    assert [r.id for r in seen.changed] == ["H1", "H3"]
    assert [e.split("：")[0] for e in seen.errors] == ["本院规则.csv 第3行", "本院规则.csv 第5行"]
    assert "nothing" in seen.errors[0]
    assert "第2行" in seen.errors[1]


def test_what_a_file_of_a_former_version_switches_holds_though_its_condition_is_refused(path):
    former = {**embedded_rows()["FP-COD-175"], "params": 'if=matches(pathology, "^(?!M9823)")'}
    own = {**OWN, "params": 'if=matches(patient_name, "^(?!甲)")', "kind": "expression"}
    seen = read_rule_file(write(path, {**former, "on": "0", "severity": "info"}, own), NONE)
    assert seen.changed == (LocalRule("FP-COD-175", (("severity", "info"), ("on", "0"))),)
    embedded, other = seen.errors
    assert embedded.startswith("本院规则.csv 第2行：")
    assert "前后查看" in embedded
    assert "条件和文字仍用内置的" in embedded
    assert "内置" not in other
    unaltered = read_rule_file(write(path, former), NONE)
    assert (unaltered.changed, unaltered.back) == ((), ())
    assert "内置" not in unaltered.errors[0]


def test_a_table_saved_by_excel_in_gb18030_with_few_columns_is_read(path):
    columns = ("ID", "dimension", "fields", "kind", "params", "message", "备注")
    write(path, {**OWN, "ID": "H1", "备注": "随便"}, encoding="gb18030", columns=columns)
    (rule,) = read_rule_file(path, NONE).changed
    assert dict(rule.columns)["severity"] == "warning"
    assert dict(rule.columns)["message"] == OWN["message"]


def test_a_row_of_an_embedded_rule_may_name_only_what_it_alters(path):
    path.write_text("id,on\nFP-STD-036,0\nFP-STD-037,0,\n\n,,\n", encoding="utf-8")
    seen = read_rule_file(path, NONE)
    assert [r.columns for r in seen.changed] == [(("on", "0"),), (("on", "0"),)]
    assert seen.errors == ()


def test_a_blank_cell_that_can_be_no_answer_says_nothing(path):
    path.write_text("id,severity,dimension,kind,valid_to\nFP-STD-036,,,,2026-12-31\n", encoding="utf-8")
    (rule,) = read_rule_file(path, NONE).changed
    assert rule.columns == (("valid_to", "2026-12-31"),)


def test_rows_with_other_columns_than_the_header_are_told(path):
    path.write_text("id,on\nFP-STD-036\nFP-STD-037,0,x\n", encoding="utf-8")
    assert len(read_rule_file(path, NONE).errors) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\x00\x01\x02" * 50,
        "病案号,姓名\n1,甲\n".encode("gb18030"),
        b"id,kind,kind\nA,b,c\n",
        "id,姓名\n1,甲\n".encode(),
        b"kind,params\nrange,min=1\n",
    ],
    ids=("空", "只有BOM", "二进制", "病案", "重复列", "只有编号", "没有编号"),
)
def test_what_is_no_rule_file_is_refused_in_one_sentence(path, content):
    path.write_bytes(content)
    with pytest.raises(UnusableInputError, match=r"本院规则\.csv"):
        read_rule_file(path, NONE)


def test_a_cell_that_cannot_be_read_costs_its_row(path):
    path.write_bytes("id,on,message\nFP-STD-036,0,甲\x00乙\nFP-STD-037,0,乙\n".encode())
    seen = read_rule_file(path, NONE)
    assert [r.id for r in seen.changed] == ["FP-STD-037"]
    assert seen.errors == ("本院规则.csv 第2行：有无法识别的字符，请另存为 UTF-8 编码的 CSV 后再导入。",)


def test_the_columns_of_a_row_are_told_by_their_number(path):
    path.write_text("id,on\nFP-STD-036,0\nFP-STD-037\nFP-STD-038,0,x\nFP-STD-037,0,,\n", encoding="utf-8")
    seen = read_rule_file(path, NONE)
    assert seen.errors == (
        "本院规则.csv 第3行：列数与表头不符，含逗号的内容请用引号括起。",
        "本院规则.csv 第4行：列数与表头不符，含逗号的内容请用引号括起。",
    )
    assert [r.id for r in seen.changed] == ["FP-STD-036", "FP-STD-037"]
    assert seen.file == "本院规则.csv"


def test_a_file_too_large_to_be_written_by_people_is_refused(path):
    path.write_bytes(b"id,on\n" + b"\n" * 20_001)
    with pytest.raises(UnusableInputError, match="行数太多"):
        read_rule_file(path, NONE)
    path.write_bytes(b"id,on\n" + b" " * 20_000_000)
    with pytest.raises(UnusableInputError, match="太大"):
        read_rule_file(path, NONE)


def test_a_file_that_is_not_there_or_cannot_be_written(tmp_path):
    with pytest.raises(UnusableInputError, match="路径不存在"):
        read_rule_file(tmp_path / "无.csv", NONE)
    with pytest.raises(UnusableInputError, match="文件夹"):
        write_rule_file(tmp_path, [OWN])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: ("id,on,kind\n" + t).encode())))
def test_no_file_breaks_the_program(path, content):
    path.write_bytes(content)
    try:
        seen = read_rule_file(path, NONE)
    except CodingError:
        return
    assert all(isinstance(e, str) for e in seen.errors)
