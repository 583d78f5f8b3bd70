"""``compare``: the pages of files under two schemes, as tables, a workbook and a summary."""

import csv
import json

import openpyxl
import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from tests.commands.test_group_dip import write_city
from tests.drg.small_pack import SMALL
from tests.payment.policy_desk import write as write_policy

RESULTS = {"cases.csv", "wards.csv", "teams.csv", "groups.csv", "compare.xlsx", "summary.json"}
UNDIVIDED = [*SMALL["drg_rules"][:2], ("FR1", "1", "FR19", "心力衰竭", "ALWAYS", "")]
GROUPS = [("code", "name"), ("FB19", "心脏手术"), ("FR19", "心力衰竭")]


def page(number, *codes, day="2026-03-09", cost="1000", ward="心内科", **values):
    known = {"case_no": number, "sex": "1", "age_years": "60", "los_days": "8", "discharge_way": "1"}
    told = {"discharge_datetime": f"{day} 10:00", "fee_total": cost, "discharge_ward": ward, "payment_method": "1.1"}
    return FrontPage({**known, **told, **values}, tuple(Diagnosis(code, code) for code in codes))


PAGES = (
    page("1", "I50.900", cost="1000"),
    page("2", "I50.900", "J96.000", cost="3000", ward="=呼吸科"),
    page("3", "I50.900", day="2026-04-02", cost="2000"),
    page("4", "W01.900", cost=""),
)


def table(path):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def packs(write_pack):
    return str(write_pack("old")), str(write_pack("new", drg_rules=UNDIVIDED, drg=GROUPS))


@pytest.fixture
def compared(packs, tmp_path):
    def compare(*more, pages=PAGES, schemes=packs, code=0):
        write_n041(tmp_path / "首页.csv", pages)
        named = [part for scheme in schemes for part in ("--scheme", scheme)]
        out = tmp_path / "out"
        assert run(["compare", str(tmp_path / "首页.csv"), *named, "--out", str(out), *more]) == code
        return out

    return compare


@pytest.fixture
def tariffs(tmp_path):
    old, new = tmp_path / "旧权重.csv", tmp_path / "新权重.csv"
    old.write_text("DRG编码,权重,费率\nFR11,1.6,1000\nFR15,0.8,1000\n", encoding="utf-8")
    new.write_text("DRG编码,权重,费率\nFR19,1.0,1000\n", encoding="utf-8")
    return str(old), str(new)


def test_every_file_is_written_and_every_page_says_why_it_moved(compared):
    out = compared()
    assert {path.name for path in out.iterdir()} == RESULTS
    cases = table(out / "cases.csv")
    assert [(c["file"], c["row"], c["case_no"], c["group_a"], c["group_b"], c["moved"]) for c in cases] == [
        ("首页.csv", "1", "1", "FR15", "FR19", "是"),
        ("首页.csv", "2", "2", "FR11", "FR19", "是"),
        ("首页.csv", "3", "3", "FR15", "FR19", "是"),
        ("首页.csv", "4", "4", "0000", "0000", ""),
    ]
    assert cases[0]["step_kind"] == "细分不同"
    assert cases[0]["step"] == "FR1 心力衰竭：原方案：细分为 FR11、FR15；新方案：不再细分（FR19）"
    assert cases[1]["ward"] == "'=呼吸科"  # people open it: no formula
    assert (cases[0]["insured"], cases[0]["discharge"]) == ("职工", "2026-03-09")
    assert [(w["ward"], w["cases"], w["moved"]) for w in table(out / "wards.csv")] == [
        ("心内科", "3", "2"),
        ("'=呼吸科", "1", "1"),
    ]
    first = table(out / "groups.csv")[0]
    assert (first["group_a"], first["group_b"], first["cases"], first["share_of_a"]) == ("FR15", "FR19", "2", "1")


def test_without_a_tariff_weights_of_both_are_provisional_and_called_so(compared, capsys):
    out = compared()
    cases = table(out / "cases.csv")
    assert [(c["weight_a"], c["weight_b"], c["payment_a"]) for c in cases] == [
        ("0.75", "1", ""),
        ("1.5", "1", ""),
        ("0.75", "1", ""),
        ("", "", ""),
    ]
    assert {c["weight_basis"] for c in cases} == {"暂定权重（本院费用推算）"}
    assert "不足 5 份" in cases[0]["note"]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["weight_basis"], summary["weight_diff"], summary["weighed"]) == ("provisional", 0, 3)
    assert "暂定权重（本院费用推算）" in capsys.readouterr().err


