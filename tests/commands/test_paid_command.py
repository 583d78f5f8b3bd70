"""``paid``: an insurer's result beside the pages, by cause; denials with the days left; nothing guessed in silence."""

import csv
import json

import pytest
import xlsxwriter

from coding.commands.door import run
from coding.drg.scheme import embedded_scheme
from coding.exchange.write import write_n041
from tests.commands.test_policy_option import POLICY, stay, table

PAGES = (
    stay("0001"),
    stay("0002", los_days="60"),
    stay("0003", fee_total="100000"),
    stay("0004", fee_total="21000"),
    stay("0005"),
    stay("0006"),
    stay("0007"),
    stay("0008"),
    stay("0008", admission_times="2", discharge_datetime="2026-03-20 10:00"),
    stay("0009"),
)
APPEAL = "appeal_days,5,,,,甲文第20条\n"
HEAD = (
    "某市医保局 2026年3月结算结果\n"
    "病案号,结算号,出院日期,结算日期,DRG组（医保）,支付额（元）,拒付额,拒付原因,拒付日期\n"
)


@pytest.fixture
def files(tmp_path):
    write_n041(tmp_path / "首页.csv", PAGES)
    (tmp_path / "政策.csv").write_text(POLICY + APPEAL, encoding="utf-8")
    run(["group", str(tmp_path / "首页.csv"), "--out", str(tmp_path / "drg.csv")])
    drg = table(tmp_path / "drg.csv")[0]["drg"]
    (tmp_path / "权重.csv").write_text(f"DRG编码,权重,均费\n{drg},1.5,20000\n", encoding="utf-8")
    return tmp_path, drg


def paid(files, rows, *more, head=HEAD, encoding="gb18030", as_of="2026-04-13"):
    folder, _ = files
    result = folder / "结算.csv"
    result.write_bytes((head + rows).encode(encoding))
    options = ["--tariff", str(folder / "权重.csv"), "--policy", str(folder / "政策.csv"), "--as-of", as_of, *more]
    out = folder / "out"
    assert run(["paid", str(result), "--pages", str(folder / "首页.csv"), *options, "--out", str(out)]) == 0
    return {row["case_no"] + row["row"]: row for row in table(out / "differences.csv")}


def test_differences_by_cause(files):
    _, drg = files
    scheme, same = embedded_scheme(), drg
    own = scheme.traits(drg)
    mdc = next(code for code in scheme.groups if scheme.traits(code).chapter != own.chapter)
    adrg = next(
        code
        for code in scheme.groups
        if scheme.traits(code).chapter == own.chapter and scheme.traits(code).family != own.family
    )
    found = paid(
        files,
        f"0001,A1,2026-03-10,2026-04-01,{same},15000,,,\n"
        f"0002,A2,2026-03-10,2026-04-01,{same},15000,,,\n"
        f"0003,A3,2026-03-10,2026-04-01,{same},15000,,,\n"
        f"0004,A4,2026-03-10,2026-04-01,{same},14000,,,\n"
        f"0005,A5,2026-03-10,2026-04-01,{mdc},14000,,,\n"
        f"0006,A6,2026-03-10,2026-04-01,{adrg},14000,,,\n"
        f"0007,A7,2026-03-10,2026-04-01,{same},14900,100.5,超限定支付范围,2026-04-03\n"
        f"9999,A9,2026-03-10,2026-04-01,{same},14000,,,\n"
        f"0008,A8,2026-03-10,2026-04-01,XX99 外地病组,14000,,,\n"
        "合计,,,,,101900,100.5,,\n",
    )
    causes = {key: row["cause"] for key, row in found.items()}
    assert causes["00011"] == "一致"
    assert causes["00022"] == "除外不同"
    assert causes["00033"] == "倍率处理不同"
    assert causes["00044"] == "费率、系数或点值不同"
    assert causes["00055"] == "主要诊断大类不同"
    assert causes["00066"] == "核心病组不同"
    assert causes["00077"] == "拒付"
    assert causes["99998"] == "没有找到病案"
    assert causes["00089"] == "医保的病组不在本方案"
    assert sorted(key for key, cause in causes.items() if cause == "没有找到结算结果") == ["0008", "0009"]
    assert found["00033"]["difference"] == "-40000"
    assert "医保写明的原因：超限定支付范围" in found["00077"]["sentence"]


