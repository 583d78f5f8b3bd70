"""``--policy`` of ``group`` and ``check``: the two say the same of a stay, and neither a figure where none is due."""

import csv
import json

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure

GALLSTONES = (Diagnosis("K80.000x002", "胆囊结石伴急性胆囊炎", "1"),)
OPERATION = (Procedure("51.2300", "腹腔镜下胆囊切除术", "2026-03-02"),)


def stay(number, **values):
    told = {
        "case_no": number,
        "patient_name": "甲",
        "sex": "2",
        "age_years": "54",
        "los_days": "8",
        "discharge_way": "1",
        "discharge_datetime": "2026-03-10 10:00",
        "payment_method": "1",
        "fee_total": "20000",
        **values,
    }
    return FrontPage(told, GALLSTONES, OPERATION)


PAGES = (
    stay("0001"),
    stay("0002", los_days="60"),
    stay("0003", fee_total="100000"),
    stay("0004", payment_method="7"),
    stay("0005", fee_total="1000", discharge_datetime="2027-03-10 10:00"),
)
POLICY = (
    "key,value,of,from,to,clause\n"
    "rate,10000,职工,,2026-12-31,甲文\nrate,11000,职工,2027-01-01,,乙文\nrate,9000,居民,,,甲文\n"
    "scope,住院天数 < 60,住院 60 天以内,,,甲文第2条\n"
    "high,倍率 > 3 => 支付标准 + 总费用 - 3 * 均费,,,,甲文第8条\nlow,倍率 < 0.4 => 总费用,,,,甲文第9条\n"
)


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def files(tmp_path):
    write_n041(tmp_path / "首页.csv", PAGES)
    (tmp_path / "政策.csv").write_text(POLICY, encoding="utf-8")
    run(["group", str(tmp_path / "首页.csv"), "--out", str(tmp_path / "drg.csv")])
    drg = table(tmp_path / "drg.csv")[0]["drg"]
    (tmp_path / "权重.csv").write_text(f"DRG编码,权重,均费\n{drg},1.5,20000\n", encoding="utf-8")
    return tmp_path


def group(files, *more):
    options = ["--tariff", str(files / "权重.csv"), "--policy", str(files / "政策.csv"), *more]
    assert run(["group", str(files / "首页.csv"), *options, "--out", str(files / "o.csv")]) == 0
    return table(files / "o.csv")


def check(files, *options):
    out = files / "out"
    assert run(["check", str(files / "首页.csv"), "--out", str(out), "--jobs", "1", *options]) == 0
    return table(out / "groups.csv")


def test_group_prices_each_row_by_its_day_and_its_insured(files):
    rows = group(files)
    assert [row["payment"] for row in rows] == ["15000", "", "55000", "", "1000"]
    assert [row["balance"] for row in rows] == ["-5000", "", "-45000", "", "0"]
    assert [row["band"] for row in rows] == ["", "", "高倍率", "", "低倍率"]
    assert rows[1]["policy"] == "不按病组付费：不在适用范围（住院 60 天以内）（甲文第2条）。"
    assert "参保类别未知" in rows[3]["policy"]
    assert rows[0]["weight"] == "1.5"


def test_check_says_the_same_and_its_stamp_is_another(files):
    options = ["--tariff", str(files / "权重.csv"), "--policy", str(files / "政策.csv")]
    rows = check(files, *options)
    columns = ("drg", "weight", "payment", "multiple", "balance", "band", "policy")
    assert [[row[c] for c in columns] for row in rows] == [[row[c] for c in columns] for row in group(files)]
    stamps = [json.loads((files / "out" / "summary.json").read_text("utf-8"))["knowledge"]]
    (files / "另一份.csv").write_text(POLICY.replace("11000", "11001"), encoding="utf-8")
    check(files, "--tariff", str(files / "权重.csv"), "--policy", str(files / "另一份.csv"))
    stamps.append(json.loads((files / "out" / "summary.json").read_text("utf-8"))["knowledge"])
    assert len(set(stamps)) == 2


def test_without_a_policy_the_tables_are_as_they_were(files):
    assert "policy" not in check(files, "--tariff", str(files / "权重.csv"))[0]


def test_the_example_is_asked_for_by_its_name(files):
    assert run(["group", str(files / "首页.csv"), "--policy", "demo", "--out", str(files / "o.csv")]) == 0
    assert "住院 60 天以内" in table(files / "o.csv")[1]["policy"]


def test_a_policy_that_cannot_be_used_ends_with_one_sentence(files, capsys):
    (files / "政策.csv").write_text(POLICY + "fee,1,,,,\n", encoding="utf-8")
    arguments = ["--policy", str(files / "政策.csv"), "--out", str(files / "o.csv")]
    assert run(["group", str(files / "首页.csv"), *arguments]) == 2
    told = capsys.readouterr().err.strip()
    assert "第 8 行：不认识的项目“fee”" in told
    assert "\n" not in told
    assert not (files / "o.csv").exists()


def test_the_policy_is_never_overwritten_by_the_result(files):
    policy = str(files / "政策.csv")
    before = (files / "政策.csv").read_bytes()
    assert run(["group", str(files / "首页.csv"), "--policy", policy, "--out", policy]) == 2
    assert (files / "政策.csv").read_bytes() == before
