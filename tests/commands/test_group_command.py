"""``group``: every row of a file gets its group, in order."""

import csv

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure

HEAD = "case_id,sex,age,age_days,birth_weight,dept,los,leaving_type,icu_hours,dx,px,further\n"


def table(path):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_one_row_for_every_row_in_order_even_for_broken_ones(tmp_path, capsys):
    cases = tmp_path / "cases.csv"
    rows = (
        '"b,1",2,54,,,04,8,1,0,K80.000x002,51.2300,x\n'
        + "short,1\n"
        + "a2,,,,,,,,,,,\n"
        + "a3,1,40,,,,3,1,,I10.x00,,\n"
    )
    cases.write_text(HEAD + "".join(rows), encoding="utf-8")
    assert run(["group", str(cases), "--out", str(tmp_path / "o.csv")]) == 0
    result = table(tmp_path / "o.csv")
    assert list(result[0]) == ["case_id", "status", "mdc", "adrg", "drg"]
    assert [row["case_id"] for row in result] == ["b,1", "short", "a2", "a3"]
    assert [row["status"] for row in result][1:3] == ["信息校验不通过"] * 2
    assert result[0]["status"] == "分组成功"
    assert "1 行读不出" in capsys.readouterr().out


def test_front_pages_are_grouped_too(tmp_path):
    values = {"case_no": "001", "sex": "2", "age_years": "54", "los_days": "8", "discharge_way": "1"}
    page = FrontPage(values, (Diagnosis("K80.000x002", "胆囊结石"),), (Procedure("51.2300", "胆囊切除"),))
    write_n041(tmp_path / "a.xlsx", [page])
    assert run(["group", str(tmp_path / "a.xlsx"), "--out", str(tmp_path / "o.csv")]) == 0
    (row,) = table(tmp_path / "o.csv")
    assert (row["case_id"], row["mdc"], row["adrg"]) == ("001", "MDCH", "HC2")


@pytest.mark.parametrize("file", ["cases_dev.csv", "cases_dev_chs_drg_20.csv"])
def test_all_published_cases_reach_their_group(reference, tmp_path, file):
    path = reference / "drg" / file
    expected = (
        table(path) if path.read_bytes().startswith(b"\xef") else list(csv.DictReader(path.open(encoding="utf-8")))
    )
    for scheme in sorted({row["scheme"] for row in expected}):
        out = tmp_path / f"{scheme}.csv"
        assert run(["group", str(path), "--scheme", str(path.parent / scheme), "--out", str(out)]) == 0
        answers = table(out)
        assert [row["case_id"] for row in answers] == [row["case_id"] for row in expected]
        wrong = [
            (want["case_id"], want["exp_drg"], got["drg"])
            for want, got in zip(expected, answers, strict=True)
            if want["scheme"] == scheme
            and [got[c] for c in ("status", "mdc", "adrg", "drg")]
            != [want[c] for c in ("exp_status", "exp_mdc", "exp_adrg", "exp_drg")]
        ]
        assert wrong == []


def test_a_tariff_adds_the_weight(tmp_path):
    cases, tariff = tmp_path / "cases.csv", tmp_path / "t.csv"
    cases.write_text(HEAD + "a,2,54,,,04,8,1,0,K80.000x002,51.2300,\n", encoding="utf-8")
    run(["group", str(cases), "--out", str(tmp_path / "o.csv")])
    drg = table(tmp_path / "o.csv")[0]["drg"]
    tariff.write_text(f"DRG编码,权重\n{drg},1.2300\n", encoding="utf-8")
    assert run(["group", str(cases), "--tariff", str(tariff), "--out", str(tmp_path / "o.csv")]) == 0
    assert table(tmp_path / "o.csv")[0]["weight"] == "1.23"


def test_the_input_is_never_overwritten_by_the_result(tmp_path, capsys):
    cases = tmp_path / "cases.csv"
    cases.write_text(HEAD + "a,2,54,,,04,8,1,0,K80.000x002,51.2300,\n", encoding="utf-8")
    before = cases.read_bytes()
    assert run(["group", str(cases), "--out", str(cases)]) == 2
    assert "输入文件" in capsys.readouterr().err
    assert cases.read_bytes() == before


@pytest.mark.parametrize(("edition", "adrg"), [([], "HC2"), (["--edition", "insurance"], "JB3")])
def test_clinical_codes_go_through_the_crosswalk_that_is_named(tmp_path, edition, adrg):
    """A breast code that the sheet makes a gallstone: nonsense, so that no other way leads to the group."""
    crosswalk, cases, out = tmp_path / "m.csv", tmp_path / "cases.csv", tmp_path / "o.csv"
    crosswalk.write_text("临床版编码,医保版编码\nD24.x00,K80.000x002\n", encoding="utf-8")
    px = tmp_path / "p.csv"
    px.write_text("临床版编码,医保版编码\n85.2100,51.2300\n", encoding="utf-8")
    cases.write_text(HEAD + "a,2,54,,,04,8,1,0,D24.x00,85.2100,x\n", encoding="utf-8")
    maps = ["--dx-map", str(crosswalk), "--px-map", str(px)]
    assert run(["group", str(cases), *maps, *edition, "--out", str(out)]) == 0
    assert table(out)[0]["adrg"] == adrg


def test_a_column_of_the_file_says_of_which_edition_each_row_is(tmp_path):
    crosswalk, cases, out = tmp_path / "m.csv", tmp_path / "cases.csv", tmp_path / "o.csv"
    crosswalk.write_text("临床版编码,医保版编码\nD24.x00,I50.900\n", encoding="utf-8")
    rows = "a,2,54,,,04,8,1,0,D24.x00,,国临版2.0\nb,2,54,,,04,8,1,0,D24.x00,,医保版2.0\n"
    cases.write_text(HEAD.replace("further", "编码版本") + rows, encoding="utf-8")
    assert run(["group", str(cases), "--dx-map", str(crosswalk), "--out", str(out)]) == 0
    assert [row["mdc"] for row in table(out)] == ["MDCF", "MDCJ"]