def test_two_tariffs_weigh_each_its_own_scheme(compared, tariffs):
    out = compared("--tariff", tariffs[0], "--tariff", tariffs[1])
    cases = table(out / "cases.csv")
    assert [(c["weight_a"], c["weight_b"], c["weight_diff"], c["payment_diff"]) for c in cases[:2]] == [
        ("0.8", "1", "0.2", "200"),
        ("1.6", "1", "-0.6", "-600"),
    ]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["weight_basis"], summary["weight_diff"], summary["payment_diff"]) == ("tariff", -0.2, -200)
    assert summary["gain_in"] == "payment"
    assert summary["losers"]["ward"] == [{"name": "=呼吸科", "gain": -600, "cases": 1, "moved": 1}]
    assert summary["old"]["tariff"] == "旧权重.csv"


def test_a_published_weight_is_never_set_against_a_provisional_one(compared, tariffs, capsys):
    out = compared("--tariff", tariffs[0], "--tariff", "-")
    cases = table(out / "cases.csv")
    assert [(c["weight_a"], c["payment_a"]) for c in cases[:2]] == [("0.75", ""), ("1.5", "")]
    assert "该权重表没有采用" in capsys.readouterr().err


def test_a_tariff_of_the_new_scheme_alone_is_named_by_a_dash_before_it(compared, tariffs):
    summary = compared("--tariff", "-", "--tariff", tariffs[1]) / "summary.json"
    assert json.loads(summary.read_text(encoding="utf-8"))["new"]["tariff"] == "新权重.csv"


def test_a_policy_of_one_side_alone_pays_neither(compared, tariffs, tmp_path, capsys):
    policy = str(write_policy(tmp_path, "费率,2000,,,,\n"))
    both = ("--tariff", tariffs[0], "--tariff", tariffs[1])
    plain = [c["payment_b"] for c in table(compared(*both) / "cases.csv")]
    assert [c["payment_b"] for c in table(compared(*both, "--policy", policy) / "cases.csv")] == plain
    assert "只有一个方案有支付政策" in capsys.readouterr().err
    out = compared(*both, "--policy", policy, "--policy", policy)
    assert "政策" in json.loads((out / "summary.json").read_text(encoding="utf-8"))["new"]["policy"]


def test_without_any_cost_the_columns_stay_empty_and_say_why(compared, capsys):
    out = compared(pages=[page("1", "I50.900", cost="")])
    assert table(out / "cases.csv")[0]["weight_a"] == ""
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["weight_diff"] is None
    assert "没有可用的总费用，不能推算权重：权重各列为空" in capsys.readouterr().err


def test_a_period_leaves_out_what_was_discharged_at_other_times(compared, capsys):
    assert [c["case_no"] for c in table(compared("--period", "2026-04") / "cases.csv")] == ["3"]
    compared("--period", "2025", code=2)
    assert "2025没有出院的病案" in capsys.readouterr().err


