"""A payment policy as a file: what is read of it, on which day it holds, and what is refused with its line."""

from datetime import date

import pytest
import xlsxwriter

from coding.base.errors import KnowledgeError
from coding.payment.extent import Situation
from coding.payment.policy import embedded_policy, load_policy
from coding.payment.policy_key import policy_keys
from tests.payment.policy_desk import policy, write


def test_the_day_of_discharge_picks_the_rows(tmp_path):
    found = policy(tmp_path, "rate,8000,,2026-01-01,2026-12-31,甲文\nrate,8500,,2027-01-01,,乙文\n")
    everyone = Situation()
    assert found.of(date(2025, 12, 31)).best("rate", everyone) is None
    assert found.of(date(2026, 1, 1)).best("rate", everyone).number == 8000
    assert found.of(date(2026, 12, 31)).best("rate", everyone).clause == "甲文"
    assert found.of(date(2027, 1, 1)).best("rate", everyone).number == 8500
    assert not found.of(None).is_known
    assert (found.valid_from, found.valid_to) == (date(2026, 1, 1), None)


def test_a_policy_without_dates_holds_for_a_stay_without_a_day(tmp_path):
    assert policy(tmp_path, "rate,8000,,,,\n").of(None).is_known


def test_the_closest_row_speaks(tmp_path):
    terms = policy(
        tmp_path,
        "level_coefficient,1.1,三级,,,\nlevel_coefficient,0.9,二级,,,\nlevel_coefficient,1.3,三级+FR15,,,\n"
        "level_coefficient,1.2,FR1,,,\n",
    ).of(date(2026, 10, 1))

    def coefficient(drg, adrg, level):
        return terms.best("level_coefficient", Situation((drg, adrg, "MDCF"), level)).number

    assert coefficient("FB19", "FB1", "三级") == 1.1
    assert coefficient("FB19", "FB1", "二级") == 0.9
    assert coefficient("FR15", "FR1", "三级") == 1.3
    assert coefficient("FR11", "FR1", "三级") == 1.2
    assert terms.lacking("level_coefficient", Situation(("FB19",))) == "医院等级"


def test_keys_and_headers_may_be_chinese_and_the_file_a_workbook_or_gbk(tmp_path):
    text = '项目,值,适用对象,生效日期,失效日期,依据\n费率,"8,046.09",职工,2026年1月1日,,某文\n高倍率占比上限,5%,,,,\n'
    gbk = tmp_path / "甲.csv"
    gbk.write_bytes(text.encode("gb18030"))
    book = tmp_path / "乙.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        workbook.add_worksheet("说明").write_row(0, 0, ("本表由医保科填写",))
        sheet = workbook.add_worksheet("政策")
        for y, line in enumerate(("支付政策", *text.replace('"8,046.09"', "8046.09").splitlines())):
            sheet.write_row(y, 0, line.split(","))
    for file in (gbk, book):
        terms = load_policy(file).of(date(2026, 6, 1))
        assert terms.best("rate", Situation(insured="职工")).number == 8046.09
        assert terms.number("high_cap") == 0.05
        assert terms.lacking("rate", Situation()) == "参保类别"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("rates,8000,,,,", "第 3 行：不认识的项目“rates”"),
        ("rate,八千,,,,", "第 3 行：项目“费率”“八千”不是大于 0 的数"),
        ("rate,-1,,,,", "不是大于 0 的数"),
        ("rate,,,,,", "值是空的"),
        ("high_cap,120%,,,,", "不是 0 到 1 的比例"),
        ("high_cap,5%,三级,,,", "不分对象"),
        ("mode,比例,,,,", "“比例”不认识，应为 费率、点数 之一"),
        ("special,住院天 >= 60,久住,,,", "“住院天”不认识"),
        ("special,住院天数 >= 60,,,,", "要写名称"),
        ("high,倍率 > 3,,,,", "应写作 条件 => 公式"),
        ("high,倍率 > 3 => __import__('os'),,,,", "公式"),
        ('exclude,"任一手术(""不存在的表"")",甲,,,', "不是编码，也不是本表的编码表"),
        ("rate,8000,,2026-13-01,,", "生效日期“2026-13-01”看不懂"),
        ("rate,8000,,2026-05-01,2026-04-01,", "早于生效日期"),
        ("rate,8000,三级+二级,,,", "有两个医院等级"),
        ("retain,85%-70% => 1,,,,", "应写作 从-到 => 比例"),
        ("appeal_days,5.5,,,,", "整天数"),
        ("own_item,多学科,倍率,,,", "不能用在条件中"),
    ],
)
def test_a_row_that_cannot_be_used_refuses_the_file_with_its_line(tmp_path, row, sentence):
    with pytest.raises(KnowledgeError) as refused:
        policy(tmp_path, f"name,某市,,,,\n{row}\n")
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_rows_for_the_same_days_refuse_the_file_and_every_wrong_row_is_counted(tmp_path):
    with pytest.raises(KnowledgeError, match=r"第 3 行：.*与第 2 行重复.*另有 1 行有误（第 4 行）"):
        policy(tmp_path, "rate,8000,职工,2026-01-01,2026-12-31,\nrate,9000,职工,2026-12-31,,\nfee,1,,,,\n")
    policy(tmp_path, "rate,8000,职工,2026-01-01,2026-12-30,\nrate,9000,职工,2026-12-31,,\n")


def test_what_is_no_policy_is_told_so(tmp_path):
    file = tmp_path / "权重.csv"
    file.write_text("DRG编码,权重\nFR15,1\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="不像支付政策表"):
        load_policy(file)
    with pytest.raises(KnowledgeError, match="没有任何项目"):
        load_policy(write(tmp_path, ""))
    with pytest.raises(KnowledgeError, match="打不开"):
        load_policy(tmp_path / "没有.csv")


def test_the_stamp_changes_with_the_file(tmp_path):
    assert policy(tmp_path, "rate,8000,,,,\n").stamp != policy(tmp_path, "rate,8001,,,,\n").stamp


def test_the_embedded_example_says_what_it_is_and_invents_no_clause():
    found = embedded_policy()
    assert found.is_demonstration
    assert "演示" in found.title
    assert {row.clause for row in found.rows} <= {"", "本地政策文件（请填写文号）"}


def test_every_key_has_a_word_of_its_own():
    words = [key.word for key in policy_keys().values()]
    assert len(set(words)) == len(words)
    assert all(words)
