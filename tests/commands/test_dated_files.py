"""Files with days on the command line: ``check`` and ``group`` judge each page by what holds on its day."""

import csv
import json

import pytest

from coding.commands.door import run
from coding.commands.file_days import file_with_days

HEAD = "BAH,XM,XB,NL,RYSJ,CYSJ,SJZYTS,JBDM,ZYZD,JBDM1,ZLYZD\n"


def stay(number, day):
    begin = day[:-2] + "01" if not day.endswith("01") else day
    return f"{number},样例,1,60,{begin} 08:00:00,{day} 10:00:00,8,I50.900,心力衰竭,J96.000,呼吸衰竭\n"


@pytest.fixture
def month(tmp_path):
    path = tmp_path / "两年.csv"
    path.write_text(HEAD + stay(1, "2026-12-31") + stay(2, "2027-01-01") + stay(3, "2027-01-15"), encoding="utf-8")
    return path


@pytest.fixture
def schemes(write_pack):
    """This year's divides heart failure by MCC, next year's does not."""
    undivided = {
        "scheme": [("key", "value"), ("name", "明年方案"), ("checks", "sex")],
        "drg_rules": [
            ("node", "seq", "drg", "name", "rule", "list_node"),
            ("FB1", "1", "FB19", "心脏手术", "ALWAYS", ""),
            ("FR1", "1", "FR19", "心力衰竭", "ALWAYS", ""),
        ],
        "drg": [("code", "name"), ("FB19", "心脏手术"), ("FR19", "心力衰竭")],
    }
    return write_pack("今年"), write_pack("明年", **undivided)


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_check_judges_each_page_by_the_scheme_of_its_day(month, schemes, tmp_path, capsys):
    now, then = schemes
    out = tmp_path / "out"
    done = run(
        ["check", str(month), "--out", str(out), "--jobs", "1", "--scheme", str(now), "--scheme", f"{then}@2027-01-01"]
    )
    assert done == 0
    assert [row["drg"] for row in rows(out / "groups.csv")] == ["FR11", "FR19", "FR19"]
    held = json.loads((out / "summary.json").read_text(encoding="utf-8"))["held"]
    assert [(h["from"], h["to"], h["pages"], h["parts"]["scheme"]) for h in held] == [
        ("", "2026-12-31", 1, "小方案"),
        ("2027-01-01", "", 2, "明年方案"),
    ]
    assert held[0]["knowledge"] != held[1]["knowledge"]
    told = capsys.readouterr().err
    assert "2027-01-01 起出院的 2 页：分组方案“明年方案”" in told


def test_workers_judge_by_the_same_days(month, schemes, tmp_path):
    now, then = schemes
    many = tmp_path / "多.csv"
    lines = "".join(stay(n, "2026-12-31" if n % 2 else "2027-01-01") for n in range(900))
    many.write_text(HEAD + lines, encoding="utf-8")
    args = ["check", str(many), "--scheme", str(now), "--scheme", f"{then}@2027-01-01"]
    assert run([*args, "--out", str(tmp_path / "one"), "--jobs", "1"]) == 0
    assert run([*args, "--out", str(tmp_path / "two"), "--jobs", "2"]) == 0
    one, two = (rows(tmp_path / name / "groups.csv") for name in ("one", "two"))
    assert one == two
    assert [row["drg"] for row in one[:2]] == ["FR19", "FR11"]


def test_group_too(month, schemes, tmp_path):
    now, then = schemes
    out = tmp_path / "组.csv"
    assert (
        run(
            [
                "group",
                str(month),
                "--scheme",
                f"{now}@..2026-12-31",
                "--scheme",
                f"{then}@2027-01-01",
                "--out",
                str(out),
            ]
        )
        == 0
    )
    assert [row["drg"] for row in rows(out)] == ["FR11", "FR19", "FR19"]


def test_a_row_without_a_day_is_grouped_by_what_is_in_force_from_now_on_and_told(schemes, tmp_path, capsys):
    now, then = schemes
    file, out = tmp_path / "无日期.csv", tmp_path / "组.csv"
    file.write_text(HEAD + stay(1, "2026-12-31").replace("2026-12-31 10:00:00", ""), encoding="utf-8")
    assert run(["group", str(file), "--scheme", str(now), "--scheme", f"{then}@2027-01-01", "--out", str(out)]) == 0
    assert [row["drg"] for row in rows(out)] == ["FR19"]
    assert "1 行没有可用的出院日期" in capsys.readouterr().err


def test_tariffs_with_days_write_each_its_weights(month, schemes, tmp_path):
    now, _ = schemes
    table = tmp_path / "权重.csv"
    table.write_text("DRG编码,权重\nFR11,1.5\n", encoding="utf-8")
    out = tmp_path / "组.csv"
    assert (
        run(
            [
                "group",
                str(month),
                "--scheme",
                str(now),
                "--tariff",
                f"{table}@2027-01-01..2027-01-10",
                "--out",
                str(out),
            ]
        )
        == 0
    )
    assert [row["weight"] for row in rows(out)] == ["", "1.5", ""]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("包@2027-13-01", "看不懂"),
        ("包@2027-02-01..2027-01-01", "止日早于起日"),
        ("没有的包@2027-01-01", "找不到分组方案包“没有的包”"),
    ],
)
def test_wrong_days_are_told_in_a_sentence(month, tmp_path, capsys, given, told):
    assert run(["check", str(month), "--out", str(tmp_path / "out"), "--scheme", given]) == 2
    assert told in capsys.readouterr().err


def test_a_file_that_is_really_called_so_is_that_file(tmp_path):
    odd = tmp_path / "方案@2027-01-01"
    odd.mkdir()
    assert file_with_days(str(odd)) is None
    assert file_with_days("a@b.zip") is None
    assert file_with_days("方案.zip") is None
    found = file_with_days("方案@甲.zip@2027-01-01..")
    assert found is not None
    assert (found[0], found[1].isoformat(), found[2]) == ("方案@甲.zip", "2027-01-01", None)


def test_a_command_that_judges_no_pages_takes_no_days(schemes, capsys):
    assert run(["bench", "--scheme", f"{schemes[0]}@2027-01-01"]) == 2
    assert "不按出院日期选文件" in capsys.readouterr().err


def test_a_result_never_overwrites_a_file_that_was_given_with_days(month, tmp_path, capsys):
    table = tmp_path / "权重.csv"
    table.write_text("DRG编码,权重\nFR11,1.5\n", encoding="utf-8")
    assert run(["group", str(month), "--tariff", f"{table}@2027-01-01", "--out", str(table)]) == 2
    assert "就是输入文件" in capsys.readouterr().err
