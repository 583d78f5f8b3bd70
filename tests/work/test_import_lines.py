"""What was mended while reading: one line for what is alike, in the words of the form."""

from coding.exchange.read import read_file
from coding.work.import_lines import column_labels, repair_lines

HEAD = "BAH,XM,XB,GG,RYTJ,JBDM,ZYZD\n"


def test_a_hundred_provinces_are_one_line_with_the_count(tmp_path):
    path = tmp_path / "三月.csv"
    rows = "".join(f"{n},样例{n},男,江西省,急诊,J18.900,肺炎\n" for n in range(133))
    path.write_text(HEAD + rows, encoding="utf-8")
    lines = repair_lines(read_file(path))
    assert len(lines) == 3
    [province] = [line for line in lines if line.before.startswith("江西")]
    assert (province.field, len(province.repairs)) == ("籍贯（省区市）", 133)
    assert [r.case_no for r in province.repairs][:2] == ["0", "1"]
    for line in lines:
        assert "RC0" not in line.reason
        assert line.field not in ("GG", "XB", "RYTJ")


def test_the_reason_names_the_list_and_its_value(tmp_path):
    path = tmp_path / "三月.csv"
    path.write_text(HEAD + "1,样例,男,江西省,急诊,J18.900,肺炎\n", encoding="utf-8")
    reasons = {line.before: line.reason for line in repair_lines(read_file(path))}
    assert reasons["急诊"] == "入院途径：1 是“急诊”"
    assert reasons["男"] == "性别代码：1 是“男”"


def test_columns_of_a_sheet_of_no_family_have_their_labels_too(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text(
        "住院号码,患者姓名,性别,主要诊断编码,主要诊断名称,备注\n1,样例,男,J18.900,肺炎,无\n", encoding="utf-8"
    )
    label = column_labels(read_file(path))
    assert label("备注") == "备注"
    assert label("患者姓名") == "姓名"