def test_the_built_in_scheme_has_a_word(compared, packs):
    out = compared(schemes=("embedded", packs[1]))
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["old"]["file"] == "内置通用方案"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--scheme", "embedded"], "现有 3 个"),
        (["--tariff", "-", "--tariff", "-", "--tariff", "-"], "至多写两个"),
        (["--tariff", "没有.csv"], "找不到权重表“没有.csv”"),
        (["--rate", "两千", "--tariff", "-"], "--rate"),
        (["--period", "去年"], "时期“去年”看不懂"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(compared, capsys, more, words):
    compared(*more, code=2)
    told = capsys.readouterr().err.strip()
    assert words in told
    assert "\n" not in told


def test_a_program_reads_the_summary_from_the_screen(compared, capsys):
    compared("--json", "--quiet")
    told = capsys.readouterr()
    assert json.loads(told.out)["moved"] == 3
    assert told.err == ""


def test_what_cannot_be_compared_needs_both_schemes(tmp_path, capsys):
    write_n041(tmp_path / "首页.csv", PAGES)
    assert run(["compare", str(tmp_path / "首页.csv"), "--scheme", "embedded", "--out", str(tmp_path / "o")]) == 2
    assert "两个 --scheme" in capsys.readouterr().err


def test_results_do_not_take_the_place_of_what_is_read(compared, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "cases.csv").write_text("DRG编码,权重\nFR11,1\n", encoding="utf-8")
    compared("--tariff", str(tmp_path / "out" / "cases.csv"), code=2)
    assert "写出会把它盖掉" in capsys.readouterr().err


def test_the_compact_layout_is_grouped_as_group_does_it(packs, tmp_path):
    cases = tmp_path / "cases.csv"
    header = "case_id,sex,age,age_days,birth_weight,dept,los,leaving_type,icu_hours,dx,px\n"
    cases.write_text(header + "a,1,60,,,03,8,1,,I50.900|J96.000,\nb,1,60,,,03,8,1,,I50.9,36.11\n", encoding="utf-8")
    assert run(["group", str(cases), "--scheme", packs[0], "--out", str(tmp_path / "g.csv")]) == 0
    named = ["--scheme", packs[0], "--scheme", packs[1]]
    assert run(["compare", str(cases), *named, "--out", str(tmp_path / "out")]) == 0
    grouped = [(row["status"], row["drg"]) for row in table(tmp_path / "g.csv")]
    assert [(c["status_a"], c["group_a"]) for c in table(tmp_path / "out" / "cases.csv")] == grouped
    assert grouped[1][1] == "0000"  # a short code matches nothing


def test_across_kinds_of_payment_only_payments_are_compared(compared, packs, tmp_path, capsys):
    city = str(write_city(tmp_path / "city"))
    out = compared(schemes=(packs[0], city))
    cases = table(out / "cases.csv")
    assert {c["weight_diff"] for c in cases} == {""}
    assert cases[0]["step_kind"] == "付费方式不同"
    told = capsys.readouterr()
    assert "DRG 的权重与 DIP 的分值不是一回事" in told.err
    assert "病组与病种不相比较" in told.out


def test_several_processes_give_what_one_gives(compared):
    pages = [page(str(n), "I50.900", *(["J96.000"] if n % 3 else []), cost=str(n)) for n in range(1, 600)]
    one = compared("--jobs", "1", pages=pages)
    first = {path.name: path.read_bytes() for path in one.glob("*.csv")}
    two = compared("--jobs", "2", pages=pages)
    assert {path.name: path.read_bytes() for path in two.glob("*.csv")} == first


def test_the_workbook_opens_and_its_sheets_are_made_for_print(compared, tariffs):
    out = compared("--tariff", tariffs[0], "--tariff", tariffs[1])
    book = openpyxl.load_workbook(out / "compare.xlsx")
    assert book.sheetnames == [
        "摘要", "科室", "医疗组", "参保", "病组", "病组增减", "原因", "原因明细", "病例", "消失与新增", "编码", "说明",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what stands for nothing
    wards = book["科室"]
    assert wards.freeze_panes == "A2"
    titles = [cell.value for cell in wards[1]]
    line = dict(zip(titles, wards[3], strict=True))
    assert line["科室"].value == "'=呼吸科"
    assert line["权重差"].value == pytest.approx(-0.6)
    assert line["权重差"].number_format.startswith("#,##0.0000")
    assert line["支付测算差"].value == -600
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    said = " ".join(str(cell.value) for row in book["摘要"] for cell in row if cell.value)
    assert "共 4 份，病组改变 3 份（75.0%）" in said
    assert "不是医保结算" in said
    assert "指纹" in said


def test_provisional_weights_are_called_so_in_every_head_of_the_workbook(compared):
    book = openpyxl.load_workbook(compared() / "compare.xlsx")
    heads = [cell.value for name in ("科室", "病组", "病例") for cell in book[name][1]]
    assert [head for head in heads if head and "权重" in head and "暂定" not in head] == ["计权重例数", "计权重例数"]
    assert not [head for head in heads if head and "支付" in head]
