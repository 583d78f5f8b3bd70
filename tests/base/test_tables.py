"""Tables are read in one way, and what is wrong with one is told with file and line."""

import pytest

from coding.base.errors import KnowledgeError
from coding.base.resources import Resources
from coding.base.tables import parse_table, read_table

TABLE = "code,name\nA00,霍乱\n"


def refusal(text):
    with pytest.raises(KnowledgeError) as error:
        parse_table("表.csv", text.encode())
    return str(error.value)


def test_rows_are_told_by_column():
    assert list(parse_table("表.csv", TABLE.encode())) == [{"code": "A00", "name": "霍乱"}]


def test_a_table_saved_by_excel_reads_the_same():
    table = parse_table("表.csv", TABLE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert table.columns == ("code", "name")
    assert list(table) == [{"code": "A00", "name": "霍乱"}]


def test_comments_and_blank_lines_are_no_rows_and_lines_keep_their_numbers():
    table = parse_table("表.csv", '# 来源："某表\ncode,name\n\n# 传染病\nA00,霍乱\nA01,伤寒\n'.encode())
    assert [row["code"] for row in table] == ["A00", "A01"]
    assert table.lines == (5, 6)


def test_inside_quotes_a_line_may_begin_with_the_sign_of_comments():
    table = parse_table("表.csv", 'code,name\nA00,"第一行\n# 第二行"\n'.encode())
    assert [row["name"] for row in table] == ["第一行\n# 第二行"]


def test_a_quoted_cell_keeps_its_commas():
    assert parse_table("表.csv", b'codes,n\n"A00, A01",1\n').cells == (("A00, A01", "1"),)


def test_a_missing_column_is_told_with_file_and_line(tmp_path):
    (tmp_path / "scoring").mkdir()
    (tmp_path / "scoring" / "grades.csv").write_text("grade,note\n甲,\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        Resources(tmp_path).table("scoring/grades.csv", "grade", "least", "most")
    assert str(error.value) == "scoring/grades.csv 第1行：表头缺少列 least、most，请补上后再试。"


def test_a_column_that_stands_twice_is_told_with_file_and_line():
    assert refusal("# 说明\ncode,name,code\nA00,霍乱,A00\n").startswith("表.csv 第2行：表头中列 code 出现不止一次")


@pytest.mark.parametrize("row", ["A00", "A00,霍乱,多"])
def test_a_row_that_is_too_short_or_too_long_is_told_with_file_and_line(row):
    assert refusal(f"code,name\nA01,伤寒\n{row}\n").startswith("表.csv 第3行：列数与表头不符")


def test_a_quote_that_is_never_closed_is_told_with_file_and_line():
    assert refusal('code,name\nA00,"霍乱\n').startswith("表.csv 第2行：引号不成对")


def test_a_file_of_another_encoding_is_refused_in_one_sentence():
    with pytest.raises(KnowledgeError, match="请另存为 UTF-8 编码的 CSV"):
        parse_table("表.csv", TABLE.encode("gb18030"))


def test_an_empty_file_is_refused_in_one_sentence():
    assert refusal("# 只有说明\n") == "文件 表.csv 是空的：至少要有一行表头。"


def test_a_table_that_is_not_there_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(KnowledgeError, match=r"无\.csv 打不开（路径不存在）"):
        read_table(tmp_path / "无.csv")
