"""Published lists in the forms that they come in."""

import pytest

from coding.base.errors import KnowledgeError
from coding.payment.group_list import pasted_group_list, read_group_list
from tests.workbooks import workbook


def test_titles_above_two_sheets_and_columns_by_other_words(tmp_path):
    path = workbook(
        tmp_path / "目录.xlsx",
        说明=[["本表由医保局公布"], ["第一章"]],
        外科=[
            ["某市病组目录"],
            [],
            ["序号", "DRG组编码", "DRG组名称", "基准权重", "备注"],
            [1, "FB19", "心脏手术", 3.5, "基础"],
        ],
        内科=[["病组代码", "病组名称", "例均费用", "基础病组"], ["FR11", "心力衰竭，伴并发症", 8000, "是"]],
    )
    found = read_group_list(path)
    assert found.names == {"FB19": "心脏手术", "FR11": "心力衰竭，伴并发症"}
    surgical, medical = found.groups
    assert (surgical.weight, surgical.note) == ("3.5", "基础")
    assert (medical.mean_cost, medical.basic) == ("8000", "是")


def test_a_header_of_two_merged_rows(tmp_path):
    path = workbook(
        tmp_path / "目录.xlsx",
        目录=[["序号", "DRG", None, "权重"], [None, "编码", "名称", None], [1, "FR11", "心力衰竭", 0.8]],
    )
    assert [(g.code, g.name, g.weight) for g in read_group_list(path).groups] == [("FR11", "心力衰竭", "0.8")]


@pytest.mark.parametrize(
    "text",
    [
        "FR11\t心力衰竭，伴并发症\t0.81\nFB19\t心脏手术\t3.5",
        "FR11 心力衰竭，伴并发症 0.81\nFB19 心脏手术 3.5",
        "表一 病组目录\nFR11心力衰竭，伴并发症\n\nＦＢ１９　心脏手术",
        "FR11,心力衰竭，伴并发症,0.81\nFB19,心脏手术,3.5",
        "DRG编码,DRG名称\nFR11,心力衰竭，伴并发症\nfb19,心脏手术",
    ],
)
def test_pasted_text(text):
    assert pasted_group_list(text).names == {"FR11": "心力衰竭，伴并发症", "FB19": "心脏手术"}


def test_letters_for_digits_are_put_right_and_told():
    found = pasted_group_list("DRG编码,DRG名称\nFRl1,心力衰竭")
    assert found.names == {"FR11": "心力衰竭"}
    assert "FRL1" in found.notes[0]


def test_what_is_left_out_is_told_by_row():
    found = pasted_group_list("DRG编码,DRG名称\nFR11,甲\nFR11,乙\nF??,丙\n,丁\n合计,\nFQY,歧义组\nFR15,\nFR11,甲")
    told = " ".join(found.notes)
    assert found.names == {"FR11": "甲", "FR15": ""}
    for words in ("第3行", "另一个名称", "第4行", "第5行", "FR15 没有名称", "1 行是歧义组", "1 行与前面的病组相同"):
        assert words in told
    assert "合计" not in told


def test_what_is_no_list_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "日志.csv"
    path.write_text("日期,人数\n2026-01-01,3\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="没有找到病组"):
        read_group_list(path)


@pytest.mark.parametrize("text", ["", "\n\n", "FR" * 5000, "A\t" * 3000])
def test_nothing_is_no_list(text):
    with pytest.raises(KnowledgeError):
        pasted_group_list(text)
