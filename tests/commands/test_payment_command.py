"""``payment``: a month summed by ward, insured and group, with caps, quotas, exclusions, the account and dossiers."""

import json

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from tests.commands.test_policy_option import PAGES, POLICY, stay, table

MORE = (
    "high_cap,10%,,,,甲文第10条\nspecial,倍率 > 4,费用超高,,,甲文第12条\nspecial_share,5%,,,,甲文第12条\n"
    "retain,85%-100% => 100%,,,,甲文第20条\n"
)


@pytest.fixture
def paid(tmp_path):
    pages = (*PAGES, stay("0006", fee_total="62000"), stay("0007", discharge_ward="骨科"))
    write_n041(tmp_path / "首页.csv", pages)
    (tmp_path / "政策.csv").write_text(POLICY + MORE, encoding="utf-8")
    run(["group", str(tmp_path / "首页.csv"), "--out", str(tmp_path / "drg.csv")])
    drg = table(tmp_path / "drg.csv")[0]["drg"]
    (tmp_path / "权重.csv").write_text(f"DRG编码,权重,均费\n{drg},1.5,20000\n", encoding="utf-8")

    def pay(*more):
        options = ["--tariff", str(tmp_path / "权重.csv"), *more, "--out", str(tmp_path / "out")]
        assert run(["payment", str(tmp_path / "首页.csv"), *options]) == 0
        return json.loads((tmp_path / "out" / "summary.json").read_text("utf-8")), tmp_path / "out"

    return pay, tmp_path


def test_the_month_with_its_caps_quotas_exclusions_and_dossiers(paid, capsys):
    pay, folder = paid
    summary, out = pay("--policy", str(folder / "政策.csv"))
    whole = summary["whole"]
    assert (whole["cases"], whole["excluded"], whole["unknown"], whole["high"], whole["low"]) == (7, 1, 1, 2, 1)
    march = summary["months"][0]
    # five stays of March are paid by group, 10 % allows none of the two high ones
    assert (march["month"], march["cases"], march["high"], march["allowed"]) == ("2026-03", 5, 2, 0)
    assert sorted(march["beyond"]) == ["0003", "0006"]
    assert march["reduction"] == 40000 + 2000
    assert summary["special"][0]["candidates"] == ["0003"]
    assert summary["excluded"] == [{"reason": "不在适用范围（住院 60 天以内）", "clause": "甲文第2条", "cases": 1}]
    assert [file.name for file in (out / "dossiers").iterdir()] == ["特例单议_0003.xlsx"]
    assert {row["name"] for row in table(out / "wards.csv")} >= {"骨科"}
    cases = {row["case_no"]: row for row in table(out / "cases.csv")}
    assert (cases["0002"]["payment"], cases["0002"]["excluded"]) == ("", "不在适用范围（住院 60 天以内）")
    assert cases["0003"]["candidates"] == "费用超高"
    assert (out / "payment.xlsx").stat().st_size > 5000
    assert "共 7 份" in capsys.readouterr().out


def test_without_a_policy_it_is_told_and_the_tariff_speaks_alone(paid, capsys):
    pay, _ = paid
    summary, _ = pay("--rate", "10000")
    assert (summary["whole"]["priced"], summary["months"], summary["account"]) == (7, [], None)
    assert "没有给出支付政策" in capsys.readouterr().err


def test_json_and_quiet(paid, capsys):
    pay, folder = paid
    summary, _ = pay("--policy", str(folder / "政策.csv"), "--json")
    assert json.loads(capsys.readouterr().out.strip().splitlines()[-1]) == summary
    pay("--policy", str(folder / "政策.csv"), "--quiet")
    assert capsys.readouterr().out == ""
