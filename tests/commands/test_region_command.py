"""``main.py region``: the files that come of it, and that a second run goes on where the first stood."""

import csv

import pytest

from coding.commands.door import run
from tests.commands.test_scheme_command import write
from tests.work.test_region_scheme import LIST, OPEN


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def place(tmp_path):
    write(tmp_path / "base")
    (tmp_path / "目录.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "缺.csv").write_text(OPEN, encoding="utf-8")
    return tmp_path


def region(place, *more, groups="目录.csv", out="out"):
    given = ["--base", str(place / "base"), "--groups", str(place / groups), "--out", str(place / out)]
    return run(["region", *given, *more])


def test_the_pack_and_its_reports_are_written(place, capsys):
    assert region(place, "--accept-derived", "--source", "某市", "--date", "2026-01-01") == 0
    assert "待定问题 0 个" in capsys.readouterr().out
    found = {row["病组"]: row for row in rows(place / "out" / "conditions.csv")}
    assert found["FR10"]["条件"] == "AGE<17"
    assert found["FR10"]["条件说明"] == "年龄 < 17 岁"
    assert found["FR15"]["写入方案的规则"] == "ALWAYS"
    assert {row["类别"] for row in rows(place / "out" / "differences.csv")} == {"细分不同", "病组新增", "病组含义改变"}
    assert run(["scheme", str(place / "out")]) == 0


def test_without_a_yes_nothing_new_is_made(place, capsys):
    assert region(place) == 0
    assert "3 个待定" in capsys.readouterr().out
    assert {row["对象"] for row in rows(place / "out" / "open_questions.csv")} == {"FR10", "FR13", "FR15"}


def test_answers_from_a_file_are_kept_by_a_second_run(place, capsys):
    (place / "a.csv").write_text("病组编码,回答,条件\nFR10,是,\nFR18,另写,LOS>30\nFR13,也许,\n", encoding="utf-8")
    assert region(place, "--answers", str(place / "a.csv"), groups="缺.csv") == 0
    assert "第4行" in capsys.readouterr().err
    assert run(["region", "--out", str(place / "out")]) == 0
    found = {row["病组"]: row["结论"] for row in rows(place / "out" / "conditions.csv")}
    assert found["FR10"] == found["FR18"] == "已采用"
    assert found["FR13"].startswith("待确认")


def test_answers_may_be_filled_in_where_they_lie(place):
    assert region(place) == 0
    answers = place / "out" / "answers.csv"
    answers.write_text("类别,对象,名称,回答,条件或编码,说明\n病组,FR13,,否,,\n", encoding="utf-8")
    assert run(["region", "--out", str(place / "out"), "--answers", str(answers)]) == 0
    assert rows(answers)[0]["回答"] == "否"


def test_lists_are_read_and_repairs_listed(place):
    (place / "lists").mkdir()
    (place / "lists" / "FR1.txt").write_text("I21.900 I5O.900", encoding="utf-8")
    assert region(place, "--lists", str(place / "lists"), out="out.zip") == 0
    assert region(place, "--lists", str(place / "lists")) == 0
    assert [(row["原文"], row["读作"], row["结论"]) for row in rows(place / "out" / "repairs.csv")] == [
        ("I5O.900", "I50.900", "待确认：没有用")
    ]
    assert (place / "out.zip").exists()


def test_the_built_in_scheme_is_the_base_where_none_is_named(place):
    text = "FR21 心力衰竭、休克，伴严重并发症或合并症\nFR25 心力衰竭、休克，不伴并发症或合并症"
    (place / "one.txt").write_text(text, encoding="utf-8")
    assert run(["region", "--groups", str(place / "one.txt"), "--out", str(place / "o.zip")]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--out", "neu"],
        ["--groups", "gibtsnicht.csv", "--out", "neu"],
        ["--base", "gibtsnicht", "--groups", "目录.csv", "--out", "neu"],
        ["--groups", "目录.csv", "--out", "base"],
        ["--base", "base", "--groups", "目录.csv", "--out", "base"],
        ["--groups", "目录.csv", "--out", "目录.csv"],
    ],
)
def test_what_cannot_be_done_is_one_sentence(place, monkeypatch, capsys, arguments):
    monkeypatch.chdir(place)
    assert run(["region", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_another_base_than_the_work_began_with_is_refused(place, capsys):
    assert region(place) == 0
    write(place / "other", cc=[("code", "exclusion_table")])
    assert run(["region", "--base", str(place / "other"), "--out", str(place / "out")]) == 2
    assert "小方案" in capsys.readouterr().err