def test_denials_have_the_days_that_are_left_in_working_days(files):
    folder, drg = files
    paid(
        files,
        f"0007,A7,2026-03-10,2026-04-01,{drg},14900,100.5,超限定支付范围,2026-04-10\n"
        f"0001,A1,2026-03-10,2026-04-01,{drg},14900,50,重复收费,2026-03-02\n",
    )
    past, running = table(folder / "out" / "denials.csv")
    # five working days after Friday the 10th of April end on Friday the 17th
    assert (running["due"], running["left"], running["statement"]) == ("2026-04-17", "4", "还有 4 天")
    assert past["statement"].startswith("已过期")
    assert past["clause"] == "甲文第20条"
    summary = json.loads((folder / "out" / "summary.json").read_text("utf-8"))
    assert summary["months"][0]["denied"] == 150.5
    assert summary["by_cause"]["拒付"] == 2


def test_a_year_that_the_calendar_does_not_hold_is_not_guessed(files):
    folder, drg = files
    paid(files, f"0007,A7,2026-03-10,2041-04-01,{drg},14900,100,理由,2041-04-03\n", as_of="2041-04-04")
    (denial,) = table(folder / "out" / "denials.csv")
    assert denial["due"] == ""
    assert "2041 年放假安排尚未录入" in denial["statement"]


def test_what_is_doubtful_is_told(files):
    head = "病案号,结算日期,支付额\n"
    found = paid(files, "1,2026-04-01,15000\n8,2026-04-01,15000\n0002,2026-01-01,15000\n", head=head, encoding="utf-8")
    assert found["00011"]["match"] == "存疑"
    assert "只按病案号对应" in found["00011"]["sentence"]
    assert found["82"]["match"] == "未找到"
    assert "2 次住院" in found["82"]["sentence"]
    assert "都在结算日期之后出院" in found["00023"]["sentence"]


def test_a_stay_that_two_rows_claim_is_doubtful_in_the_second(files):
    _, drg = files
    row = f"0001,A1,2026-03-10,2026-04-01,{drg},15000,,,\n"
    found = paid(files, row + row)
    assert (found["00011"]["match"], found["00012"]["match"]) == ("已对应", "存疑")


def test_a_sum_of_the_fund_alone_is_told_to_be_another_thing(files):
    found = paid(files, "0001,2026-03-10,9000\n", head="病案号,出院日期,统筹支付\n", encoding="utf-8")
    assert "口径不同" in found["00011"]["sentence"]


def test_rows_that_cannot_be_used_are_told_and_the_others_go_on(files, capsys):
    _, drg = files
    found = paid(
        files, f"0001,A1,2026-03-10,,{drg},一万,,,\n,,2026-03-10,,{drg},1,,,\n0004,,20260310,,{drg},15000,,,\n"
    )
    told = capsys.readouterr().err
    assert "结算.csv 第 3 行：支付额“一万”不是数字" in told
    assert "第 4 行：没有病案号" in told
    assert found["00043"]["cause"] == "一致"


def test_a_workbook_with_a_title_is_read(files):
    folder, drg = files
    book = folder / "结算.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        workbook.add_worksheet("说明").write_row(0, 0, ("仅供参考",))
        sheet = workbook.add_worksheet("明细")
        sheet.write_row(0, 0, ("结算明细",))
        sheet.write_row(1, 0, ("病案号", "出院日期", "病组", "支付金额"))
        sheet.write_row(2, 0, ("0001", "2026-03-10", drg, "15,000.00"))
    options = ["--tariff", str(folder / "权重.csv"), "--policy", str(folder / "政策.csv"), "--out", str(folder / "o")]
    assert run(["paid", str(book), "--pages", str(folder / "首页.csv"), *options]) == 0
    assert table(folder / "o" / "differences.csv")[0]["cause"] == "一致"


def test_what_is_no_result_ends_with_one_sentence(files, capsys):
    folder, _ = files
    assert run(["paid", str(folder / "权重.csv"), "--pages", str(folder / "首页.csv"), "--out", str(folder / "o")]) == 2
    told = capsys.readouterr().err.strip()
    assert "不像医保结算结果" in told
    assert "\n" not in told
    assert not (folder / "o").exists()


def test_texts_of_the_insurer_are_no_formula(files):
    folder, drg = files
    paid(files, f"0001,A1,2026-03-10,,{drg},15000,5,=1+1,2026-04-10\n")
    with (folder / "out" / "denials.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["reason"] == "'=1+1"
