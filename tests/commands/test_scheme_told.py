"""A run says what is wrong with the scheme that it uses, and how many groups nothing can reach because of it."""

import json

import pytest

from coding.commands.door import run
from tests.drg.small_pack import SMALL

HEADER = "case_id,sex,age,age_days,birth_weight,dept,los,leaving_type,icu_hours,dx,px\n"
RULES = SMALL["drg_rules"]
BROKEN = [*RULES[:2], (*RULES[2][:4], "MCCX", ""), RULES[3]]


@pytest.fixture
def cases(tmp_path):
    (tmp_path / "cases.csv").write_text(HEADER + "a,1,60,,,,8,1,,I50.900|J96.000,\n", encoding="utf-8")
    return str(tmp_path / "cases.csv")


def grouped(cases, pack, tmp_path, *more):
    return run(["group", cases, "--scheme", str(pack), "--out", str(tmp_path / "g.csv"), *more])


def test_group_tells_the_complaints_and_the_groups_that_are_lost(write_pack, cases, tmp_path, capsys):
    assert grouped(cases, write_pack(drg_rules=BROKEN), tmp_path) == 0
    out = capsys.readouterr().out
    assert "drg_rules.csv 第3行：条件“MCCX”中的“MCCX”不认识" in out
    assert (
        "已分组 1 行。注意：方案有 1 个病组因条件不认识或编码表缺失，任何病例都到不了（FR11）。" in out.splitlines()[-1]
    )


def test_a_sound_pack_is_passed_over_in_silence(write_pack, cases, tmp_path, capsys):
    assert grouped(cases, write_pack(), tmp_path) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_quiet_says_nothing_and_json_says_it_in_one_object(write_pack, cases, tmp_path, capsys):
    pack = write_pack(drg_rules=BROKEN)
    assert grouped(cases, pack, tmp_path, "--quiet") == 0
    assert capsys.readouterr().out == ""
    assert grouped(cases, pack, tmp_path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == 1
    assert told["scheme"]["lost_groups"] == ["FR11"]
    assert told["scheme"]["complaints"][0] == {
        "file": "drg_rules.csv",
        "row": 3,
        "grade": "grave",
        "message": "条件“MCCX”中的“MCCX”不认识，该条件按不成立处理。",
    }


def test_no_more_than_a_screenful_is_told_and_the_rest_is_counted(write_pack, cases, tmp_path, capsys):
    nodes = [*SMALL["adrg"], *(("MDCF", str(n), f"FT{n}", f"FT{n}", "", f"KO{n}", "", "") for n in range(3, 40))]
    pack = write_pack(adrg=nodes)
    assert grouped(cases, pack, tmp_path) == 0
    out = capsys.readouterr().out
    assert out.count("不认识") <= 21
    assert f"用 python main.py scheme {pack} 列出全部" in out
    assert "有 37 处要核对" in out


def test_check_tells_it_and_keeps_it_in_the_summary(write_pack, cases, tmp_path, capsys):
    out = tmp_path / "out"
    pack = str(write_pack(drg_rules=BROKEN))
    assert run(["check", cases, "--scheme", pack, "--out", str(out), "--jobs", "1"]) == 0
    told = capsys.readouterr().out
    assert "MCCX" in told
    assert "注意：方案有 1 个病组" in told.splitlines()[-1]
    (scheme,) = json.loads((out / "summary.json").read_text("utf-8"))["schemes"]
    assert (scheme["title"], scheme["lost_groups"]) == ("小方案", ["FR11"])
    assert scheme["complaints"][0]["row"] == 3


def test_settings_that_mean_nothing_refuse_group_and_check_in_one_sentence(write_pack, cases, tmp_path, capsys):
    pack = write_pack(scheme=[*SMALL["scheme"][:2], ("checks", "sex,age")])
    assert grouped(cases, pack, tmp_path) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "scheme.csv 第3行 checks" in err
    assert not (tmp_path / "g.csv").exists()
    assert run(["scheme", str(pack)]) == 2
    assert "scheme.csv 第3行：checks" in capsys.readouterr().out


def test_scheme_sorts_its_lines_and_ends_with_1(write_pack, capsys):
    pack = write_pack(drg_rules=[*BROKEN, ("FR1", "3", "FR19", "晚", "CC", "")], mcc=[*SMALL["mcc"], ("J96.000", "8")])
    assert run(["scheme", str(pack)]) == 1
    lines = capsys.readouterr().out.splitlines()[:-1]
    places = [line.split("：")[0] for line in lines]
    assert places == sorted(places)
    assert any("drg_rules.csv 第5行：病组 FR19 永远不会入组" in line for line in lines)


def test_scheme_in_json_holds_every_complaint(write_pack, capsys):
    assert run(["scheme", str(write_pack(drg_rules=BROKEN)), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["mdcs"], told["groups"], told["lost_groups"]) == (1, 3, ["FR11"])
    assert [c["row"] for c in told["complaints"]] == [3, 3]
    assert [note["file"] for note in told["notes"]] == ["cc.csv"]


def test_one_cause_is_one_line_with_its_count(write_pack, capsys):
    nodes = [*SMALL["adrg"], *(("MDCF", str(n), f"FT{n}", f"FT{n}", "", "KO", "", "") for n in range(3, 40))]
    assert run(["scheme", str(write_pack(adrg=nodes))]) == 1
    out = capsys.readouterr().out
    assert out.count("“KO”不认识") == 1
    assert "同一原因共 37 处，另见adrg.csv 第5行、adrg.csv 第6行等" in out


def test_a_repaired_pack_is_written_beside_and_groups(write_pack, cases, tmp_path, capsys):
    pack = write_pack(
        mcc=[("code", "exclusion_table"), ("J96.000", "7.0")], adrg_codes=[*SMALL["adrg_codes"], ("FB1", "P1", "1.2")]
    )
    out = tmp_path / "改正"
    before = {file.name: file.read_bytes() for file in pack.iterdir()}
    assert run(["scheme", str(pack), "--repaired", str(out)]) == 1
    assert "改正了 2 处" in capsys.readouterr().out
    assert {file.name: file.read_bytes() for file in pack.iterdir()} == before
    repairs = (out / "repairs.csv").read_text("utf-8-sig").splitlines()
    assert repairs[1:] == ["adrg_codes.csv,4,1.2,01.2000", "mcc.csv,2,7.0,7"]
    assert run(["scheme", str(out)]) == 0
    assert grouped(cases, out, tmp_path) == 0
    assert run(["scheme", str(pack), "--repaired", str(out)]) == 2
    assert "另选一个空文件夹" in capsys.readouterr().err
