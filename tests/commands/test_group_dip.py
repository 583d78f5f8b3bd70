"""``main.py group`` under a DIP pack: the columns of the published cases, a row for every row."""

import csv

import pytest

from coding.base.as_written import as_written
from coding.commands.door import run
from tests.dip.small_city import TABLES, city

HEADER = "case_id,sex,age,age_days,birth_weight,los,icu_days,leaving_type,insured,level,cost,dx,px"


def write_city(folder, tables=TABLES):
    folder.mkdir()
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with as_written(folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def grouped(tmp_path, lines, *options, tables=TABLES):
    cases = tmp_path / "cases.csv"
    cases.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    pack = write_city(tmp_path / "city", tables)
    assert run(["group", str(cases), "--scheme", str(pack), "--out", str(out), *options]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_packet_score_and_payment_of_every_row_in_order(tmp_path):
    rows = grouped(
        tmp_path,
        [
            "1,1,30,,,5,,1,职工,二级,11000,K35.800,47.0100",
            "2,1,60,,,5,,5,职工,三级,36000,C34.900,",
            "3,1,60,,,5,,1,职工,三级,100,Z99.100,",
            "4,1,60,,,5,,1,职工,三级,100,,",
        ],
    )
    assert [(r["case_id"], r["status"], r["seq"]) for r in rows] == [
        ("1", "核心病种", "BX-1"),
        ("2", "核心病种", "JC-2"),
        ("3", "不纳入分组", ""),
        ("4", "信息校验不通过", ""),
    ]
    assert (rows[0]["basic"], rows[0]["standard"], rows[0]["payment"]) == ("1", "12000.00", "12000.00")
    assert (rows[1]["aux"], rows[1]["deviation"], rows[1]["payment"]) == ("严重程度/死亡", "费用超高", "20556.00")
    assert rows[2]["payment"] == rows[2]["score"] == rows[2]["basic"] == ""


def test_the_level_of_the_hospital_may_be_told_on_the_command_line(tmp_path):
    line = "1,1,60,,,5,,1,职工,,10000,C34.900,"
    assert grouped(tmp_path, [line])[0]["payment"] == ""
    (tmp_path / "again").mkdir()
    assert grouped(tmp_path / "again", [line], "--tariff-level", "三级")[0]["standard"] == "11440.00"


@pytest.mark.parametrize("name", ["national30_excerpt", "local_sample"])
def test_every_published_case_comes_out_exactly(reference, tmp_path, name):
    cases, out = reference / "dip" / f"cases_dev_{name}.csv", tmp_path / "out.csv"
    assert run(["group", str(cases), "--scheme", str(reference / "dip" / name), "--out", str(out)]) == 0
    with cases.open(encoding="utf-8-sig", newline="") as file:
        wanted = list(csv.DictReader(file))
    with out.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    names = ("status", "layer", "seq", "basic", "principal_px", "score", "aux", "aux_factor", "standard", "ratio")
    names = (*names, "deviation", "case_score", "payment")
    assert [[f[n] for n in ("case_id", *names)] for f in found] == [
        [w["case_id"], *(w[f"exp_{n}"] for n in names)] for w in wanted
    ]


def test_a_pack_with_an_unknown_key_is_refused_in_one_sentence(tmp_path, capsys):
    pack = write_city(tmp_path / "city", city(scheme=[{"key": "hihg", "value": "2"}]))
    cases = tmp_path / "cases.csv"
    cases.write_text(HEADER + "\n1,1,30,,,5,,1,职工,二级,11000,K35.800,47.0100\n", encoding="utf-8")
    assert run(["group", str(cases), "--scheme", str(pack), "--out", str(tmp_path / "o.csv")]) == 2
    assert "hihg" in capsys.readouterr().err


def test_rows_of_a_layer_that_the_pack_does_not_name_are_told(tmp_path, capsys):
    tables = {**TABLES, "core": [*TABLES["core"], {**TABLES["core"][0], "layer": "NO"}]}
    grouped(tmp_path, ["1,1,30,,,5,,1,职工,二级,11000,K35.800,47.0100"], tables=tables)
    assert "层次 NO 不在 scheme 的 layers 中" in capsys.readouterr().out
