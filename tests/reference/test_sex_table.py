"""The bureau's table of codes of one sex: real files as they are exported, and what is wrong with them by row."""

import pytest
import xlsxwriter

from coding.base.errors import KnowledgeError
from coding.codes.entry import CodeKind
from coding.examine.examine import examine
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.reference.sex_table import FEMALE, MALE, load_sex_table
from coding.rules.example import read_example

ROWS = [
    ["性别与疾病诊断对照库", "", ""],
    ["疾病编码", "疾病名称", "性别"],
    ["N60", "良性乳腺发育不良", "女"],
    ["C61.x00", "前列腺恶性肿瘤", "男性"],
    ["L70.000x001", "青春期痤疮", "不限"],
    ["85.4", "乳房切除术", "女"],
]


@pytest.fixture
def gbk(tmp_path):
    path = tmp_path / "性别库2026.csv"
    path.write_bytes("\r\n".join(",".join(row) for row in ROWS).encode("gb18030"))
    return path


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "性别库2026.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("说明").write(0, 0, "某市医保局")
        sheet = workbook.add_worksheet("诊断")
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
    return path


@pytest.fixture(params=["gbk", "book"])
def table(request):
    return request.getfixturevalue(request.param)


def seen(text, path):
    page, _, _ = read_example(text)
    found = examine(page, load_knowledge(KnowledgeSource(sex_table=str(path)))).findings
    return {f.rule: f for f in found}


def test_a_category_speaks_for_what_stands_below_it(table):
    held = load_sex_table(table)
    assert len(held) == 3
    assert held.entry("N60.100x002", CodeKind.DIAGNOSIS).sex == FEMALE
    assert held.entry("C61.x00", CodeKind.DIAGNOSIS).sex == MALE
    assert held.entry("85.4300", CodeKind.PROCEDURE).sex == FEMALE
    assert held.entry("N61.x00", CodeKind.DIAGNOSIS) is None
    assert held.entry("L70.000x001", CodeKind.DIAGNOSIS) is None
    assert not held.notes


def test_a_code_of_the_other_sex_is_told_with_table_and_line(table):
    found = seen("sex=1 | dx=I10.x00 高血压 | dx=N60.100 囊性乳腺病 | op=85.4300 乳房切除术", table)
    assert "性别对照表“性别库2026”第3行写明只用于女性" in found["FP-ACC-950"].message
    assert found["FP-ACC-950"].place.index == 1
    assert "第6行" in found["FP-ACC-951"].message


def test_what_the_embedded_rules_say_is_said_once(table):
    found = seen("sex=2 | dx=C61.x00 前列腺恶性肿瘤", table)
    assert "FP-COD-023" in found
    assert "FP-ACC-950" not in found


@pytest.mark.parametrize("text", ["sex=2 | dx=N60.100 囊性乳腺病", "sex=9 | dx=N60.100 囊性乳腺病"])
def test_the_right_sex_and_an_unknown_one_are_no_finding(text, table):
    assert "FP-ACC-950" not in seen(text, table)


def test_without_a_table_nothing_is_said_and_nothing_is_open(embedded):
    page, _, _ = read_example("sex=1 | dx=N60.100 囊性乳腺病")
    found = examine(page, embedded)
    assert "FP-ACC-950" not in {f.rule for f in found.findings} | {n.rule for n in found.not_judged}


def test_wrong_rows_are_told_by_their_line_and_cost_themselves_only(tmp_path):
    path = tmp_path / "库.csv"
    path.write_text("编码,名称,性别\nN60,乳腺,女\nN61,炎,母\n??,坏,男\nN60,乳腺,男\n", encoding="utf-8")
    held = load_sex_table(path)
    assert len(held) == 1
    assert "第3行的性别“母”看不懂" in held.notes[0]
    assert "第4行的编码“??”不成形" in held.notes[1]
    assert "第5行 N60 与第2行的性别相反" in held.notes[2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("编码,名称\nN60,乳腺\n", "找不到编码和性别两列"),
        ("编码,名称,性别\nN60,乳腺,母\n", "没有一行可用：第2行"),
        ("编码,性别\nN60,不限\n", "各行的性别都是不限"),
    ],
)
def test_a_sheet_that_is_none_is_refused_in_words(tmp_path, text, told):
    path = tmp_path / "库.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told):
        load_sex_table(path)


def test_a_column_of_the_sex_that_may_not_is_turned_round(tmp_path):
    path = tmp_path / "库.csv"
    path.write_text("诊断编码,不适用性别\nN60,男\n", encoding="utf-8")
    assert load_sex_table(path).entry("N60.100", CodeKind.DIAGNOSIS).sex == FEMALE
